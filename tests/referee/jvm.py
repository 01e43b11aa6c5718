"""One Java machine in this process, with Flink's parser and planner on its class path.

The jars are those of the local stack; the first call fetches them, as the stack itself would.
"""

import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import jpype

from teal.local.fetch import fetched_parts
from teal.local.jvm import FLINK_MODULES
from teal.local.places import cache_folder

_LOADER = "flink-table-planner-loader-*.jar"
_PLANNER = "flink-table-planner.jar"


@cache
def referee_jvm() -> None:
    """Start Java once; afterwards `jpype.JClass` finds every class of Flink."""
    jars = fetched_parts(cache_folder(), lambda event: None).flink / "lib"
    (loader,) = jars.glob(_LOADER)
    class_path = [jar for jar in sorted(jars.glob("*.jar")) if jar != loader]
    jpype.startJVM(
        *("-Xss16m", "-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", *FLINK_MODULES),
        "-Dlog4j2.level=OFF",
        classpath=[str(jar) for jar in [_planner(loader), *class_path]],
        convertStrings=False,
    )


def _planner(loader: Path) -> Path:
    """The planner's jar, which lies packed inside the loader's and is unpacked beside it."""
    planner = loader.parents[1] / "referee" / f"{loader.stem}-{_PLANNER}"
    if not planner.exists():
        planner.parent.mkdir(exist_ok=True)
        with TemporaryDirectory(dir=planner.parent) as work, zipfile.ZipFile(loader) as packed:
            Path(packed.extract(_PLANNER, work)).rename(planner)
    return planner

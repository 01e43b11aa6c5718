"""How each part is fetched: pip brings Flink, Maven brings Kafka and Flink's connectors."""

import shutil
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

from teal.local.errors import MavenMissing, PipMissing

_FLINK_REQUIREMENT = "apache-flink-libraries==2.3.0"
_COPY_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"


class Source(Struct, frozen=True):
    """A command that downloads, where it writes, and what then picks files into a folder."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    watched: tuple[Path, ...]
    pick: Callable[[Iterable[str], Path], None]


def flink_source(work: Path, cache: Path, environment: Mapping[str, str]) -> Source:
    """Flink's jars, out of the wheel that its Python package depends on."""
    if find_spec("pip") is None:
        raise PipMissing(sys.executable)
    temporary, wheels = work / "pip", work / "wheels"
    temporary.mkdir()
    quiet = ("--no-input", "--disable-pip-version-check", "--no-cache-dir", "--progress-bar=off")
    wanted = ("--no-deps", "--only-binary=:all:", f"--dest={wheels}", _FLINK_REQUIREMENT)

    def pick(names: Iterable[str], target: Path) -> None:
        for wheel in wheels.glob("*.whl"):
            _extract(wheel, {f"pyflink/{name}": target / name for name in names})

    return Source(
        command=(sys.executable, "-m", "pip", "download", *quiet, *wanted),
        environment={**environment, "TMPDIR": str(temporary)},
        watched=(temporary, wheels),
        pick=pick,
    )


def kafka_source(work: Path, cache: Path, environment: Mapping[str, str]) -> Source:
    """Kafka with what it needs to run, the SQL gateway, and the Kafka connector."""
    maven = shutil.which("mvn", path=environment.get("PATH", ""))
    if maven is None:
        raise MavenMissing
    project, jars = work / "pom.xml", work / "jars"
    project.write_bytes((files("teal.local") / "resources" / "pom.xml").read_bytes())
    # Kept when a fetch fails, so that the next one goes on from there.
    repository = cache / "maven"

    def pick(names: Iterable[str], target: Path) -> None:
        for name in names:
            if (jar := jars / Path(name).name).is_file():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                jar.rename(target / name)
        shutil.rmtree(repository, ignore_errors=True)

    return Source(
        command=(
            *(maven, "--batch-mode", f"--file={project}", f"-Dmaven.repo.local={repository}"),
            *(_COPY_GOAL, "-DincludeScope=runtime", f"-DoutputDirectory={jars}"),
        ),
        environment=environment,
        watched=(repository,),
        pick=pick,
    )


def _extract(archive: Path, targets: Mapping[str, Path]) -> None:
    with zipfile.ZipFile(archive) as opened:
        present = set(opened.namelist())
        for name, target in targets.items():
            if name in present:
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(name) as source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)

"""Find a Java that can run Flink and Kafka."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from teal.local.errors import JavaMissing, JavaTooOld

OLDEST_JAVA = 17


def find_java(environment: Mapping[str, str] = os.environ) -> Path:
    """The `java` of JAVA_HOME, else of PATH, if it is new enough."""
    java = _java_of_home(environment) or shutil.which("java", path=environment.get("PATH", ""))
    if java is None:
        raise JavaMissing
    version = _version(Path(java))
    if _major(version) < OLDEST_JAVA:
        raise JavaTooOld(Path(java), version)
    return Path(java)


def _java_of_home(environment: Mapping[str, str]) -> str | None:
    home = environment.get("JAVA_HOME")
    return shutil.which("java", path=str(Path(home) / "bin")) if home else None


def _version(java: Path) -> str:
    try:
        answer = subprocess.run(
            [java, "-version"], capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise JavaTooOld(java, f"no Java that runs ({error})") from error
    found = re.search(r'version "([^"]+)"', answer.stderr + answer.stdout)
    if found is None:
        raise JavaTooOld(java, "of an unknown version")
    return found[1]


def _major(version: str) -> int:
    # Up to Java 8 the versions read 1.8.0_392, since then 17.0.15, 21-ea, 25.
    numbers = [int(number) for number in re.findall(r"\d+", version)]
    if not numbers:
        return 0
    return numbers[1] if numbers[0] == 1 and len(numbers) > 1 else numbers[0]

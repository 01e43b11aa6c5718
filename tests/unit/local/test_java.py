"""Which `java` runs the stack."""

from pathlib import Path

import pytest

from teal.local.errors import JavaMissing, JavaTooOld
from teal.local.java import find_java


def java(folder: Path, prints: str) -> Path:
    (folder / "bin").mkdir(parents=True)
    path = folder / "bin" / "java"
    path.write_text(f"#!/bin/sh\necho '{prints}' >&2\n")
    path.chmod(0o755)
    return path


def test_a_path_without_java_is_told(tmp_path: Path) -> None:
    with pytest.raises(JavaMissing, match="Java 17 or newer"):
        find_java({"PATH": str(tmp_path)})


def test_java_home_goes_before_path(tmp_path: Path) -> None:
    home = java(tmp_path / "home", 'openjdk version "21.0.2" 2024-01-16')
    path = java(tmp_path / "path", 'openjdk version "17.0.15" 2025-04-15')
    environment = {"JAVA_HOME": str(tmp_path / "home"), "PATH": str(path.parent)}
    assert find_java(environment) == home
    assert find_java({"PATH": environment["PATH"]}) == path


@pytest.mark.parametrize("version", ["17", "17.0.15", "21-ea", "25.0.1"])
def test_java_17_and_newer_will_do(tmp_path: Path, version: str) -> None:
    path = java(tmp_path, f'openjdk version "{version}"')
    assert find_java({"PATH": str(path.parent)}) == path


@pytest.mark.parametrize("version", ["1.8.0_392", "11.0.2", "16"])
def test_an_older_java_is_named_with_its_version(tmp_path: Path, version: str) -> None:
    path = java(tmp_path, f'openjdk version "{version}"')
    with pytest.raises(JavaTooOld, match=rf"{path} is {version}"):
        find_java({"PATH": str(path.parent)})


def test_a_java_that_does_not_run_is_not_taken(tmp_path: Path) -> None:
    path = java(tmp_path, "No Java runtime present")
    with pytest.raises(JavaTooOld, match="unknown version"):
        find_java({"PATH": str(path.parent)})
    path.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(JavaTooOld, match="no Java that runs"):
        find_java({"PATH": str(path.parent)})

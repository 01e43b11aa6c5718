"""The tools that fetch are asked for what the manifest lists."""

import os
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import pytest
from tests.unit.local.fakes import fake_java_home

from teal.local.errors import MavenMissing
from teal.local.parts import manifest
from teal.local.sources import flink_source, kafka_source
from teal.local.stack import LocalStack


def test_without_maven_the_error_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(MavenMissing, match="later starts need none"):
        kafka_source(tmp_path, tmp_path, {"PATH": "/nowhere"})


def test_without_maven_an_empty_cache_stays_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(fake_java_home(tmp_path)))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(MavenMissing):
        LocalStack(tmp_path / "stack", tmp_path / "cache").up()
    assert {path.name for path in (tmp_path / "cache").iterdir()} == {"fetch.lock"}
    assert not (tmp_path / "stack").exists()


def test_only_the_listed_files_are_taken_out_of_flinks_wheel(tmp_path: Path) -> None:
    source = flink_source(tmp_path, tmp_path, os.environ)
    (tmp_path / "wheels").mkdir()
    with zipfile.ZipFile(tmp_path / "wheels" / "flink.whl", "w") as wheel:
        wheel.writestr("pyflink/lib/wanted.jar", b"wanted")
        wheel.writestr("pyflink/lib/other.jar", b"other")
    source.pick(["lib/wanted.jar", "lib/absent.jar"], tmp_path / "target")
    found = {path.name for path in (tmp_path / "target").rglob("*.jar")}
    assert found == {"wanted.jar"}


def test_pip_never_runs_code_of_what_it_fetches(tmp_path: Path) -> None:
    command = flink_source(tmp_path, tmp_path, os.environ).command
    assert {"--no-deps", "--only-binary=:all:"} <= set(command)
    assert command[-1] == "apache-flink-libraries==2.3.0"


def test_the_project_that_maven_reads_names_what_the_manifest_lists(tmp_path: Path) -> None:
    (tmp_path / "mvn").touch(mode=0o755)
    kafka_source(tmp_path, tmp_path, {"PATH": str(tmp_path)})
    space = "{http://maven.apache.org/POM/4.0.0}"
    root = ElementTree.parse(tmp_path / "pom.xml").getroot()
    named = {
        f"{each.findtext(f'{space}artifactId')}-{each.findtext(f'{space}version')}.jar"
        for each in root.iter(f"{space}dependency")
    }
    listed = {Path(name).name for name in manifest()["kafka"].files}
    assert named <= listed


def test_every_checksum_of_the_manifest_is_a_sha256() -> None:
    sums = [value for part in manifest().values() for value in part.files.values()]
    assert all(len(value) == 64 and set(value) <= set("0123456789abcdef") for value in sums)

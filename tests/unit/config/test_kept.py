"""Settings that were read before are the same settings, and are read anew when anything moved."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from teal.config.kept import load_kept
from teal.config.load import load
from teal.model.errors import ProjectMistakes
from teal.store.cache import FolderCache

TEXT = """version: 1
project: shop
environment: test
engine: {kind: flink, gateway: "http://f:8083", jobmanager: "http://f:8081"}
kafka: {bootstrap: "k:9092", properties: {sasl.jaas.config: "${secret:LOGIN}"}}
pipelines: [one, two]
externals: {raw: {topic: shop.raw, options: {a: b}}}
exposures: [{name: board, owner: a@b.example, tables: [x]}]
soak: 90m
naming: versioned
local: {folder: "~/stack", slots: 7}
"""

READ = """
import sys
from pathlib import Path
from teal.config.kept import load_kept
from teal.store.cache import FolderCache
load_kept(Path(sys.argv[1]), FolderCache(Path(sys.argv[2]), "teal"))
print(sorted({"pydantic", "yaml"} & sys.modules.keys()))
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    file = tmp_path / "teal.yaml"
    file.write_text(TEXT)
    return file


@pytest.fixture
def cache(tmp_path: Path) -> FolderCache:
    return FolderCache(tmp_path / "cache", "teal")


def test_kept_settings_are_what_is_read(file: Path, cache: FolderCache) -> None:
    assert load_kept(file, cache) == load(file)
    assert load_kept(file, cache) == load(file)


def test_the_second_reading_loads_neither_pydantic_nor_yaml(file: Path, tmp_path: Path) -> None:
    command = (sys.executable, "-c", READ, str(file), str(tmp_path / "cache"))
    first, second = (
        subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in "12"
    )
    assert (first, second) == ("['pydantic', 'yaml']\n", "[]\n")


def test_a_changed_file_is_read_anew(file: Path, cache: FolderCache) -> None:
    load_kept(file, cache)
    file.write_text(TEXT.replace("90m", "91m"))
    assert load_kept(file, cache) == load(file)


def test_a_folder_that_went_away_is_told(file: Path, cache: FolderCache, tmp_path: Path) -> None:
    load_kept(file, cache)
    (tmp_path / "two").rmdir()
    with pytest.raises(ProjectMistakes):
        load_kept(file, cache)


def test_a_link_that_leads_elsewhere_is_followed(
    file: Path, cache: FolderCache, tmp_path: Path
) -> None:
    (tmp_path / "two").rmdir()
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        (tmp_path / "two").unlink(missing_ok=True)
        (tmp_path / "two").symlink_to(tmp_path / name)
        assert load_kept(file, cache).pipelines[1] == tmp_path / name


def test_the_default_folder_is_looked_for_again(tmp_path: Path, cache: FolderCache) -> None:
    file = tmp_path / "teal.yaml"
    file.write_text("version: 1\nproject: p\nenvironment: e\nengine: {kind: memory}\n")
    assert load_kept(file, cache).pipelines == (tmp_path,)
    (tmp_path / "pipelines").mkdir()
    assert load_kept(file, cache).pipelines == (tmp_path / "pipelines",)


def test_a_password_in_plain_text_is_not_kept(
    file: Path, cache: FolderCache, tmp_path: Path
) -> None:
    file.write_text(TEXT + "store: {url: 'postgresql://me:hidden-word@h/d'}\n")
    assert load_kept(file, cache).sensitive_values
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert kept == []


def test_the_home_folder_counts(
    file: Path, cache: FolderCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_kept(file, cache)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert load_kept(file, cache) == load(file)


def test_what_was_kept_in_another_form_is_read_anew(file: Path, cache: FolderCache) -> None:
    load_kept(file, cache)
    for content in (b"", b"null", b"[]", b"{}", b'{"settings": {}, "pipelines": []}', b"\xff"):

        class Strange:
            def get(self, name: str, key: str, content: bytes = content) -> bytes | None:
                return content

            def put(self, name: str, key: str, content: bytes) -> None:
                pass

        assert load_kept(file, Strange()) == load(file)

"""What is kept to save time: it comes back as it was, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from teal.ports.cache import NoCache
from teal.store.cache import FolderCache, cache_for


@pytest.fixture
def cache(tmp_path: Path) -> FolderCache:
    return FolderCache(tmp_path / "kept", "this teal")


def test_what_was_kept_comes_back(cache: FolderCache) -> None:
    cache.put("scans", "k", b"content")
    assert cache.get("scans", "k") == b"content"


def test_nothing_comes_back_under_another_key_or_name(cache: FolderCache) -> None:
    cache.put("scans", "k", b"content")
    assert cache.get("scans", "other") is None
    assert cache.get("settings", "k") is None


def test_another_teal_finds_nothing(cache: FolderCache, tmp_path: Path) -> None:
    cache.put("scans", "k", b"content")
    assert FolderCache(tmp_path / "kept", "another teal").get("scans", "k") is None


def test_the_newest_entry_counts(cache: FolderCache) -> None:
    cache.put("scans", "k", b"old")
    cache.put("scans", "l", b"new")
    assert cache.get("scans", "k") is None
    assert cache.get("scans", "l") == b"new"


@pytest.mark.parametrize("end", range(0, 60, 7))
def test_a_file_that_is_cut_short_counts_as_absent(
    cache: FolderCache, tmp_path: Path, end: int
) -> None:
    cache.put("scans", "k", b"content")
    file = tmp_path / "kept" / "scans"
    file.write_bytes(file.read_bytes()[:end])
    assert cache.get("scans", "k") in (None, b"content")
    assert end >= len(file.read_bytes()) or cache.get("scans", "k") is None


def test_a_damaged_file_counts_as_absent(cache: FolderCache, tmp_path: Path) -> None:
    cache.put("scans", "k", b"content")
    file = tmp_path / "kept" / "scans"
    whole = file.read_bytes()
    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert cache.get("scans", "k") is None


def test_only_its_owner_may_read_it(cache: FolderCache, tmp_path: Path) -> None:
    cache.put("scans", "k", b"content")
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0
    assert (tmp_path / "kept" / "scans").stat().st_mode & 0o077 == 0


def test_what_cannot_be_written_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = FolderCache(tmp_path / "file" / "kept", "this teal")
    cache.put("scans", "k", b"content")
    assert cache.get("scans", "k") is None


def test_a_configuration_has_a_place_of_its_own(tmp_path: Path) -> None:
    environ = {"TEAL_CACHE": str(tmp_path)}
    cache_for(Path("/one/teal.yaml"), environ).put("scans", "k", b"content")
    assert cache_for(Path("/one/teal.yaml"), environ).get("scans", "k") == b"content"
    assert cache_for(Path("/other/teal.yaml"), environ).get("scans", "k") is None


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    environ = {"TEAL_CACHE": str(tmp_path), "TEAL_NO_CACHE": "1"}
    assert isinstance(cache_for(Path("/one/teal.yaml"), environ), NoCache)
    assert isinstance(cache_for(Path("/one"), {**environ, "TEAL_NO_CACHE": "0"}), FolderCache)

"""The scratch files: one a name, gone when discarded, and never a crash without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.validation.two_versions import World

from teal.model.errors import Mistake
from teal.validation.scratch import Scratch, opened


def test_discarding_leaves_nothing(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.both(1, orders=1, total=10)
    world.measure()
    assert list(tmp_path.iterdir())
    world.measuring.discard("run-1/fct")
    assert list(tmp_path.iterdir()) == []


def test_discarding_nothing_is_harmless(tmp_path: Path) -> None:
    World(tmp_path / "never made").measuring.discard("run-1/fct")


def test_two_names_are_two_files(tmp_path: Path) -> None:
    for name in ("a/b", "a-b", "a b"):
        with opened(tmp_path, name, 0.0) as scratch:
            scratch.keep("x", len(name))
    assert len(list(tmp_path.glob("*.duckdb"))) == 3


def test_what_fails_half_way_has_not_happened(tmp_path: Path) -> None:
    def interrupted(scratch: Scratch) -> None:
        with scratch.together():
            scratch.keep("x", 1)
            raise KeyboardInterrupt

    with opened(tmp_path, "a", 0.0) as scratch:
        with pytest.raises(KeyboardInterrupt):
            interrupted(scratch)
        assert scratch.kept("x") == 0


def test_a_folder_that_cannot_be_written_is_a_mistake_that_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(Mistake, match=r"scratch file .*a\.duckdb cannot be used"),
        opened(tmp_path / "file", "a", 0.0),
    ):
        pass


def test_a_file_that_is_no_database_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.duckdb").write_text("something else entirely, and long enough" * 9)
    with pytest.raises(Mistake, match="cannot be used"), opened(tmp_path, "a", 0.0):
        pass

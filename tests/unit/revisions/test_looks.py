"""Which of many files look otherwise than before."""

import os
from pathlib import Path

import pytest

from teal.revisions import looks
from teal.revisions.looks import Seen, changed_files, looks_of, seen


def seen_files(folder: Path, count: int) -> tuple[list[Path], Seen]:
    paths = [folder / f"{number}.sql" for number in range(count)]
    for path in paths:
        path.write_text("SELECT 1")
    return paths, seen(
        {str(folder): looks_of(os.lstat(folder))},
        {str(path): looks_of(os.lstat(path)) for path in paths},
    )


@pytest.mark.parametrize("many", [2, 7, 1000], ids=["two", "odd", "in one process"])
@pytest.mark.parametrize("changed", [(), (0,), (6,), (2, 3, 4), tuple(range(7))])
def test_what_looks_otherwise_is_found_in_its_order_by_one_process_or_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int, changed: tuple[int, ...]
) -> None:
    monkeypatch.setattr(looks, "_MANY", many)
    paths, before = seen_files(tmp_path, 7)
    for number in changed:
        paths[number].write_text("SELECT 11")
    assert changed_files(before) == [str(paths[number]) for number in changed]


@pytest.mark.parametrize("gone", [0, 6])
def test_a_file_that_went_is_not_told_as_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: int
) -> None:
    monkeypatch.setattr(looks, "_MANY", 2)
    paths, before = seen_files(tmp_path, 7)
    paths[gone].unlink()
    assert changed_files(before) is None

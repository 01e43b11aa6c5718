"""How files and folders looked from outside when they were read, and which look otherwise now:
so that of thousands of files only those that changed are read again."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from teal.model.errors import Mistake
from teal.revisions.beside import beside
from teal.revisions.reading import beginning_of, listed

Looks: TypeAlias = tuple[int, int, int, int]
"""Size, inode, and when content and inode were changed, in ns."""

UNSETTLED: Looks = (-1, -1, -1, -1)
"""Of what was changed just now, and may change again within one tick of its clock."""

Seen: TypeAlias = tuple[list[str], list[str], bytes]
"""Folders, files, and the looks of all of them one after another: what a cache can keep."""

_EACH = 4
_MANY = 5_000  # paths: from there on a second process pays


def looks_of(found: os.stat_result) -> Looks:
    """How something looks."""
    return found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def seen(folders: Mapping[str, Looks], files: Mapping[str, Looks]) -> Seen:
    """What was seen, in few bytes."""
    every = array("q")
    for looks in (*folders.values(), *files.values()):
        every.extend(looks)
    return list(folders), list(files), every.tobytes()


def changed_files(before: Seen) -> list[str] | None:
    """The files that look otherwise than before; None where one came or went, or where it cannot
    be told."""
    folders, files, packed = before
    try:
        others = _others([*folders, *files], array("q", packed).tolist())
        moved = [folders[at] for at in others if at < len(folders)]
        if moved and not _hold_the_same(moved, folders, files):
            return None
        return [files[at - len(folders)] for at in others if at >= len(folders)]
    except (OSError, Mistake):
        return None


def changed_files_of(before: Seen, some: Iterable[str]) -> list[str]:
    """Of some files, those that look otherwise, or were not there. Raises OSError."""
    folders, files, packed = before
    looks = array("q", packed)
    asked = set(some)
    at = {path: _EACH * n for n, path in enumerate(files, len(folders)) if path in asked}
    return [
        path
        for path in asked
        if path not in at or looks_of(os.lstat(path)) != tuple(looks[at[path] : at[path] + _EACH])
    ]


def _others(paths: list[str], looks: list[int]) -> list[int]:
    """The places in the list of the paths that look otherwise. Of many, a second process asks for a
    part: each takes the system some microseconds, and little else is done."""
    if len(paths) < _MANY:
        return _others_at(paths, looks)
    cut = len(paths) * 5 // 9  # the second one begins a little later

    def second() -> bytes:
        return array("q", _others_at(paths[cut:], looks[cut * _EACH :])).tobytes()

    with beside(second) as answered:
        found = _others_at(paths[:cut], looks[: cut * _EACH])
        rest = answered()
    return [*found, *(cut + at for at in array("q", second() if rest is None else rest))]


def _others_at(paths: list[str], looks: list[int]) -> list[int]:
    """The places in the list of the paths that look otherwise."""
    look = os.lstat
    found = []
    columns = (looks[at::_EACH] for at in range(_EACH))
    for at, (path, size, inode, content, change) in enumerate(zip(paths, *columns, strict=True)):
        now = look(path)
        if (
            now.st_mtime_ns != content
            or now.st_ctime_ns != change
            or now.st_ino != inode
            or now.st_size != size
        ):
            found.append(at)
    return found


def _hold_the_same(moved: list[str], folders: list[str], files: list[str]) -> bool:
    """Whether folders hold the names that they held."""
    before: dict[str, tuple[set[str], set[str]]] = {beginning_of(f): (set(), set()) for f in moved}
    for at, paths in enumerate((folders, files)):
        for path in paths:
            cut = path.rfind(os.sep) + 1
            if path[:cut] in before:
                before[path[:cut]][at].add(path[cut:])
    return all(before[beginning_of(folder)] == tuple(map(set, listed(folder))) for folder in moved)

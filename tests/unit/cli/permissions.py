"""Files that may not be read or written, also where the tests are run by root."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def unprivileged() -> Iterator[None]:
    """As somebody whom permissions concern: root may write anywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def entered_by_all(folder: Path) -> Iterator[None]:
    """Folders of tests are their owner's alone: everybody may enter this one for a while."""
    closed = [path for path in folder.parents if path.stat().st_mode & 0o005 != 0o005]
    modes = {path: path.stat().st_mode for path in (*closed, folder)}
    for path in modes:
        path.chmod(0o755)
    yield
    for path, mode in modes.items():
        path.chmod(mode)


def give_away(folder: Path) -> None:
    """Let all below a folder, and itself, belong to whom `unprivileged` makes us."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)

"""Finding and reading SQL files in folders, with few calls each: there are thousands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

from teal.model.errors import Mistake
from teal.revisions.sql_files import Unreadable, is_foreign, is_sql_name


def content_of(file: Path | str) -> bytes:
    """The bytes of a file. Raises Mistake where it cannot be read."""
    found = content_if_readable(file)
    if isinstance(found, Unreadable):
        what = f"{file} cannot be read ({found.reason})."
        raise Mistake(what, "Make it readable, or take it away.")
    return found


def content_if_readable(file: Path | str) -> bytes | Unreadable:
    """The bytes of a file, or why they cannot be had."""
    try:
        with FileIO(file) as opened:  # without a buffer: thousands of small files are read
            return opened.readall()
    except OSError as error:
        return Unreadable(error.strerror or str(error))


def listed(folder: str) -> tuple[list[str], list[str]]:
    """Names of the folders in a folder that may hold SQL of the project, and of its SQL files
    (links to files among them). Raises Mistake where it cannot be read."""
    folders: list[str] = []
    files: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not is_foreign(entry.name):
                        folders.append(entry.name)
                elif is_sql_name(entry.name):
                    files.append(entry.name)
    except OSError as error:
        raise unreadable_folder(folder, error) from error
    return folders, files


def sql_paths(root: Path) -> Iterator[str]:
    """The SQL files below a folder. Linked folders are not followed; links to files are found."""
    ahead = [str(root)]
    while ahead:
        before = beginning_of(folder := ahead.pop())
        folders, files = listed(folder)
        ahead += [before + name for name in folders]
        yield from (before + name for name in files)


def unreadable_folder(folder: str, error: OSError) -> Mistake:
    """What to say of a folder that cannot be looked into."""
    what = f"the folder {folder} cannot be read ({error.strerror})."
    if isinstance(error, PermissionError):
        return Mistake(what, "Make it readable, or take it away.")
    return Mistake(what, "Check `pipelines` in the configuration.")


def beginning_of(folder: str) -> str:
    """What the paths of files in a folder begin with."""
    return folder if folder.endswith(os.sep) else folder + os.sep

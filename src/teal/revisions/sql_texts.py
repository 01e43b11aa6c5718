"""SQL files named on the command line: files as they are, and all that is SQL below folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from teal.model.diagnostics import Diagnostic
from teal.model.errors import Mistake
from teal.model.project import SourceFile
from teal.revisions.reading import content_of, sql_paths
from teal.revisions.sql_files import source_file, unreadable


def sql_texts(path: Path) -> Iterator[SourceFile | Diagnostic]:
    """The text of a file, or of each SQL file below a folder by name; a finding for each that is
    no text. Raises Mistake where there is no such file or folder, or it cannot be read."""
    if not path.is_dir():
        if not path.exists():
            raise Mistake(f"there is no file or folder {path}.", "Correct the path.")
        yield source_file(_shown(path), content_of(path))
        return
    for found in sorted(map(Path, sql_paths(path))):
        yield _read(found)


def _read(file: Path) -> SourceFile | Diagnostic:
    """A file that nobody has named: it does not keep the others from being read."""
    try:
        if not file.is_file():
            return unreadable(_shown(file), "it is no file, or a link that leads nowhere")
        return source_file(_shown(file), file.read_bytes())
    except OSError as error:
        return unreadable(_shown(file), error.strerror or str(error))


def _shown(path: Path) -> str:
    return str(PurePosixPath(path))

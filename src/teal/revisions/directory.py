"""A plain folder as the only revision there is: no commits, no branches, no history."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from io import FileIO
from pathlib import Path

from teal.model.errors import Mistake
from teal.model.project import Revision, SourceTree
from teal.ports.revisions import ChangedFile
from teal.revisions.dbt import manifest_of, manifest_text
from teal.revisions.sql_files import LinkFound, is_foreign, is_sql_name, source_files
from teal.revisions.statement_text import holds_statement


class DirectoryRevisions:
    """Knows the present alone, so it answers questions about history with care: it holds no
    commit, and only the texts that stand in its files now."""

    def __init__(self, folder: Path, pipelines: Sequence[Path]) -> None:
        self._folder = folder.resolve()
        self._pipelines = tuple(path.resolve() for path in pipelines)

    def source_tree(self, revision: str | None) -> SourceTree:
        """All SQL files as they are now. Raises Mistake where another revision is asked for."""
        self._refuse(revision)
        found: dict[str, bytes | LinkFound] = {}
        for root in self._pipelines:
            shown, own = relative_folder(root, self._folder), len(beginning_of(str(root)))
            for entry in sql_entries(root):
                path = shown + entry.path[own:].replace(os.sep, "/")
                found[path] = LinkFound() if entry.is_symlink() else content_of(entry.path)
        manifest = manifest_of(self._pipelines)
        return SourceTree(
            Revision("working tree", ""),
            source_files(found),
            None if manifest is None else manifest_text(manifest, self._folder),
        )

    @property
    def is_shallow(self) -> bool:
        """Never: there is no history to cut short."""
        return False

    def holds_commit(self, revision: str | None, commit: str) -> bool:
        """Never: there are no commits."""
        self._refuse(revision)
        return False

    def holds_text(self, revision: str | None, path: str, text: str) -> bool:
        """Whether the file contains the statement now."""
        self._refuse(revision)
        file = self._folder / path
        return file.is_file() and holds_statement(content_of(file), text)

    def changed_files(self, base: str, revision: str | None) -> tuple[ChangedFile, ...]:
        """Raises Mistake: there is nothing to compare with."""
        self._refuse(base)
        raise AssertionError("a base is a revision")

    def uncommitted(self) -> frozenset[str]:
        """All files: none is committed."""
        return frozenset(file.path for file in self.source_tree(None).files)

    def _refuse(self, revision: str | None) -> None:
        if revision is not None:
            raise Mistake(
                f"{self._folder} is not in a git repository, so there is no revision {revision!r}.",
                "Leave the revision out, or keep the project in git.",
            )


def content_of(file: Path | str) -> bytes:
    """The bytes of a file. Raises Mistake where it cannot be read."""
    try:
        with FileIO(file) as opened:  # without a buffer: thousands of small files are read
            return opened.readall()
    except OSError as error:
        what = f"{file} cannot be read ({error.strerror})."
        raise Mistake(what, "Make it readable, or take it away.") from error


def relative_folder(root: Path, folder: Path) -> str:
    """What the paths of files below `root` begin with, relative to a folder."""
    shown = Path(os.path.relpath(root, folder)).as_posix()
    return "" if shown == "." else f"{shown}/"


def beginning_of(folder: str) -> str:
    """What the paths of files in a folder begin with."""
    return folder if folder.endswith(os.sep) else folder + os.sep


def sql_entries(root: Path) -> Iterator[os.DirEntry[str]]:
    """The SQL files below a folder. Linked folders are not followed; links to files are found."""
    folders = [str(root)]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                listed = list(entries)
        except OSError as error:
            what = f"the folder {folder} cannot be read ({error.strerror})."
            raise Mistake(what, "Check `pipelines` in the configuration.") from error
        for entry in listed:
            if entry.is_dir(follow_symlinks=False):
                if not is_foreign(entry.name):
                    folders.append(entry.path)
            elif is_sql_name(entry.name):
                yield entry

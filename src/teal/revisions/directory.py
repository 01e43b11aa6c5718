"""A plain folder as the only revision there is: no commits, no branches, no history."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from teal.model.errors import Mistake
from teal.model.project import Revision, SourceTree
from teal.ports.revisions import ChangedFile
from teal.revisions.dbt import manifest_of, manifest_text
from teal.revisions.sql_files import LinkFound, is_foreign, is_sql, source_files
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
            for entry in sql_entries(root):
                path = Path(os.path.relpath(entry.path, self._folder)).as_posix()
                found[path] = LinkFound() if entry.is_symlink() else content_of(Path(entry.path))
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


def content_of(file: Path) -> bytes:
    """The bytes of a file. Raises Mistake where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        what = f"{file} cannot be read ({error.strerror})."
        raise Mistake(what, "Make it readable, or take it away.") from error


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
            elif is_sql(PurePosixPath(entry.name)):
                yield entry

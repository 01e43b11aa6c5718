"""A plain folder as the only revision there is: no commits, no branches, no history."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from teal.model.errors import Mistake
from teal.model.project import Revision, SourceTree
from teal.ports.cache import Cache, NoCache
from teal.ports.revisions import ChangedFile
from teal.revisions.contents import Contents
from teal.revisions.dbt import manifest_of, manifest_text
from teal.revisions.reading import beginning_of, content_of
from teal.revisions.sql_files import LinkFound, source_files
from teal.revisions.statement_text import holds_statement


class DirectoryRevisions:
    """Knows the present alone, so it answers questions about history with care: it holds no
    commit, and only the texts that stand in its files now."""

    def __init__(self, folder: Path, pipelines: Sequence[Path], cache: Cache | None = None) -> None:
        self._contents = Contents(cache or NoCache())
        self._folder = folder.resolve()
        self._pipelines = tuple(path.resolve() for path in pipelines)

    def source_tree(self, revision: str | None) -> SourceTree:
        """All SQL files as they are now. Raises Mistake where another revision is asked for."""
        self._refuse(revision)
        found: dict[str, bytes | LinkFound] = {}
        for root in self._pipelines:
            shown, own = relative_folder(root, self._folder), len(beginning_of(str(root)))
            for file, looks in self._contents.below(root):
                path = shown + file[own:].replace(os.sep, "/")
                is_link = stat.S_ISLNK(looks.st_mode)
                found[path] = LinkFound() if is_link else self._contents.of(file, looks)
        self._contents.save()
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


def relative_folder(root: Path, folder: Path) -> str:
    """What the paths of files below `root` begin with, relative to a folder."""
    shown = Path(os.path.relpath(root, folder)).as_posix()
    return "" if shown == "." else f"{shown}/"

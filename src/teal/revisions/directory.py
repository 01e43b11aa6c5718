"""A plain folder as the only revision there is: no commits, no branches, no history."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from teal.model.errors import Mistake
from teal.model.project import Revision, SourceFile, SourceTree
from teal.ports.cache import Cache, NoCache
from teal.ports.revisions import ChangedFile, Since
from teal.revisions.contents import Contents
from teal.revisions.dbt import manifest_of, manifest_text
from teal.revisions.looks import Seen, changed_files
from teal.revisions.reading import beginning_of, content_of
from teal.revisions.some_files import some_files
from teal.revisions.sql_files import Content, LinkFound, source_tree
from teal.revisions.statement_text import holds_statement

_PRESENT = Revision("working tree", "")


class DirectoryRevisions:
    """Knows the present alone, so it answers questions about history with care: it holds no
    commit, and only the texts that stand in its files now. `now_ns` is the time."""

    def __init__(
        self,
        folder: Path,
        pipelines: Sequence[Path],
        cache: Cache | None = None,
        now_ns: int | None = None,
    ) -> None:
        self._contents = Contents(cache or NoCache(), now_ns)
        self._folder = folder.resolve()
        self._pipelines = tuple(path.resolve() for path in pipelines)
        self._looks: Seen = ([], [], b"")
        self._changed: frozenset[str] = frozenset()

    def source_tree(self, revision: str | None) -> SourceTree:
        """All SQL files as they are now. Raises Mistake where another revision is asked for."""
        self._refuse(revision)
        found: dict[str, Content] = {}
        for root in self._pipelines:
            shown, own = relative_folder(root, self._folder), len(beginning_of(str(root)))
            for file, looks in self._contents.below(root):
                path = shown + file[own:].replace(os.sep, "/")
                is_link = stat.S_ISLNK(looks.st_mode)
                found[path] = LinkFound() if is_link else self._contents.of(file, looks)
        self._contents.save()
        manifest = manifest_of(self._pipelines)
        text = None if manifest is None else manifest_text(manifest, self._folder)
        return source_tree(_PRESENT, found, text)

    def seen(self) -> tuple[Any, ...] | None:
        """How files and folders looked; None where dbt has written them."""
        if manifest_of(self._pipelines) is not None:
            return None
        return [str(root) for root in self._pipelines], self._contents.seen

    def since(self, seen: tuple[Any, ...]) -> Since | None:
        """The files that look otherwise; None where files came or went, or where dbt is."""
        roots, looks = seen
        if roots != [str(root) for root in self._pipelines] or manifest_of(self._pipelines):
            return None
        found = changed_files(looks)
        if found is None:
            return None
        self._changed = frozenset(found)
        self._looks = looks
        return Since(_PRESENT, tuple(sorted(map(self._path_of, found))))

    def files(self, paths: Iterable[str]) -> tuple[SourceFile, ...] | None:
        """Some files, as long as those that had not changed have not changed since."""
        places = {path: self._place_of(path) for path in paths}
        return some_files(places, self._looks, self._changed)

    def _path_of(self, place: str) -> str:
        """The project's path of a file."""
        shown, own = next(each for each in self._beginnings if place.startswith(each[1]))
        return shown + place[len(own) :].replace(os.sep, "/")

    def _place_of(self, path: str) -> str:
        """Where a file of the project lies."""
        shown, own = next(each for each in self._beginnings if path.startswith(each[0]))
        return own + path[len(shown) :].replace("/", os.sep)

    @cached_property
    def _beginnings(self) -> tuple[tuple[str, str], ...]:
        """What the paths of files begin with, in the project and on the disk."""
        return tuple(
            (relative_folder(root, self._folder), beginning_of(str(root)))
            for root in self._pipelines
        )

    def text_of(self, revision: str, path: str) -> str | None:
        """Raises Mistake: there is no revision."""
        self._refuse(revision)
        raise AssertionError(f"{path} of no revision")

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

"""The port to revisions of a project's files. Nothing is ever checked out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from msgspec import Struct

from teal.model.project import Revision, SourceFile, SourceTree


class ChangedFile(Struct, frozen=True):
    """A file that differs between two revisions: `status` is added, modified or deleted."""

    path: str
    status: str


class Since(Struct, frozen=True):
    """The working tree, and those of its files that may hold something else than before."""

    revision: Revision
    changed: tuple[str, ...]


class Revisions(Protocol):
    """Where source trees come from: git, or a plain folder (which knows only its present)."""

    def source_tree(self, revision: str | None) -> SourceTree:
        """All SQL files of a revision, or of the working tree for None.
        Raises Mistake for an unknown revision."""
        ...

    def seen(self) -> tuple[Any, ...] | None:
        """How the working tree looked when its source tree was read: plain values for a cache;
        None where that says too little."""
        ...

    def since(self, seen: tuple[Any, ...]) -> Since | None:
        """What changed in the working tree since it was `seen`; None where files came or went, or
        where it cannot be told."""
        ...

    def files(self, paths: Iterable[str]) -> tuple[SourceFile, ...] | None:
        """Some files of the working tree by path; None where one cannot be read, or has changed
        since the last answer of `since`."""
        ...

    def text_of(self, revision: str, path: str) -> str | None:
        """What a file of any kind says in a revision; None where the revision does not hold it, or
        it is no text. Raises Mistake for an unknown revision."""
        ...

    @property
    def is_shallow(self) -> bool:
        """Whether older commits were never fetched, so that history may lack what it had."""
        ...

    def holds_commit(self, revision: str | None, commit: str) -> bool:
        """Whether the history of the revision holds the commit."""
        ...

    def holds_text(self, revision: str | None, path: str, text: str) -> bool:
        """Whether any state of the file in the history of the revision contained the text."""
        ...

    def changed_files(self, base: str, revision: str | None) -> tuple[ChangedFile, ...]:
        """SQL files that differ between the merge base with `base` and the revision."""
        ...

    def uncommitted(self) -> frozenset[str]:
        """SQL files of the working tree whose content stands in no commit as it is, new ones
        included; without git all of them."""
        ...

"""The port to revisions of a project's files. Nothing is ever checked out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from teal.model.project import SourceTree


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that differs between two revisions: `status` is added, modified or deleted."""

    path: str
    status: str


class Revisions(Protocol):
    """Where source trees come from: git, or a plain folder (which knows only its present)."""

    def source_tree(self, revision: str | None) -> SourceTree:
        """All SQL files of a revision, or of the working tree for None.
        Raises Mistake for an unknown revision."""
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

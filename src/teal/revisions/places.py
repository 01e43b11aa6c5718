"""Where a project's SQL files lie in a repository, and what they are called in the project."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from teal.model.errors import Mistake
from teal.revisions.sql_files import is_sql


class Places(Struct, frozen=True):
    """`top` is the repository's folder, `folder` the project's; `roots` are relative to `top`."""

    top: Path
    folder: Path
    roots: tuple[str, ...]

    def project_path(self, name: str) -> str | None:
        """The project's path of a file of the repository; None for one that does not count."""
        for root in self.roots:
            before = "" if root == "." else f"{root}/"
            if name.startswith(before) and is_sql(name[len(before) :]):
                return self._relative(name)
        return None

    def _relative(self, name: str) -> str:
        if self.top == self.folder:
            return name
        own = f"{self.folder.relative_to(self.top).as_posix()}/"
        if name.startswith(own):
            return name[len(own) :]
        return Path(os.path.relpath(self.top / name, self.folder)).as_posix()

    def repository_path(self, path: str) -> str:
        """The repository's path of a file of the project."""
        return _below(self.top, Path(os.path.normpath(self.folder / path)))


def places(top: Path, folder: Path, pipelines: Sequence[Path]) -> Places:
    """The places of a project. Raises Mistake where SQL lies outside of the repository."""
    roots = tuple(dict.fromkeys(_below(top, path.resolve()) for path in pipelines))
    return Places(top, folder, roots)


def _below(top: Path, path: Path) -> str:
    if not path.is_relative_to(top):
        raise Mistake(
            f"{path} is not in the git repository {top}.",
            "Check `pipelines` in the configuration.",
        )
    return path.relative_to(top).as_posix()

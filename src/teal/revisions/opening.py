"""Which kind of revisions a project's folder has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from teal.ports.cache import Cache
from teal.ports.revisions import Revisions
from teal.revisions.dbt import manifest_of
from teal.revisions.directory import DirectoryRevisions


def open_revisions(
    folder: Path, pipelines: Sequence[Path] = (), cache: Cache | None = None
) -> Revisions:
    """Git where the folder belongs to a repository, else the plain folder; what dbt has compiled
    is no source, and is read as it lies there.

    `folder` is what paths are relative to; SQL files are looked for in `pipelines`, or in the
    folder itself where none are given. Raises Mistake where git is needed and cannot be used.
    """
    roots = tuple(pipelines) or (folder,)
    inside = folder.resolve()
    if manifest_of([each.resolve() for each in roots]) is not None:
        return DirectoryRevisions(folder, roots, cache)
    if not any((each / ".git").exists() for each in (inside, *inside.parents)):
        return DirectoryRevisions(folder, roots, cache)
    from teal.revisions.git_revisions import GitRevisions

    found = GitRevisions(folder, roots, cache)
    # A folder that its repository ignores is not kept there: git would see an empty project.
    return DirectoryRevisions(folder, roots, cache) if found.is_ignored else found

"""How tests look at a repository: its revisions, and the files of one."""

from __future__ import annotations

from tests.unit.revisions.repository import Repository

from teal.model.project import SourceTree
from teal.ports.revisions import Revisions
from teal.revisions.opening import open_revisions


def revisions(repository: Repository, project: str = ".", *pipelines: str) -> Revisions:
    """The revisions of a project in a folder of the repository."""
    folder = repository.folder / project
    return open_revisions(folder, tuple(folder / each for each in pipelines))


def files(tree: SourceTree) -> dict[str, str]:
    """Texts by path."""
    return {file.path: file.text for file in tree.files}

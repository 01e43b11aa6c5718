"""Writing the numbers of versions into the files of a release branch: which, in which files, and
the way back."""

from __future__ import annotations

from teal.model.deployment import Deployment
from teal.model.environment import Naming
from teal.model.errors import Mistake, ProjectMistakes, Refused
from teal.model.project import Project, SourceTree
from teal.planning.as_served import as_served
from teal.planning.graph import Graph, build_graph
from teal.planning.mistakes import Code
from teal.planning.naming import written_versions
from teal.planning.project import build_project
from teal.planning.renumbered_files import Numbering, RenumberedFile, renumbered_files
from teal.planning.renumbering import renumberings
from teal.usecases.file_changes import FileChange, FileChanges
from teal.usecases.reading import deployment_or_new
from teal.usecases.workbench import Workbench

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def numbering(bench: Workbench, base: str | None = None, asked: tuple[str, ...] = ()) -> Numbering:
    """The numbers that the working tree needs for its next release, against what is deployed, or
    against a revision. Changes nothing.

    Raises Refused with logical names or after an interruption, ProjectMistakes, Mistake.
    """
    _refuse_logical(bench)
    _refuse_interrupted(bench)
    tree = bench.revisions.source_tree(None)
    _refuse_compiled(tree)
    project, graph = _project(bench, tree)
    against, deployment = _compared(bench, base)
    tables = renumberings(project, graph, deployment, bench.environment, asked)
    versions = written_versions(project, bench.environment)
    versions |= {each.table: each.new for each in tables}
    files = renumbered_files(tree, versions, bench.environment)
    uncommitted = bench.revisions.uncommitted() if files else frozenset()
    return Numbering(against, tables, files, tuple(f.path for f in files if f.path in uncommitted))


def refuse_uncommitted(found: Numbering) -> None:
    """Raises Refused, naming the files that git could not give back."""
    if found.uncommitted:
        raise Refused(
            "files that are not committed would change, and git could not give them back.",
            found.uncommitted,
            "Commit them first; --force writes them all the same (--undo takes that back).",
        )


def write_numbering(bench: Workbench, found: Numbering) -> None:
    """Write the files, all or none. Raises Refused where one was edited meanwhile."""
    _changes(bench).make(tuple(_change(bench, each) for each in found.files))


def undo_numbering(bench: Workbench) -> tuple[str, ...]:
    """Take back what was written last; the files' paths. Raises Refused where one was edited
    since, Mistake where there is nothing."""
    undone = _changes(bench).undo()
    if not undone:
        raise Mistake(
            f"nothing was written from {bench.folder} that could be taken back.",
            "What is committed comes back by git.",
        )
    return undone


def _refuse_logical(bench: Workbench) -> None:
    if bench.environment.naming is Naming.LOGICAL:
        raise Refused(
            "the files carry no numbers here: `naming` is `logical`.",
            (),
            "Teal gives versions their numbers when it deploys, and there is nothing to write. "
            "Files with names such as `int_orders_v2` need `naming: versioned`.",
        )


def _refuse_compiled(tree: SourceTree) -> None:
    if tree.manifest is not None:
        raise Refused(
            "the SQL here is what dbt has compiled; the next `dbt compile` would undo it.",
            (),
            "Use `naming: logical`, or give the models an alias with the number.",
        )


def _refuse_interrupted(bench: Workbench) -> None:
    if _changes(bench).is_interrupted():
        raise Refused(
            "writing versions was interrupted the last time.",
            (),
            "`teal versions write --undo` gives the files back as they were.",
        )


def _project(bench: Workbench, tree: SourceTree) -> tuple[Project, Graph]:
    """The project, whose only mistakes may be numbers that do not fit each other: they are what
    is going to be written."""
    project, findings = build_project(tree, bench.environment)
    if any(each.is_error and each.code != Code.NAMING.value for each in findings):
        raise ProjectMistakes((*bench.warnings, *findings))
    return project, build_graph(project)


def _compared(bench: Workbench, base: str | None) -> tuple[str, Deployment]:
    if base is None:
        deployment, where = deployment_or_new(bench), bench.environment.name
        if deployment.versions:
            return f"what is deployed in {where}", deployment
        return f"{where}, where nothing is deployed (--base REV: with a revision)", deployment
    project, _ = _project(bench, bench.revisions.source_tree(base))
    return str(project.revision), as_served(project, bench.environment, project).deployment


def _change(bench: Workbench, file: RenumberedFile) -> FileChange:
    """The change in bytes; a byte-order mark that reading took off stays."""
    before, after = file.before.encode(), file.after.encode()
    if (bench.folder / file.path).read_bytes().startswith(_BYTE_ORDER_MARK):
        marks = b"" if before.startswith(_BYTE_ORDER_MARK) else _BYTE_ORDER_MARK
        return FileChange(file.path, marks + before, marks + after)
    return FileChange(file.path, before, after)


def _changes(bench: Workbench) -> FileChanges:
    return FileChanges(bench.folder, bench.folder / ".teal" / "versions")

"""A pipeline as Teal reads it: a graph and the texts of its units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from teal.model.environment import Environment, ExternalTable
from teal.model.project import Revision, SourceFile, SourceTree
from teal.planning.graph import Graph, build_graph
from teal.planning.project import build_project
from teal.planning.texts import UnitTexts, texts_of_project


def environment_with(externals: Iterable[str]) -> Environment:
    """An environment in which these tables are there."""
    return Environment(
        project="proof",
        name="proof",
        externals={name: ExternalTable(name, name) for name in externals},
        kafka_bootstrap="broker:9092",
    )


def as_read(
    files: Mapping[str, str], environment: Environment
) -> tuple[Graph, dict[str, UnitTexts]]:
    """Raises AssertionError where Teal finds a mistake in these files: they are right."""
    tree = SourceTree(
        Revision("proof", "proof"), tuple(SourceFile(path, text) for path, text in files.items())
    )
    project, diagnostics = build_project(tree, environment)
    wrong = [str(each) for each in diagnostics if each.severity.value == "error"]
    if wrong:
        raise AssertionError(wrong)
    return build_graph(project), texts_of_project(project, environment)

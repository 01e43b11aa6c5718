"""Edits that people make, and the verdicts that a person wrote down for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from tests.impact_cases import depots
from tests.impact_cases.verdicts import Case, cases

from teal.demo.example import retail_folder
from teal.model.environment import Environment, ExternalTable
from teal.model.project import Revision, SourceFile, SourceTree
from teal.planning.graph import Graph, build_graph
from teal.planning.lineage.impact import Impact, impact
from teal.planning.project import build_project
from teal.planning.texts import UnitTexts, texts_of_project

CASES = [(example, case) for example in ("retail", "depots") for case in cases(example)]


@cache
def files_of(example: str) -> Mapping[str, str]:
    """The files of an example by their bare names."""
    if example == "depots":
        return depots.files()
    folder = Path(retail_folder()) / "pipelines"
    return {path.name: path.read_text() for path in sorted(folder.rglob("*.sql"))}


def environment(files: Mapping[str, str]) -> Environment:
    """What the example needs: its raw tables are externals."""
    raw = [name.split(".")[1] for name in files if name.startswith("ddl.raw_")]
    externals = {name: ExternalTable(name, name) for name in raw}
    return Environment(project="p", name="e", externals=externals, kafka_bootstrap="broker:9092")


def read(files: Mapping[str, str]) -> tuple[Graph, dict[str, UnitTexts]]:
    """A project without mistakes."""
    tree = SourceTree(Revision("r", "c"), tuple(SourceFile(*each) for each in files.items()))
    project, diagnostics = build_project(tree, environment(files))
    assert [each for each in diagnostics if each.severity.value == "error"] == []
    return build_graph(project), texts_of_project(project, environment(files))


@cache
def outcome(example: str, case: Case) -> tuple[Impact, int]:
    """The impact of an edit, and how many units the simple rule would rebuild."""
    before = files_of(example)
    after = dict(before)
    for name, old, new in case.edits:
        assert old in after[name], (name, old)
        after[name] = after[name].replace(old, new)
    _, old_texts = read(before)
    graph, new_texts = read(after)
    found = impact(graph, old_texts, new_texts, environment(before))
    changed = {name for name in new_texts if _says(old_texts[name]) != _says(new_texts[name])}
    return found, len(changed | graph.descendants(changed))


def _says(texts: UnitTexts) -> object:
    return (
        texts.statement.sql,
        *(text.sql for text in texts.targets.values()),
        *(text.sql for text in texts.externals.values()),
    )


@pytest.mark.parametrize(("example", "case"), CASES, ids=lambda each: getattr(each, "says", each))
def test_an_edit_touches_just_what_a_person_says(example: str, case: Case) -> None:
    found, _ = outcome(example, case)
    assert sorted(found.touched) == sorted(case.touched)
    assert all(difference.unread is None for difference in found.differences.values())


def test_together_at_most_half_of_what_all_descendants_would_be_is_rebuilt() -> None:
    assert len(CASES) > 50
    rebuilt = sum(len(outcome(example, case)[0].touched) for example, case in CASES)
    simple = sum(outcome(example, case)[1] for example, case in CASES)
    assert rebuilt <= simple / 2, f"{rebuilt} of {simple}"


def test_the_second_example_has_seventy_four_units() -> None:
    graph, _ = read(files_of("depots"))
    assert len(graph.order) == 74

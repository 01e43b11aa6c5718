"""A revision must hold what it replaces."""

from __future__ import annotations

from msgspec.structs import replace
from tests.unit.planning.builders import (
    CHAIN,
    ENVIRONMENT,
    World,
    copy,
    ddl,
    dml,
    served,
    sound,
)

from teal.model.changes import UnitAction
from teal.model.project import Project
from teal.planning.changes import changes
from teal.planning.impact import actions
from teal.planning.older import DeployedText, texts_touched, units_undone

MID = {**CHAIN, dml("mid"): copy("mid", "src", "id, amount + 1")}
FCT = DeployedText(
    "fct", 1, "c1", ((dml("fct"), CHAIN[dml("fct")]), (ddl("fct"), CHAIN[ddl("fct")]))
)


def acted(world: World, files: dict[str, str]) -> tuple[Project, tuple[UnitAction, ...]]:
    project, graph = sound(files)
    found = changes(project, world.deployment, ENVIRONMENT)
    return project, actions(graph, world.deployment, found)


def test_touched_units_are_looked_up_by_commit_and_texts() -> None:
    world = served(CHAIN)
    project, acts = acted(world, MID)
    found = texts_touched(project, world.deployment, acts)
    assert [each.unit for each in found] == ["mid", "fct"]
    assert found[1] == FCT


def test_kept_and_created_units_undo_nothing() -> None:
    world = served(CHAIN)
    project, acts = acted(world, {**CHAIN, "v.sql": "CREATE VIEW v AS SELECT id FROM fct"})
    assert texts_touched(project, world.deployment, acts) == ()


def test_a_removed_unit_is_looked_up_too() -> None:
    world = served(CHAIN)
    without = {path: text for path, text in CHAIN.items() if "other" not in path}
    project, acts = acted(world, without)
    (found,) = texts_touched(project, world.deployment, acts)
    assert found.texts == ((dml("other"), CHAIN[dml("other")]),)


def test_what_came_from_outside_git_cannot_be_looked_up() -> None:
    world = World()
    world.serve(CHAIN)
    units = tuple(replace(unit, commit="") for unit in world.deployment.units)
    world.deployment = replace(world.deployment, units=units)
    project, acts = acted(world, MID)
    assert texts_touched(project, world.deployment, acts) == ()


def test_units_whose_work_is_missing_are_named() -> None:
    other = DeployedText("mid", 2, "0123456789abcdef", (("a.sql", "x"),))
    assert units_undone((FCT, other), held=(FCT,)) == (
        "mid v2 was deployed from commit 0123456789, which is not in the history of this revision, "
        "and neither is its text (a.sql)",
    )
    assert units_undone((FCT, other), held=(FCT, other)) == ()

"""Who moves when it is known who is touched: readers that are not stay on the older version, views
follow, and older versions do not pile up."""

from __future__ import annotations

from collections.abc import Mapping

from tests.unit.planning.builders import CHAIN, ENVIRONMENT, World, copy, dml, served, sound, stage

from teal.model.changes import Action, UnitAction
from teal.model.deployment import Phase
from teal.planning.changes import changes
from teal.planning.choice import Choice, Propagate
from teal.planning.deploy import deploy_plan
from teal.planning.impact import actions

LONG = {**CHAIN, **stage("board", "fct")}
"""raw_orders → src → mid → fct → board, and src → other."""
WHY = ("it says something else",)
NOBODY: Mapping[str, tuple[str, ...]] = {}


def changed(files: Mapping[str, str], name: str, source: str, amount: str) -> dict[str, str]:
    return {**files, dml(name): copy(name, source, f"id, {amount}")}


def decided(
    world: World,
    files: Mapping[str, str],
    touched: Mapping[str, tuple[str, ...]] | None = NOBODY,
    choice: Choice | None = None,
    keep_at_most: int = 1,
) -> dict[str, UnitAction]:
    _, graph = sound(files)
    project, _ = sound(files)
    found = changes(project, world.deployment, ENVIRONMENT)
    if touched is not None:  # what changed is always among them
        touched = {**{each.unit: WHY for each in found if not each.is_behind}, **touched}
    acts = actions(graph, world.deployment, found, choice or Choice(), touched, keep_at_most)
    return {each.unit: each for each in acts}


def rebuilt(found: Mapping[str, UnitAction]) -> list[str]:
    return sorted(name for name, each in found.items() if each.action is Action.REBUILD)


def test_readers_that_are_not_touched_stay_on_the_older_version() -> None:
    found = decided(served(LONG), changed(LONG, "mid", "src", "amount + 1"))
    assert rebuilt(found) == ["mid"]
    assert found["fct"].reasons == ("nothing that it uses of mid changed; it stays on mid v1",)
    assert found["board"].reasons == ("nothing that it says or reads changed",)


def test_a_touched_reader_that_is_left_by_request_is_not_called_untouched() -> None:
    files = changed(LONG, "mid", "src", "amount + 1")
    found = decided(served(LONG), files, {"fct": WHY}, Choice(exclude=("fct",)))
    assert rebuilt(found) == ["mid"]
    assert found["fct"].reasons == (
        f"left as it is by request, though {WHY[0]}; it stays on mid v1",
    )


def test_a_touched_reader_moves_for_the_reasons_that_were_found() -> None:
    why = ("`amount` (dml.mid.sql:1) is read by amount",)
    files = changed(LONG, "mid", "src", "amount + 1")
    found = decided(served(LONG), files, {"fct": why}, keep_at_most=2)
    assert rebuilt(found) == ["fct", "mid"]
    assert found["fct"].reasons == why


def test_jobs_for_older_versions_alone_do_not_pile_up_along_a_chain() -> None:
    files = changed(LONG, "mid", "src", "amount + 1")
    found = decided(served(LONG), files, {"fct": WHY})
    assert rebuilt(found) == ["board", "fct", "mid"]
    assert found["board"].reasons == (
        "it needs mid v1, and no more than 1 job may run for older versions alone beside the "
        "project's 5",
    )


def test_propagate_all_takes_every_descendant() -> None:
    choice = Choice(propagate=Propagate.ALL)
    found = decided(served(LONG), changed(LONG, "mid", "src", "amount + 1"), NOBODY, choice)
    assert rebuilt(found) == ["board", "fct", "mid"]


def test_where_nobody_has_looked_every_descendant_counts() -> None:
    found = decided(served(LONG), changed(LONG, "mid", "src", "amount + 1"), None)
    assert rebuilt(found) == ["board", "fct", "mid"]


def test_a_view_follows_what_it_reads() -> None:
    files = {**LONG, "v.sql": "CREATE VIEW v AS SELECT id FROM mid"}
    found = decided(served(files), changed(files, "mid", "src", "amount + 1"))
    assert rebuilt(found) == ["mid", "v"]


def test_what_is_rebuilt_by_request_may_hold_anything_so_all_that_reads_it_moves() -> None:
    found = decided(served(LONG), LONG, NOBODY, Choice(rebuild=("mid",)))
    assert rebuilt(found) == ["board", "fct", "mid"]
    assert found["mid"].reasons == ("it was asked for by name",)


def test_with_no_older_version_allowed_readers_move_too() -> None:
    files = changed(LONG, "mid", "src", "amount + 1")
    found = decided(served(LONG), files, keep_at_most=0)
    assert rebuilt(found) == ["board", "fct", "mid"]
    assert found["fct"].reasons == (
        "it needs mid v1, and no more than 0 older versions of a table may live on (keep_at_most)",
    )


def kept_once() -> tuple[World, dict[str, str]]:
    """mid v2 serves; fct (and board behind it) stayed on mid v1; other2 reads mid v2."""
    files = {**LONG}
    world = served(files)
    first = {**changed(files, "mid", "src", "amount + 1"), **stage("late", "mid")}
    project, graph = sound(first)
    found = changes(project, world.deployment, ENVIRONMENT)
    touched = {each.unit: WHY for each in found}
    acts = actions(graph, world.deployment, found, Choice(), touched)
    plan = deploy_plan(
        project, graph, world.deployment, ENVIRONMENT, world.observed, acts, found, "r2"
    )
    world.take(plan)
    world.promote(Phase.DONE)
    return world, first


def test_a_second_older_version_moves_the_readers_of_the_oldest() -> None:
    """mid v3 comes: late would stay on v2 and fct on v1, which is one too many."""
    world, files = kept_once()
    found = decided(world, changed(files, "mid", "src", "amount + 2"))
    assert rebuilt(found) == ["board", "fct", "mid"]
    assert found["late"].action is Action.KEEP


def test_two_older_versions_may_live_on_where_that_is_allowed() -> None:
    world, files = kept_once()
    found = decided(world, changed(files, "mid", "src", "amount + 2"), keep_at_most=2)
    assert rebuilt(found) == ["mid"]


def test_consolidating_moves_readers_of_older_versions_and_all_behind_them() -> None:
    world, files = kept_once()
    found = decided(world, files, NOBODY, Choice(consolidate=True))
    assert rebuilt(found) == ["board", "fct"]
    assert found["fct"].reasons == ("it needs mid v1, which serves no more",)


def test_an_older_version_that_feeds_one_is_older_too() -> None:
    """src changes: mid stays on src v1, and all behind mid stays as it is."""
    found = decided(served(LONG), changed(LONG, "src", "raw_orders", "amount + 1"))
    assert rebuilt(found) == ["src"]

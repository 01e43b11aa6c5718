"""Promotion, rollback, abort and retirement of a release."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from tests.unit.planning.builders import CHAIN, ENVIRONMENT, NOON, World, copy, dml, served, stage

from teal.model.deployment import Phase
from teal.model.environment import Environment, Exposure
from teal.model.names import Version
from teal.model.observed import ObservedGroup, ObservedTopic
from teal.model.plan import DropTable, Flip, Plan, PublishServing, StopUnit
from teal.planning.abort import abort_plan
from teal.planning.promote import promotion_plan
from teal.planning.retire import retirement_plan, retirement_refusals
from teal.planning.rollback import rollback_plan

WITHOUT_OTHER = {path: text for path, text in CHAIN.items() if "other" not in path}
CHANGED = {
    **WITHOUT_OTHER,
    dml("mid"): copy("mid", "src", "id, amount + 1"),
    **stage("added", "fct"),
}
LATER = NOON + timedelta(days=9)


def released(phase: Phase | None = None, environment: Environment = ENVIRONMENT) -> World:
    """mid and fct replaced, added created, other removed; promoted where a phase is given."""
    world = served(CHAIN, environment)
    world.deploy(CHANGED)
    if phase is not None:
        world.promote(phase)
    return world


def steps(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {step.key: step.after for step in plan.steps}


def test_a_promotion_moves_everything_in_one_step_and_then_tells() -> None:
    world = released()
    plan = promotion_plan(world.deployment, world.release, ENVIRONMENT, ("control topic",))
    assert plan.steps == (
        Flip(key="flip", serving={"added": 1, "fct": 2, "mid": 2, "other": None}),
        PublishServing(key="tell:control topic", after=("flip",), switch_point="control topic"),
    )


def test_a_rollback_is_a_promotion_in_reverse() -> None:
    world = released(Phase.SOAKING)
    plan = rollback_plan(world.deployment, world.release, ENVIRONMENT, ())
    assert plan.steps == (
        Flip(key="flip", serving={"added": None, "fct": 1, "mid": 1, "other": 1}),
    )


def test_a_promotion_names_the_exposures_that_have_to_move() -> None:
    exposures = (Exposure("board", "ann", ("fct",)), Exposure("new", "bob", ("added",)))
    world = released(environment=replace(ENVIRONMENT, exposures=exposures))
    plan = promotion_plan(world.deployment, world.release, world.environment, ())
    assert plan.exposures == ("board (ann) reads fct",)


def test_an_abort_stops_readers_first_and_drops_only_what_the_release_made() -> None:
    world = released()
    plan = abort_plan(world.deployment, world.release, ENVIRONMENT)
    assert steps(plan) == {
        "stop:added@v1#1": (),
        "stop:fct@v2#1": ("stop:added@v1#1",),
        "stop:mid@v2#1": ("stop:fct@v2#1",),
        "drop:added@v1": ("stop:added@v1#1",),
        "drop:fct@v2": ("stop:added@v1#1", "stop:fct@v2#1"),
        "drop:mid@v2": ("stop:fct@v2#1", "stop:mid@v2#1"),
    }
    drops = [step for step in plan.steps if isinstance(step, DropTable)]
    assert [(d.topic, d.topic_id) for d in drops] == [
        ("added", "id-added"),
        ("fct_v2", "id-fct_v2"),
        ("mid_v2", "id-mid_v2"),
    ]


def test_an_abort_leaves_the_id_open_where_a_creation_was_not_finished() -> None:
    world = released()
    versions = tuple(replace(r, topic_id=None) for r in world.deployment.versions)
    world.deployment = replace(world.deployment, versions=versions)
    plan = abort_plan(world.deployment, world.release, ENVIRONMENT)
    assert {step.topic_id for step in plan.steps if isinstance(step, DropTable)} == {None}


def test_a_reader_behind_a_view_is_stopped_before_what_the_view_reads() -> None:
    view = {"v.sql": "CREATE VIEW v AS SELECT id, amount FROM mid"}
    world = served({**CHAIN, **view, **stage("last", "v")})
    world.deploy({**CHANGED, **view, **stage("last", "v")})
    found = steps(abort_plan(world.deployment, world.release, ENVIRONMENT))
    assert "stop:last@v2#1" in found["stop:mid@v2#1"]
    assert "stop:last@v2#1" in found["drop:mid@v2"]
    assert not any("v@v2" in key for key in found)


def retirement(world: World) -> Plan:
    return retirement_plan(world.deployment, world.release, world.environment, world.observed)


def refusals(world: World, now: datetime = LATER, moved: tuple[str, ...] = ()) -> tuple[str, ...]:
    return retirement_refusals(
        world.deployment, world.release, world.environment, world.observed, moved, now
    )


def test_a_retirement_stops_and_drops_what_was_replaced_or_removed() -> None:
    assert steps(retirement(released(Phase.SOAKING))) == {
        "stop:other@v1#1": (),
        "stop:fct@v1#1": (),
        "stop:mid@v1#1": ("stop:fct@v1#1",),
        "drop:fct@v1": ("stop:fct@v1#1",),
        "drop:mid@v1": ("stop:fct@v1#1", "stop:mid@v1#1"),
        "drop:other@v1": ("stop:other@v1#1",),
    }


def test_a_job_that_writes_in_transactions_stops_with_a_savepoint_unless_undone() -> None:
    log = {"l.sql": "CREATE TABLE log (id BIGINT)", "m.sql": copy("log", "mid", "id")}
    world = served({**CHAIN, **log})
    world.deploy({**CHANGED, **log})
    world.promote(Phase.SOAKING)
    modes = {s.key: s.with_savepoint for s in retirement(world).steps if isinstance(s, StopUnit)}
    assert modes == {
        "stop:fct@v1#1": False,
        "stop:log@v1#1": True,
        "stop:mid@v1#1": False,
        "stop:other@v1#1": False,
    }
    undone = abort_plan(world.deployment, world.release, ENVIRONMENT)
    assert not any(s.with_savepoint for s in undone.steps if isinstance(s, StopUnit))


def test_a_topic_of_another_id_is_left_alone_and_told() -> None:
    world = released(Phase.SOAKING)
    topics = {**world.observed.topics, "fct": ObservedTopic("fct", "another", 2)}
    world.observed = replace(world.observed, topics=topics)
    plan = retirement(world)
    assert "drop:fct@v1" not in steps(plan)
    assert "stop:fct@v1#1" in steps(plan)
    assert plan.notes[0] == (
        "Topic fct is not the one that Teal created for fct v1; it is left alone."
    )


def test_nothing_speaks_against_a_retirement_after_soak_and_quarantine() -> None:
    assert refusals(released(Phase.SOAKING)) == ()


def test_soak_then_quarantine_have_to_be_over() -> None:
    world = released(Phase.SOAKING)
    assert refusals(world, NOON + timedelta(hours=23)) == (
        "it soaks until 2030-01-02 12:00:00 UTC, so that it can be rolled back",
    )
    assert refusals(world, NOON + timedelta(hours=25)) == (
        "what it replaced is in quarantine until 2030-01-03 12:00:00 UTC",
    )
    assert refusals(world, NOON + timedelta(hours=48)) == ()


def test_what_serves_is_never_retired() -> None:
    found = refusals(released())
    assert "release r2 does not serve" in found
    assert {"mid v1 serves", "fct v1 serves", "other v1 serves"} < set(found)


def group(name: str, members: int, lag: int | None = None) -> ObservedGroup:
    return ObservedGroup("fct", name, "Stable", members, lag)


def grouped(*groups: ObservedGroup, exposures: tuple[Exposure, ...] = ()) -> World:
    world = released(Phase.SOAKING, replace(ENVIRONMENT, exposures=exposures))
    world.observed = replace(world.observed, groups=groups)
    return world


def test_a_foreign_consumer_group_with_members_reads() -> None:
    assert refusals(grouped(group("spy", 2))) == ("consumer group spy reads fct (2 members)",)
    assert refusals(grouped(group("gone", 0, 5))) == ()


def test_our_own_jobs_are_no_foreign_readers() -> None:
    assert refusals(grouped(group("teal-0f0e0d0c-other-v1", 1))) == ()


BOARD = Exposure("board", "ann", ("fct",), ("board-group",))


def test_an_exposure_that_reads_has_to_move_whatever_is_said() -> None:
    world = grouped(group("board-group", 1), exposures=(BOARD,))
    expected = ("exposure board (ann) reads fct now, as consumer group board-group",)
    assert refusals(world) == refusals(world, moved=("board",)) == expected


def test_an_exposure_that_is_behind_may_have_moved_if_somebody_says_so() -> None:
    world = grouped(group("board-group", 0, 1_500), exposures=(BOARD,))
    assert refusals(world) == (
        "exposure board (ann) has 1,500 records of fct ahead as consumer group board-group; "
        "when it has moved, say so with --moved 'board'",
    )
    assert refusals(world, moved=("board",)) == ()


@pytest.mark.parametrize("tables", [("fct",), ("src", "other")])
def test_an_exposure_without_groups_needs_a_word(tables: tuple[str, ...]) -> None:
    world = grouped(exposures=(Exposure("file", "bob", tables),))
    assert refusals(world) == (
        "exposure file (bob) cannot be observed; when it has moved, say so with --moved 'file'",
    )
    assert refusals(world, moved=("file",)) == ()


def test_an_exposure_of_other_tables_does_not_matter() -> None:
    assert refusals(grouped(exposures=(Exposure("file", "bob", ("src",)),))) == ()


def test_versions_are_dropped_by_the_recorded_id() -> None:
    drops = [s for s in retirement(released(Phase.SOAKING)).steps if isinstance(s, DropTable)]
    assert [(d.version, d.topic, d.topic_id) for d in drops] == [
        (Version("fct", 1, "fct"), "fct", "id-fct"),
        (Version("mid", 1, "mid"), "mid", "id-mid"),
        (Version("other", 1, "other"), "other", "id-other"),
    ]

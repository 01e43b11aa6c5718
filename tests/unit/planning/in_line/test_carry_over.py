"""What can be carried over, and what a plan refuses to carry over, by text alone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.unit.planning.builders import DEPLOYMENT, NOON, RAW_FILE, World, sound

from teal.model.changes import Action
from teal.model.deployment import Phase, Release
from teal.model.environment import ExternalTable
from teal.model.errors import Refused
from teal.model.names import UnitKey
from teal.model.plan import (
    AlterTable,
    ContinueUnit,
    Flip,
    HandOver,
    Plan,
    PlanKind,
    PublishServing,
)
from teal.planning.choice import Choice
from teal.planning.decision import decide
from teal.planning.deploy import deploy_plan
from teal.planning.promote import promotion_plan
from teal.planning.rollback import rollback_plan
from teal.usecases.opening import opening_records

CLEAN = "CREATE TABLE clean (id BIGINT, amount INT) WITH ('changelog.mode' = 'append')"
WIDER = (
    "CREATE TABLE clean (id BIGINT, amount INT, cents BIGINT) WITH ('changelog.mode' = 'append')"
)
FACTS = (
    "CREATE TABLE facts (id BIGINT NOT NULL, amount INT, PRIMARY KEY (id) NOT ENFORCED) "
    "WITH ('changelog.mode' = 'upsert')"
)
FILES = {
    **RAW_FILE,
    "clean.sql": f"{CLEAN};\nINSERT INTO clean SELECT id, amount FROM raw_orders",
    "facts.sql": f"{FACTS};\nINSERT INTO facts SELECT id, SUM(amount) FROM clean GROUP BY id",
}
EDITED = {
    **FILES,
    "clean.sql": f"{WIDER};\nINSERT INTO clean SELECT id, amount, amount * 100 FROM raw_orders",
}
ASKED = Choice(carry_over=("clean",))
KEY = UnitKey(DEPLOYMENT, "clean", 1, 1)


@pytest.fixture
def world() -> World:
    """What serves before the edit."""
    found = World()
    found.serve(FILES)
    return found


def planned(world: World, files: dict[str, str], choice: Choice = ASKED) -> Plan:
    """The plan of these files, as `teal plan` makes it."""
    project, graph = sound(files, world.environment)
    decision = decide(project, graph, world.deployment, world.environment, choice)
    return deploy_plan(
        project,
        graph,
        world.deployment,
        world.environment,
        world.observed,
        decision.actions,
        decision.changes,
        "r2",
    )


def actions_of(plan: Plan) -> dict[str, Action]:
    return {each.unit: each.action for each in plan.actions}


def refused(world: World, files: dict[str, str], choice: Choice = ASKED) -> str:
    """Why it cannot be carried over."""
    with pytest.raises(Refused) as error:
        planned(world, files, choice)
    return str(error.value)


def opened(world: World, plan: Plan) -> World:
    """The world with the release of the plan open and ready."""
    records = opening_records(plan, world.deployment, "ada", NOON)
    release = records[0]
    assert isinstance(release, Release)
    releases = (*world.deployment.releases, replace(release, phase=Phase.READY))
    world.deployment = replace(world.deployment, releases=releases, serial=99)
    return world


def test_a_unit_is_carried_over_only_where_that_is_asked_for(world: World) -> None:
    assert actions_of(planned(world, EDITED, Choice()))["clean"] is Action.REBUILD
    assert actions_of(planned(world, EDITED)) == {
        "clean": Action.CARRY_OVER,
        "facts": Action.KEEP,
    }


def test_what_is_carried_over_makes_no_version_and_starts_nothing_before_commit(
    world: World,
) -> None:
    plan = planned(world, EDITED)
    assert (plan.steps, plan.versions, plan.units) == ((), (), ())
    assert not plan.is_empty


def test_its_job_reads_and_writes_what_it_did_under_the_same_names(world: World) -> None:
    (change,) = planned(world, EDITED).in_line
    before, after = change.before.submission, change.after.submission
    assert (change.key, change.restarts) == (KEY, True)
    assert before.definitions[0] == after.definitions[0]
    assert after.statement == "INSERT INTO clean SELECT id, amount, amount * 100 FROM raw_orders"
    assert "cents BIGINT" in after.definitions[1]
    for option in ("'topic' = 'clean'", "sink.transactional-id-prefix"):
        was, now = (
            next(line for line in text.splitlines() if option in line)
            for text in (before.definitions[1], after.definitions[1])
        )
        assert was == now


def test_the_plan_says_that_it_is_in_line_with_a_gap_and_a_way_back(world: World) -> None:
    (change,) = planned(world, EDITED).in_line
    said = " ".join(change.notes)
    for words in ("in line, after COMMIT", "cannot be compared", "Its gap", "rollback is the rev"):
        assert words in said


def test_promotion_changes_it_behind_commit_and_rollback_takes_the_way_back(world: World) -> None:
    world = opened(world, planned(world, EDITED))
    release = world.deployment.releases[-1]
    plan = promotion_plan(world.deployment, release, world.environment, ("board",))
    flip, tell, stop, alter, go_on = plan.steps
    assert isinstance(flip, Flip)
    assert isinstance(tell, PublishServing)
    assert isinstance(stop, HandOver)
    assert isinstance(alter, AlterTable)
    assert isinstance(go_on, ContinueUnit)
    assert (stop.unit, stop.after) == (KEY, (flip.key, tell.key))
    assert (alter.sql, alter.after) == (WIDER, (stop.key,))
    assert (go_on.follows, go_on.submission.key) == (KEY, replace(KEY, attempt=2))
    assert go_on.leaves_state


def test_before_the_promotion_a_rollback_has_nothing_to_do_to_it(world: World) -> None:
    world = opened(world, planned(world, EDITED))
    release = world.deployment.releases[-1]
    plan = rollback_plan(world.deployment, release, world.environment, ())
    assert plan.kind is PlanKind.ROLLBACK
    assert [type(step) for step in plan.steps] == [Flip]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            f"{CLEAN};\nINSERT INTO clean SELECT id, MAX(amount) FROM raw_orders GROUP BY id",
            "clean would keep state",
        ),
        (
            f"{CLEAN.replace('amount INT', 'amount BIGINT')};\n"
            "INSERT INTO clean SELECT id, amount FROM raw_orders",
            "column clean.amount is BIGINT, was INT",
        ),
        (
            f"{CLEAN.replace(', amount INT', '')};\nINSERT INTO clean SELECT id FROM raw_orders",
            "column clean.amount is gone",
        ),
        (
            f"{WIDER.replace('cents BIGINT', 'cents BIGINT NOT NULL')};\n"
            "INSERT INTO clean SELECT id, amount, 1 FROM raw_orders",
            "column clean.cents is NOT NULL",
        ),
        (
            f"{CLEAN.replace('(id', '(cents BIGINT, id')};\n"
            "INSERT INTO clean SELECT 1, id, amount FROM raw_orders",
            "column clean.cents does not come last",
        ),
        (
            f"{CLEAN};\nINSERT INTO clean SELECT id, amount + 1 FROM raw_orders",
            "facts reads a new or changed column of clean",
        ),
        (
            f"{CLEAN};\nINSERT INTO clean SELECT id, amount FROM raw_orders WHERE amount > 1",
            "facts reads a new or changed column of clean",
        ),
    ],
)
def test_what_stands_against_it_is_told_by_name(world: World, text: str, reason: str) -> None:
    assert reason in refused(world, {**FILES, "clean.sql": text})


def test_a_unit_of_the_release_that_reads_the_new_column_is_named(world: World) -> None:
    reading = EDITED["facts.sql"].replace("SUM(amount)", "CAST(SUM(cents) AS INT)")
    said = refused(world, {**EDITED, "facts.sql": reading})
    assert "facts reads a new or changed column of clean" in said


def test_a_reader_that_is_kept_by_request_sees_the_change_from_then_on(world: World) -> None:
    text = f"{CLEAN};\nINSERT INTO clean SELECT id, amount + 1 FROM raw_orders"
    choice = Choice(carry_over=("clean",), exclude=("facts",))
    plan = planned(world, {**FILES, "clean.sql": text}, choice)
    assert actions_of(plan)["facts"] is Action.KEEP
    (clean,) = (each for each in plan.actions if each.unit == "clean")
    assert clean.reasons[-1] == "facts stays by request and sees the change from then on"


def test_what_did_not_change_or_has_state_already_is_not_carried_over(world: World) -> None:
    assert "clean did not change" in refused(world, FILES)
    stateful = FILES["facts.sql"].replace("SUM(amount)", "MAX(amount)")
    said = refused(world, {**FILES, "facts.sql": stateful}, Choice(carry_over=("facts",)))
    assert "facts keeps state as it runs now" in said


def test_a_column_cannot_come_to_a_table_in_a_format_that_cannot_grow() -> None:
    tables = replace(World().environment.tables, value_format="csv")
    world = World(environment=replace(World().environment, tables=tables))
    world.serve(FILES)
    assert "is written as csv" in refused(world, EDITED)


def test_a_job_that_does_not_run_has_no_savepoint_to_give(world: World) -> None:
    jobs = tuple(
        replace(job, is_live=False, phase="failed") if job.key == str(KEY) else job
        for job in world.observed.jobs
    )
    world.observed = replace(world.observed, jobs=jobs)
    assert "clean@v1#1 is failed" in refused(world, EDITED)


def test_what_the_same_command_leaves_or_rebuilds_cannot_be_carried_over(world: World) -> None:
    both = Choice(carry_over=("clean",), exclude=("clean",))
    assert "clean is to be left as it is" in refused(world, EDITED, both)
    both = Choice(carry_over=("clean",), rebuild=("clean",))
    assert "clean is to be rebuilt by the same command" in refused(world, EDITED, both)


def test_a_unit_that_an_input_moves_cannot_be_carried_over(world: World) -> None:
    wider = "CREATE TABLE last (id BIGINT, amount INT) WITH ('changelog.mode' = 'append')"
    files = {**FILES, "last.sql": f"{wider};\nINSERT INTO last SELECT id, amount FROM clean"}
    world = World()
    world.serve(files)
    text = f"{CLEAN};\nINSERT INTO clean SELECT id, amount + 1 FROM raw_orders"
    last = files["last.sql"].replace("id, amount FROM", "id, amount * 2 FROM")
    edited = {**files, "clean.sql": text, "last.sql": last}
    said = refused(world, edited, Choice(carry_over=("last",)))
    assert "last has to move" in said


def test_what_was_adopted_is_neither_carried_over_nor_altered(world: World) -> None:
    units = tuple(replace(unit, handle="somebody-elses") for unit in world.deployment.units)
    world.deployment = replace(world.deployment, units=units, serial=77)
    assert "clean was adopted" in refused(world, EDITED)
    kept = "'changelog.mode' = 'append', 'kafka.retention.time' = '3 d'"
    shorter = FILES["clean.sql"].replace("'changelog.mode' = 'append'", kept)
    plan = planned(world, {**FILES, "clean.sql": shorter}, Choice())
    assert actions_of(plan)["clean"] is Action.REBUILD


def test_a_unit_goes_on_in_the_topic_that_it_has_and_reads_the_versions_that_it_read(
    world: World,
) -> None:
    records = tuple(
        replace(each, topic="adopted.clean") if each.version.logical == "clean" else each
        for each in world.deployment.versions
    )
    world.deployment = replace(world.deployment, versions=records, serial=78)
    topics = dict(world.observed.topics)
    topics["adopted.clean"] = replace(topics["clean"], name="adopted.clean")
    world.observed = replace(world.observed, topics=topics)
    (change,) = planned(world, EDITED).in_line
    assert "'topic' = 'adopted.clean'" in change.after.submission.definitions[-1]
    assert change.topics == {"clean": "adopted.clean"}


def test_beside_a_rebuild_the_unit_is_no_version_of_the_release(world: World) -> None:
    facts = FILES["facts.sql"].replace("SUM(amount)", "MAX(amount)")
    plan = planned(world, {**EDITED, "facts.sql": facts})
    assert actions_of(plan) == {"clean": Action.CARRY_OVER, "facts": Action.REBUILD}
    assert [str(each.version) for each in plan.versions] == ["facts v2"]
    (facts_unit,) = plan.units
    assert [str(version) for version in facts_unit.inputs] == ["clean v1"]
    assert facts_unit.submission is not None
    assert "cents" not in "".join(facts_unit.submission.definitions)
    world = opened(world, plan)
    release = world.deployment.releases[-1]
    assert release.units == ("facts", "clean")
    assert [str(version) for version in release.created] == ["facts v2"]


def test_a_unit_that_reads_through_a_view_goes_on_reading_through_it() -> None:
    files = {
        **FILES,
        "seen.sql": "CREATE VIEW seen AS SELECT id, amount FROM raw_orders WHERE amount > 0",
        "clean.sql": f"{CLEAN};\nINSERT INTO clean SELECT id, amount FROM seen",
    }
    world = World()
    world.serve(files)
    wider = f"{WIDER};\nINSERT INTO clean SELECT id, amount, amount * 100 FROM seen"
    (change,) = planned(world, {**files, "clean.sql": wider}).in_line
    assert change.before.submission.definitions[:2] == change.after.submission.definitions[:2]
    moved = {**files, "clean.sql": wider, "seen.sql": files["seen.sql"].replace("> 0", "> 1")}
    assert "clean has to move" in refused(world, moved)


def test_another_source_has_no_place_in_the_savepoint(world: World) -> None:
    text = (
        f"{CLEAN};\nINSERT INTO clean SELECT id, amount FROM raw_orders "
        "UNION ALL SELECT id, amount FROM raw_more"
    )
    environment = replace(
        world.environment,
        externals={**world.environment.externals, "raw_more": ExternalTable("raw_more", "more")},
    )
    world = World(environment=environment)
    more = RAW_FILE[next(iter(RAW_FILE))].replace("raw_orders", "raw_more")
    files = {**FILES, "more.sql": more}
    world.serve(files)
    said = refused(world, {**files, "clean.sql": text})
    assert "clean reads raw_more, which it did not" in said


def test_a_statement_set_is_one_job_that_goes_on_with_all_its_tables() -> None:
    both = (
        f"{CLEAN};\n{CLEAN.replace('clean', 'other')};\n"
        "EXECUTE STATEMENT SET BEGIN\n"
        "INSERT INTO clean SELECT id, amount FROM raw_orders;\n"
        "INSERT INTO other SELECT id, amount FROM raw_orders;\nEND"
    )
    files = {**RAW_FILE, "both.sql": both}
    world = World()
    world.serve(files)
    wider = both.replace(CLEAN, WIDER).replace(
        "clean SELECT id, amount", "clean SELECT id, amount, amount * 100"
    )
    plan = planned(world, {**files, "both.sql": wider})
    (change,) = plan.in_line
    assert [str(version) for version in change.targets] == ["clean v1", "other v1"]
    world = opened(world, plan)
    steps = promotion_plan(
        world.deployment, world.deployment.releases[-1], world.environment, ()
    ).steps
    assert [type(step) for step in steps] == [Flip, HandOver, AlterTable, ContinueUnit]

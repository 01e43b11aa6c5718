"""The plan of a deployment."""

from __future__ import annotations

from random import Random

import pytest
from msgspec.structs import replace
from tests.unit.planning.builders import (
    CHAIN,
    DEPLOYMENT,
    ENVIRONMENT,
    RAW,
    World,
    copy,
    dml,
    served,
    stage,
)

from teal.model.codec import canonical, decoded
from teal.model.deployment import Phase
from teal.model.environment import Exposure
from teal.model.names import UnitKey, Version
from teal.model.plan import AwaitCaughtUp, CreateTable, FreezeCut, Plan, PlannedVersion, StartUnit
from teal.planning.choice import Choice

MID = {**CHAIN, dml("mid"): copy("mid", "src", "id, amount + 1")}


def steps(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {step.key: step.after for step in plan.steps}


def test_nothing_to_do_is_an_empty_plan() -> None:
    plan = served(CHAIN).plan(CHAIN)
    assert plan.is_empty
    assert plan.relies_on == ()
    assert len(plan.actions) == 4


def test_a_change_of_layout_is_told_in_an_empty_plan() -> None:
    plan = served(CHAIN).plan({**CHAIN, dml("mid"): CHAIN[dml("mid")].lower()})
    assert plan.is_empty
    assert [change.unit for change in plan.changes] == ["mid"]


def test_steps_of_a_change() -> None:
    assert steps(served(CHAIN).plan(MID)) == {
        "cut": (),
        "create:mid@v2": ("cut",),
        "create:fct@v2": ("cut",),
        "start:mid@v2": ("create:mid@v2",),
        "start:fct@v2": ("create:fct@v2", "start:mid@v2"),
        "await:mid@v2": ("start:mid@v2", "cut"),
        "await:fct@v2": ("start:fct@v2", "cut", "await:mid@v2"),
    }


def test_the_cut_is_where_data_enters_the_release() -> None:
    first, change = World().plan(CHAIN), served(CHAIN).plan(MID)
    assert [s.topics for s in first.steps if isinstance(s, FreezeCut)] == [("raw_orders",)]
    assert [s.topics for s in change.steps if isinstance(s, FreezeCut)] == [("src",)]


def test_units_know_the_topics_that_they_read_and_write() -> None:
    plan = served(CHAIN).plan(MID)
    start = next(s for s in plan.steps if isinstance(s, StartUnit) and "fct" in s.key)
    wait = next(s for s in plan.steps if isinstance(s, AwaitCaughtUp) and "fct" in s.key)
    assert (start.inputs, start.outputs) == (("mid_v2",), ("fct_v2",))
    assert (wait.inputs, wait.outputs) == (("mid_v2",), ("fct_v2",))
    assert wait.unit == start.submission.key == UnitKey(DEPLOYMENT, "fct", 2, 1)


def test_the_plan_says_what_each_new_version_replaces_and_what_stays() -> None:
    plan = served(CHAIN).plan({**MID, **stage("added", "fct")})
    assert [(each.version, each.replaces) for each in plan.versions] == [
        (Version("mid", 2, "mid_v2"), 1),
        (Version("fct", 2, "fct_v2"), 1),
        (Version("added", 1, "added"), None),
    ]
    assert plan.stays_on == {"mid": ("src v1",)}
    assert plan.depth == 3


def test_planned_units_hold_what_their_records_will() -> None:
    plan = World().plan(CHAIN, commit="abc")
    unit = next(each for each in plan.units if each.key.unit == "src")
    assert unit.targets == (Version("src", 1, "src"),)
    assert unit.inputs == ()
    assert unit.external_sql == {"raw_orders": RAW}
    assert (unit.file, unit.line, unit.commit) == (dml("src"), 1, "abc")
    assert unit.submission is not None


def test_views_have_versions_and_units_but_no_steps() -> None:
    view = "CREATE VIEW v AS SELECT id, amount FROM mid"
    files = {**CHAIN, "v.sql": view, **stage("last", "v")}
    plan = served(files).plan({**files, dml("mid"): MID[dml("mid")]})
    assert PlannedVersion(Version("v", 2, "v_v2"), "v", view, True, 1) in plan.versions
    assert {s.version.logical for s in plan.steps if isinstance(s, CreateTable)} == {
        "mid",
        "fct",
        "last",
    }
    assert steps(plan)["start:last@v2"] == ("create:last@v2", "start:mid@v2")
    (unit,) = (each for each in plan.units if each.key.unit == "v")
    assert unit.submission is None
    assert unit.inputs == (Version("mid", 2, "mid_v2"),)


def test_a_release_that_only_removes_has_no_steps_and_is_not_empty() -> None:
    files = {path: text for path, text in CHAIN.items() if "other" not in path}
    plan = served(CHAIN).plan(files)
    assert plan.steps == ()
    assert plan.removed == (Version("other", 1, "other"),)
    assert not plan.is_empty
    assert plan.notes[0].startswith("No more in the project: other v1.")


def test_removed_views_have_nothing_that_is_stopped_or_deleted() -> None:
    views = {
        "sql/v.sql": "CREATE VIEW v AS SELECT id FROM mid",
        "sql/w.sql": "CREATE VIEW w AS SELECT id FROM mid",
    }
    assert served({**CHAIN, **views}).plan(CHAIN).notes == (
        "No more in the project: v v1, w v1. With the promotion they stop being served.",
        "Nothing in this plan touches what serves; `teal abort` undoes all of it.",
    )


def test_only_topics_that_go_are_called_deleted() -> None:
    """A version that a reader holds lives on, until that reader moves."""
    world = served(CHAIN)
    kept = Choice(exclude=("fct",))
    assert not any("`teal retire` deletes" in note for note in world.plan(MID, kept).notes)
    world.serve(MID, kept)
    assert "deletes the topics fct, mid." in world.plan(MID, Choice(consolidate=True)).notes[-1]


def test_several_writers_make_their_table_once_and_all_feed_its_readers() -> None:
    both = f"{copy('src', 'raw_orders')};{copy('src', 'raw_orders', 'id, 1')}"
    found = steps(World().plan({**CHAIN, dml("src"): both}))
    assert [key for key in found if key.startswith("create:src")] == ["create:src@v1"]
    assert found["start:src#2@v1"] == ("create:src@v1",)
    assert found["start:mid@v1"] == ("create:mid@v1", "start:src@v1", "start:src#2@v1")


def test_a_statement_set_is_one_job_with_all_its_tables() -> None:
    both = f"EXECUTE STATEMENT SET BEGIN {copy('b', 'src')}; {copy('a', 'src')}; END"
    files = {**CHAIN, **stage("a", "src"), **stage("b", "src"), dml("a"): both, dml("b"): ""}
    assert steps(World().plan(files))["start:b@v1"] == (
        "create:b@v1",
        "create:a@v1",
        "start:src@v1",
    )


def test_exposures_of_replaced_and_removed_tables_are_named_with_their_owner() -> None:
    exposures = (
        Exposure("dashboard", "ann", ("fct", "mid", "src")),
        Exposure("export", "bob", ("other",)),
    )
    world = served(CHAIN, replace(ENVIRONMENT, exposures=exposures))
    assert world.plan(MID).exposures == ("dashboard (ann) reads fct, mid",)


def test_notes_tell_what_runs_twice_and_what_can_be_undone() -> None:
    assert served(CHAIN).plan(MID).notes == (
        "2 statements run twice until retirement: mid, fct.",
        "Nothing in this plan touches what serves; `teal abort` undoes all of it.",
        "What cannot be undone comes later: `teal retire` deletes the topics fct, mid.",
    )


def test_what_runs_twice_beyond_retirement_is_told_apart() -> None:
    notes = served(CHAIN).plan(MID, Choice(exclude=("fct",))).notes
    assert notes[:2] == (
        "1 statement runs twice beyond retirement, as long as its older version is read: mid.",
        "fct stays on mid v1, which lives on for it after retirement.",
    )


def test_readers_that_stay_on_one_version_share_a_sentence() -> None:
    files = {**MID, **stage("more", "mid")}
    before = {**CHAIN, **stage("more", "mid")}
    notes = served(before).plan(files, Choice(exclude=("fct", "more"))).notes
    assert "fct, more stay on mid v1, which lives on for them after retirement." in notes


def test_a_wall_clock_in_a_rebuilt_statement_is_noted() -> None:
    clock = copy("fct", "mid", "id, CAST(UNIX_TIMESTAMP() AS INT) /* NOW() */")
    notes = served(CHAIN).plan({**CHAIN, dml("fct"): clock}).notes
    assert any(note.startswith("fct calls UNIX_TIMESTAMP: ") for note in notes)


def test_a_reader_that_is_left_out_is_noted() -> None:
    notes = served(CHAIN).plan(MID, Choice(exclude=("fct",))).notes
    assert "fct stays on mid v1, which lives on for it after retirement." in notes


def test_an_input_whose_job_does_not_run_is_noted() -> None:
    world = served(CHAIN)
    jobs = tuple(
        replace(job, phase="failed", is_live=False) if job.key == "src@v1#1" else job
        for job in world.observed.jobs
    )
    world.observed = replace(world.observed, jobs=jobs)
    assert "src@v1#1 feeds this release and is failed: its table does not move." in (
        world.plan(MID).notes
    )


def test_the_same_inputs_give_the_same_bytes_whatever_the_order_of_files() -> None:
    views = {f"v{i}.sql": f"CREATE VIEW v{i} AS SELECT id FROM src" for i in range(5)}
    files = {**MID, **views, **stage("last", "v3")}
    texts = set()
    for seed in range(5):
        shuffled = list(files.items())
        Random(seed).shuffle(shuffled)
        world = served(dict(CHAIN))
        texts.add(canonical(world.plan(dict(shuffled))))
    assert len(texts) == 1
    (text,) = texts
    assert canonical(decoded(Plan, text)) == text


@pytest.mark.slow
def test_a_chain_of_two_thousand_is_planned() -> None:
    names = [f"t{i:04}" for i in range(2_000)]
    files = {path: text for path, text in CHAIN.items() if "raw" in path}
    for name, source in zip(names, ["raw_orders", *names], strict=False):
        files |= stage(name, source)
    plan = World().plan(files)
    assert plan.depth == 2_000
    assert len(plan.steps) == 6_001


def test_a_soaking_release_elsewhere_is_no_hindrance() -> None:
    world = served({**CHAIN, **stage("apart", "raw_orders")})
    files = {**CHAIN, **stage("apart", "raw_orders")}
    world.deploy({**files, dml("apart"): copy("apart", "raw_orders", "id, 3")})
    world.promote(Phase.SOAKING)
    changed = {
        **files,
        dml("apart"): copy("apart", "raw_orders", "id, 3"),
        dml("mid"): MID[dml("mid")],
    }
    plan = world.plan(changed)
    assert [r.expected for r in plan.relies_on if r.subject == "releases"] == ["r2 (promoted)"]


def test_keys_of_steps_are_unique_and_every_step_can_be_reached() -> None:
    plan = World().plan(CHAIN)
    keys = [step.key for step in plan.steps]
    assert len(keys) == len(set(keys))
    assert {each for step in plan.steps for each in step.after} <= set(keys)

"""A whole decision: by column, with the bills of both ways."""

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
    stage,
    table,
)

from teal.model.changes import Action
from teal.model.deployment import Phase
from teal.model.environment import Environment, Naming
from teal.planning.choice import Choice, Propagate
from teal.planning.decision import Decision, decide
from teal.planning.deploy import deploy_plan

WIDE = {
    **CHAIN,
    **stage("board", "fct"),
    ddl("mid"): table("mid", "id BIGINT NOT NULL, amount INT, extra INT"),
    dml("mid"): copy("mid", "src", "id, amount, amount * 2"),
}
"""raw_orders → src → mid → fct → board, and src → other; nobody reads mid.extra."""
EXTRA = {**WIDE, dml("mid"): copy("mid", "src", "id, amount, amount * 3")}
AMOUNT = {**WIDE, dml("mid"): copy("mid", "src", "id, amount + 1, amount * 2")}


def decided(
    world: World,
    files: dict[str, str],
    choice: Choice | None = None,
    environment: Environment = ENVIRONMENT,
) -> Decision:
    project, graph = sound(files)
    return decide(project, graph, world.deployment, environment, choice or Choice())


def rebuilt(decision: Decision) -> list[str]:
    return sorted(each.unit for each in decision.actions if each.action is Action.REBUILD)


def release(world: World, files: dict[str, str], choice: Choice | None = None) -> None:
    """Decide, deploy, promote and close."""
    project, graph = sound(files)
    decision = decided(world, files, choice)
    plan = deploy_plan(
        project,
        graph,
        world.deployment,
        ENVIRONMENT,
        world.observed,
        decision.actions,
        decision.changes,
        f"r{len(world.deployment.releases) + 1}",
    )
    world.take(plan)
    world.promote(Phase.DONE)


def test_a_column_that_nobody_reads_rebuilds_its_table_alone() -> None:
    found = decided(served(WIDE), EXTRA)
    assert rebuilt(found) == ["mid"]
    (reason,) = next(each.reasons for each in found.actions if each.unit == "mid")
    assert "extra" in reason
    assert f"{dml('mid')}:1" in reason


def test_a_column_that_is_read_moves_its_readers_all_the_way() -> None:
    assert rebuilt(decided(served(WIDE), AMOUNT)) == ["board", "fct", "mid"]


def test_both_bills_are_told_where_they_differ() -> None:
    needed, everyone = decided(served(WIDE), EXTRA).bills
    assert (needed.jobs_started, everyone.jobs_started) == (1, 3)
    assert (needed.jobs_now, needed.jobs_meanwhile, needed.jobs_after) == (5, 6, 6)
    assert (everyone.jobs_meanwhile, everyone.jobs_after) == (8, 5)
    assert (needed.older, everyone.older) == (1, 0)
    assert len(decided(served(WIDE), AMOUNT).bills) == 1


def test_propagate_all_asks_for_no_columns() -> None:
    choice = Choice(propagate=Propagate.ALL)
    assert rebuilt(decided(served(WIDE), EXTRA, choice)) == ["board", "fct", "mid"]


def test_files_that_name_versions_move_as_a_whole() -> None:
    """A file that says mid_v2 cannot go on reading mid."""
    environment = replace(ENVIRONMENT, naming=Naming.VERSIONED)
    assert "fct" in rebuilt(decided(served(WIDE), EXTRA, environment=environment))


def test_a_text_that_gives_the_same_needs_nothing() -> None:
    where = {**WIDE, dml("fct"): copy("fct", "mid", "id, amount") + " WHERE id > 1 AND amount > 2"}
    world = served(where)
    turned = {**where, dml("fct"): copy("fct", "mid") + " WHERE amount > 2 AND id > 1"}
    found = decided(world, turned)
    assert rebuilt(found) == []
    (reason,) = next(each.reasons for each in found.actions if each.unit == "fct")
    assert reason.endswith("and what it gives is still the same")


def test_a_reader_of_an_older_version_is_measured_by_that_version() -> None:
    """fct stays on mid v1 twice: what changes from v2 to v3 is not what it reads."""
    world = served(WIDE)
    release(world, EXTRA)
    later = {**EXTRA, dml("mid"): copy("mid", "src", "id, amount, amount * 4")}
    assert rebuilt(decided(world, later)) == ["mid"]
    release(world, later)
    read = {**later, dml("mid"): copy("mid", "src", "id, amount + 1, amount * 4")}
    assert rebuilt(decided(world, read)) == ["board", "fct", "mid"]


def test_a_reader_that_was_left_behind_by_request_is_not_forgotten() -> None:
    world = served(WIDE)
    release(world, AMOUNT, Choice(exclude=("fct",)))
    assert rebuilt(decided(world, AMOUNT)) == ["board", "fct"]

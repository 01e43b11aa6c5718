"""A release through all its plans: phases, states, pointer, switch point, jobs and topics."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.unit.execution.small_plans import (
    OWNER,
    create,
    drop,
    flip,
    freeze,
    plan,
    release,
    start,
    stop,
    tell,
    unit_record,
    version,
    version_record,
    wait_for,
)
from tests.unit.execution.walks import (
    ADA,
    Walks,
)

from teal.execution.leasing import leased
from teal.model.deployment import Phase, Release, UnitState, VersionState
from teal.model.plan import Plan, PlanKind, StartUnit
from teal.switching.control_topic import ControlTopic

BLUE, GREEN, NEW, VIEW = version("orders"), version("orders", 2), version("added"), version("seen")
FIRST = replace(release(name="r1"), created=(BLUE,))
SECOND = replace(release(name="r2"), number=2, created=(GREEN, NEW, VIEW), replaced=(BLUE,))


def deploy_first() -> Plan:
    return plan(freeze(), create("orders"), start("orders", after=("create:orders@v1",)))


def deploy_second() -> Plan:
    return plan(
        create("orders", 2),
        create("added"),
        start("orders", 2, after=("create:orders@v2",)),
        start("added", after=("create:added@v1",)),
        wait_for("added", (), ("start:added@v1",)),
        release="r2",
    )


def promote(of: str, serving: dict[str, int | None], kind: PlanKind = PlanKind.PROMOTE) -> Plan:
    return plan(flip(serving), tell("control topic serving"), kind=kind, release=of)


def open_release(walks: Walks, of: Release, walked: Plan) -> None:
    """What the use case writes before the first effect."""
    units = [step.submission.key for step in walked.steps if isinstance(step, StartUnit)]
    views = [version_record("seen", is_view=True)] if VIEW in of.created else []
    with leased(walks.store, walks.clock, ADA, False) as leasing:
        walks.store.record(
            leasing.lease,
            (),
            (
                of,
                *(version_record(v.logical, v.number) for v in of.created if v != VIEW),
                *views,
                *(unit_record(unit.unit, unit.version) for unit in units),
            ),
        )


@pytest.fixture
def serving(walks: Walks) -> Walks:
    """Version 1 of one table serves."""
    walks.found()
    point = ControlTopic(walks.topics, "serving", OWNER)
    walks.points[point.name] = point
    first = deploy_first()
    open_release(walks, FIRST, first)
    assert walks.through(first).is_done
    assert walks.phase() is Phase.VALIDATING
    assert walks.through(promote("r1", {"orders": 1}), 2).is_done
    return walks


@pytest.fixture
def both(serving: Walks) -> Walks:
    """The second release runs beside the first."""
    second = deploy_second()
    open_release(serving, SECOND, second)
    assert serving.through(second).is_done
    return serving


def shown(walks: Walks) -> dict[str, int]:
    """What readers of the control topic are told; the same as the pointer says."""
    current = walks.points["control topic serving"].current()
    assert current is not None
    serial, pointer = walks.store.pointer()
    assert current.serial == serial
    assert {name: table.version for name, table in current.tables.items()} == pointer
    return dict(pointer)


def states(walks: Walks) -> dict[str, VersionState]:
    return {str(record.version): record.state for record in walks.stored().versions}


PROMOTED: dict[str, int | None] = {"orders": 2, "added": 1, "seen": 1}
ROLLED_BACK: dict[str, int | None] = {"orders": 1, "added": None, "seen": None}


def test_a_first_release_serves_and_is_done(serving: Walks) -> None:
    assert shown(serving) == {"orders": 1}
    assert serving.phase() is Phase.DONE
    assert states(serving) == {"orders v1": VersionState.SERVING}


def test_a_second_release_runs_beside_what_serves(both: Walks) -> None:
    assert shown(both) == {"orders": 1}
    assert both.phase("r2") is Phase.VALIDATING
    assert both.live_jobs() == ["added@v1#1", "orders@v1#1", "orders@v2#1"]
    assert states(both) == {
        "orders v1": VersionState.SERVING,
        "orders v2": VersionState.GREEN,
        "added v1": VersionState.GREEN,
        "seen v1": VersionState.GREEN,
    }


def test_an_aborted_release_leaves_blue_exactly_as_it_was(both: Walks) -> None:
    blue = (both.version("orders"), both.unit("orders"), both.store.pointer())
    undone = plan(
        stop("orders", 2),
        stop("added"),
        drop("orders", 2, both.version("orders", 2).topic_id, ("stop:orders@v2", "stop:added@v1")),
        drop("added", 1, both.version("added").topic_id, ("stop:orders@v2", "stop:added@v1")),
        kind=PlanKind.ABORT,
        release="r2",
    )
    assert both.through(undone, 2).is_done
    assert both.phase("r2") is Phase.ABORTED
    assert both.live_jobs() == ["orders@v1#1"]
    assert both.topics.list_names() == {"orders", "serving"}
    assert (both.version("orders"), both.unit("orders"), both.store.pointer()) == blue
    assert states(both) == {
        "orders v1": VersionState.SERVING,
        "orders v2": VersionState.ABORTED,
        "added v1": VersionState.ABORTED,
        "seen v1": VersionState.ABORTED,
    }


def test_promoting_and_rolling_back_move_all_tables_and_no_job(both: Walks) -> None:
    jobs = both.engine.list_all()
    assert both.through(promote("r2", PROMOTED), 2).is_done
    assert (shown(both), both.phase("r2")) == (
        {"orders": 2, "added": 1, "seen": 1},
        Phase.SOAKING,
    )
    assert states(both)["orders v1"] is VersionState.STANDBY
    assert both.through(promote("r2", ROLLED_BACK, PlanKind.ROLLBACK), 3).is_done
    assert (shown(both), both.phase("r2")) == ({"orders": 1}, Phase.READY)
    assert states(both) == {
        "orders v1": VersionState.SERVING,
        "orders v2": VersionState.GREEN,
        "added v1": VersionState.GREEN,
        "seen v1": VersionState.GREEN,
    }
    assert both.through(promote("r2", PROMOTED), 4).is_done
    assert (shown(both)["orders"], both.phase("r2")) == (2, Phase.SOAKING)
    assert both.engine.list_all() == jobs


def test_a_retired_release_leaves_only_what_serves(both: Walks) -> None:
    both.through(promote("r2", PROMOTED), 2)
    gone = plan(
        stop("orders"),
        drop("orders", 1, both.version("orders").topic_id, ("stop:orders@v1",)),
        kind=PlanKind.RETIRE,
        release="r2",
    )
    assert both.through(gone, 3).is_done
    assert both.phase("r2") is Phase.DONE
    assert both.live_jobs() == ["added@v1#1", "orders@v2#1"]
    assert both.topics.list_names() == {"orders_v2", "added", "serving"}
    assert both.unit("orders").state is UnitState.STOPPED
    assert states(both)["orders v1"] is VersionState.RETIRED
    assert shown(both) == {"orders": 2, "added": 1, "seen": 1}


def test_a_failed_promotion_has_moved_the_pointer_and_goes_on_forward(both: Walks) -> None:
    """After COMMIT there is no way back but a rollback: a switch point is told again."""
    del both.points["control topic serving"]
    run = both.opened(promote("r2", PROMOTED), 2)
    (failure,) = both.walk(promote("r2", PROMOTED), run).failures
    assert failure.step.key == "tell:control topic serving"
    assert both.phase("r2") is Phase.PROMOTING
    assert both.store.pointer()[1]["orders"] == 2
    point = ControlTopic(both.topics, "serving", OWNER)
    both.points[point.name] = point
    assert both.walk(promote("r2", PROMOTED), run).is_done
    assert (shown(both)["orders"], both.phase("r2")) == (2, Phase.SOAKING)

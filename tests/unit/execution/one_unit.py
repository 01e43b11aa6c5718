"""The smallest deployment: a topic that is read, and one unit that fills one table."""

from __future__ import annotations

from tests.unit.execution.small_plans import (
    create,
    freeze,
    plan,
    start,
    wait_for,
)
from tests.unit.execution.walks import (
    Walks,
)

from teal.model.plan import Plan
from teal.ports.topics import TopicSpec


def raw_topic(walks: Walks, records: int = 3) -> None:
    """A topic that enters the release, with records of which the engine knows the end."""
    walks.topics.create(TopicSpec("raw", 1, 1, {}))
    for n in range(records):
        walks.topics.append("raw", 0, b"%d" % n, b"{}")
    walks.engine.ends[("raw", 0)] = records - 1


def deployment_of_one() -> Plan:
    return plan(
        freeze("raw"),
        create("orders", after=("freeze",)),
        start("orders", after=("create:orders@v1",)),
        wait_for("orders", ("raw",), ("start:orders@v1",)),
    )

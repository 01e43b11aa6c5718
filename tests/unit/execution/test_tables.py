"""Topics are made and deleted only where the record or the journal proves them to be ours."""

from __future__ import annotations

import pytest
from tests.unit.execution.small_plans import (
    create,
    drop,
    plan,
    version,
)
from tests.unit.execution.walks import (
    Crash,
    Walks,
)

from teal.kafka.conflicts import exists_already
from teal.kafka.memory import MemoryTopics
from teal.model.deployment import VersionState
from teal.model.plan import PlanKind
from teal.model.wording import plural
from teal.ports.topics import TopicDescription, TopicSpec


class RacedTopics(MemoryTopics):
    """Somebody else makes the topic between our look and our creation."""

    def create(self, spec: TopicSpec) -> TopicDescription:
        if spec.name not in self.list_names():
            super().create(TopicSpec(spec.name, spec.partitions, spec.replication, {"by": "them"}))
        raise exists_already(spec.name)


class DyingTopics(MemoryTopics):
    """The topic is made, and nobody lives to write that down."""

    def create(self, spec: TopicSpec) -> TopicDescription:
        super().create(spec)
        raise Crash


def foreign(walks: Walks, name: str = "orders", partitions: int = 1) -> TopicDescription:
    return walks.topics.create(TopicSpec(name, partitions, 1, {}))


def crashed_creation(walks: Walks) -> None:
    """A creation of version 1 of `orders` that happened and was never recorded."""
    walked = plan(create("orders"))
    walks.found(*walked.steps)
    walks.topics = DyingTopics()
    with pytest.raises(Crash):
        walks.through(walked)


def test_a_topic_is_made_as_the_plan_says(walks: Walks) -> None:
    walked = plan(create("orders", 2, partitions=3))
    walks.found(*walked.steps)
    assert walks.through(walked).is_done
    made = walks.topics.describe(("orders_v2",))["orders_v2"]
    assert made.partitions == 3
    record = walks.version("orders", 2)
    assert (record.topic, record.topic_id) == ("orders_v2", made.id)


@pytest.mark.parametrize("partitions", [1, 5])
def test_a_foreign_topic_is_a_conflict_and_never_adopted(walks: Walks, partitions: int) -> None:
    walked = plan(create("orders"))
    walks.found(*walked.steps)
    theirs = foreign(walks, partitions=partitions)
    run = walks.opened(walked)
    for _ in range(2):
        (failure,) = walks.walk(walked, run).failures
        assert (failure.kind, failure.exit_code) == ("TopicConflict", 3)
        assert f"exists already with {plural(partitions, 'partition')}" in failure.error
    assert walks.version("orders").topic_id is None
    assert walks.topics.describe(("orders",))["orders"] == theirs


def test_a_foreign_topic_is_left_alone_when_the_release_is_aborted(walks: Walks) -> None:
    walked = plan(create("orders"))
    walks.found(*walked.steps)
    theirs = foreign(walks)
    walks.through(walked)
    assert walks.through(plan(drop("orders"), kind=PlanKind.ABORT), 2).is_done
    assert walks.topics.describe(("orders",))["orders"] == theirs


def test_a_creation_goes_on_once_the_foreign_topic_is_gone(walks: Walks) -> None:
    walked = plan(create("orders"))
    walks.found(*walked.steps)
    theirs = foreign(walks)
    run = walks.opened(walked)
    walks.walk(walked, run)
    walks.topics.delete("orders", theirs.id)
    assert walks.walk(walked, run).is_done
    assert walks.version("orders").topic_id not in (None, theirs.id)


def test_a_topic_that_was_made_in_between_by_others_is_not_taken_later(walks: Walks) -> None:
    """The name was free when our intent was written; the refusal says that we made nothing."""
    walked = plan(create("orders"))
    walks.found(*walked.steps)
    walks.topics = RacedTopics()
    run = walks.opened(walked)
    for _ in range(2):
        (failure,) = walks.walk(walked, run).failures
        assert failure.kind == "TopicConflict"
    assert walks.through(plan(drop("orders"), kind=PlanKind.ABORT), 2).is_done
    assert walks.topics.list_names() == {"orders"}


def test_a_topic_of_our_own_with_other_partitions_is_a_conflict(walks: Walks) -> None:
    """Somebody changed it between the crash and the next process."""
    crashed_creation(walks)
    walked = plan(create("orders", partitions=4))
    (failure,) = walks.walk(walked, walks.store.runs()[0]).failures
    assert failure.kind == "TopicConflict"
    assert "it has 1 partition, the plan wants 4" in failure.error


def test_a_topic_is_deleted_by_the_id_that_was_recorded(walks: Walks) -> None:
    walked = plan(create("orders"))
    walks.found(*walked.steps)
    walks.through(walked)
    assert walks.through(plan(drop("orders"), kind=PlanKind.ABORT), 2).is_done
    assert walks.topics.list_names() == frozenset()
    assert walks.version("orders").state is VersionState.ABORTED


def test_a_topic_that_somebody_made_anew_is_not_deleted(walks: Walks) -> None:
    walked = plan(create("orders"))
    walks.found(*walked.steps)
    walks.through(walked)
    walks.topics.delete("orders", str(walks.version("orders").topic_id))
    theirs = foreign(walks)
    (failure,) = walks.through(plan(drop("orders"), kind=PlanKind.ABORT), 2).failures
    assert (failure.kind, failure.exit_code) == ("TopicConflict", 3)
    assert walks.topics.describe(("orders",))["orders"] == theirs


def test_a_topic_that_is_gone_counts_as_deleted(walks: Walks) -> None:
    walked = plan(create("orders"))
    walks.found(*walked.steps)
    walks.through(walked)
    walks.topics.delete("orders", str(walks.version("orders").topic_id))
    assert walks.through(plan(drop("orders"), kind=PlanKind.ABORT), 2).is_done


def test_a_topic_of_an_interrupted_creation_is_deleted_by_its_journal(walks: Walks) -> None:
    crashed_creation(walks)
    assert walks.topics.list_names() == {"orders"}
    assert walks.version("orders").topic_id is None
    assert walks.through(plan(drop("orders"), kind=PlanKind.ABORT), 2).is_done
    assert walks.topics.list_names() == frozenset()


def test_the_journal_of_one_version_proves_nothing_for_another(walks: Walks) -> None:
    crashed_creation(walks)
    walks.topics = MemoryTopics()
    theirs = foreign(walks, "orders_v2")
    assert walks.through(plan(drop("orders", 2), kind=PlanKind.ABORT), 2).is_done
    assert walks.topics.describe(("orders_v2",))["orders_v2"] == theirs


def test_a_topic_that_was_never_begun_is_not_deleted(walks: Walks) -> None:
    walked = plan(drop("orders"), kind=PlanKind.ABORT)
    walks.found(*walked.steps)
    theirs = foreign(walks)
    assert walks.through(walked).is_done
    assert walks.topics.describe(("orders",))["orders"] == theirs
    assert walks.version("orders").version == version("orders")

"""Making and deleting the topics of versions: only what the journal proves to be ours."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from teal.execution.outcome import Achieved, Outcome
from teal.execution.ports import ActingPorts
from teal.execution.situation import Situation
from teal.model.codec import Json, decoded
from teal.model.errors import TopicConflict
from teal.model.plan import AnyStep, CreateTable, DropTable, Plan
from teal.model.run import JournalEntry, Mark
from teal.model.wording import plural
from teal.ports.topics import TopicDescription, TopicSpec


def observation(step: AnyStep, ports: ActingPorts) -> dict[str, Json]:
    """What has to stand in the journal before the effect: whether a topic was there already."""
    if not isinstance(step, CreateTable):
        return {}
    found = ports.topics.describe((step.topic,)).get(step.topic)
    return {"topic_id_before": None if found is None else found.id}


def create_table(step: CreateTable, situation: Situation, ports: ActingPorts) -> Outcome:
    """Create the topic, or take the one that an interrupted attempt of ours created."""
    found = ports.topics.describe((step.topic,)).get(step.topic)
    if found is None:
        spec = TopicSpec(step.topic, step.partitions, step.replication, step.config)
        found = ports.topics.create(spec)
    elif not _is_ours(found, situation):
        raise TopicConflict(
            step.topic,
            f"it exists already with {plural(found.partitions, 'partition')} and Teal did not "
            "create it.",
            "Remove or rename it, or set another `tables.topic` template; then `teal resume`.",
        )
    if found.partitions != step.partitions:
        raise TopicConflict(
            step.topic,
            f"it has {plural(found.partitions, 'partition')}, the plan wants {step.partitions}.",
            "Run `teal abort`, remove the topic, and plan again.",
        )
    return Achieved({"topic_id": found.id})


def drop_table(step: DropTable, situation: Situation, ports: ActingPorts) -> Outcome:
    """Delete the topic of the recorded id; where none was recorded, the journal decides."""
    record = situation.version
    topic_id = step.topic_id or (record.topic_id if record else None)
    if topic_id is None:
        topic_id = _id_of_interrupted_creation(step, situation, ports)
        if topic_id is None:
            return Achieved({"absent": True}, "was never created")
    was_there = ports.topics.delete(step.topic, topic_id)
    return Achieved({"absent": not was_there}, "" if was_there else "was gone already")


def _is_ours(found: TopicDescription, situation: Situation) -> bool:
    recorded = situation.version.topic_id if situation.version else None
    if recorded is not None:
        return recorded == found.id
    return _made_after(situation.intents, found.id)


def _made_after(intents: Sequence[dict[str, Json]], topic_id: str) -> bool:
    """Whether the topic of this id came after an intent of ours that had found the name free."""
    stood_before: set[Json] = set()
    for intent in intents:
        before = intent.get("topic_id_before")
        if before is None:
            return topic_id not in stood_before
        stood_before.add(before)
    return False


def _id_of_interrupted_creation(
    step: DropTable, situation: Situation, ports: ActingPorts
) -> str | None:
    """A creation that was begun, on a name that was free, and whose outcome was never written."""
    found = ports.topics.describe((step.topic,)).get(step.topic)
    if found is None:
        return None
    intents = _creation_intents(step, situation.release.id, ports)
    return found.id if _made_after(intents, found.id) else None


def _creation_intents(
    step: DropTable, release: str, ports: ActingPorts
) -> tuple[dict[str, Json], ...]:
    found: list[dict[str, Json]] = []
    for run in ports.store.runs(release):
        steps = decoded(Plan, run.plan).steps
        intents = standing_intents(ports.store.journal(run.id))
        for each in steps:
            if isinstance(each, CreateTable) and each.version == step.version:
                found += intents.get(each.key, [])
    return tuple(found)


def standing_intents(entries: Iterable[JournalEntry]) -> dict[str, list[dict[str, Json]]]:
    """By step, what those intents observed whose effect may have happened, oldest first.

    A creation that was refused made nothing: the topic that stood in its way is not ours, even
    if the name was free when the intent was written.
    """
    intents: dict[str, list[dict[str, Json]]] = {}
    for entry in entries:
        match entry.mark:
            case Mark.INTENT:
                intents.setdefault(entry.step, []).append(detail_of(entry))
            case Mark.FAILED if detail_of(entry).get("kind") == TopicConflict.__name__:
                intents.pop(entry.step, None)
            case _:
                pass
    return intents


def detail_of(entry: JournalEntry) -> dict[str, Json]:
    """The detail of a journal entry as data."""
    data = json.loads(entry.detail)
    assert isinstance(data, dict)
    return data

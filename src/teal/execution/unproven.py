"""What is unknown where a job has written and cannot be gone on from: in which topics, at which
offsets, and what that means for the rows there. Told before somebody gives a word, kept after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from teal.execution.ports import ActingPorts
from teal.execution.situation import Situation
from teal.model.errors import NeedsOperator, NeedsWord, TopicConflict
from teal.model.names import UnitKey
from teal.model.plan import PlanKind
from teal.model.validation import Cut, PartitionEnd
from teal.model.wording import plural

_BACK = "To go back: `teal rollback --unproven REASON` starts the text that ran before"
_ON = "To go on: `teal {verb} --unproven REASON` starts the changed text"
_FINDS_ITS_PLACE = " from the savepoint. Nothing is lacking then; the rows named above stay."
_MAY_NOT = (
    " from the savepoint, where a source that finds no place begins as its definition says: at "
    "`earliest-offset` older records are written again, elsewhere some may never be."
)
_KEPT = "The reason is kept with the release, together with what is unknown."


def noted_ends(topics: Sequence[str], ports: ActingPorts) -> Cut | None:
    """Where topics end now; None where one of them is gone."""
    try:
        return ports.topics.ends(topics)
    except TopicConflict:
        return None


def needs_word(
    key: UnitKey,
    follows: UnitKey | None,
    outputs: Sequence[str],
    situation: Situation,
    ports: ActingPorts,
) -> NeedsWord:
    """The error that stops for a job that has written since the one before it stopped."""
    is_known = ports.engine.describe(key) is not None
    why = "has completed a checkpoint" if is_known else "is gone, and records have come since"
    return NeedsWord(
        f"{key} {why}: what it wrote can be read, and the savepoint that it began with is older. "
        "Teal does not go on from there unasked.",
        doubts(key, follows, outputs, situation, ports),
        _ways(key, situation),
    )


def doubts(
    key: UnitKey,
    follows: UnitKey | None,
    outputs: Sequence[str],
    situation: Situation,
    ports: ActingPorts,
) -> tuple[str, ...]:
    """What may be lacking or doubled, as far as it is known, a sentence each."""
    before = str(follows) if follows is not None else "the job before it"
    return (
        *_written(key, before, outputs, situation.left_at, ports),
        *_lost(key, follows, situation.left_at, outputs, ports),
    )


def has_moved(outputs: Sequence[str], left_at: Cut | None, ports: ActingPorts) -> bool:
    """Whether a record has come to these topics since they ended there; False where that was not
    noted."""
    now = noted_ends(outputs, ports) if outputs and left_at is not None else None
    if now is None or left_at is None:
        return False
    return any(_before(end, left_at) < end.last_data + 1 for end in now.ends)


def _written(
    key: UnitKey, before: str, outputs: Sequence[str], left_at: Cut | None, ports: ActingPorts
) -> Iterator[str]:
    now = noted_ends(outputs, ports)
    if not outputs:
        yield f"other units write what {key} writes: it is not known which records are its own."
    if left_at is None or now is None:
        yield f"it was not noted where the topics of {key} ended when {before} stopped."
        return
    grown = [(end, _before(end, left_at)) for end in now.ends]
    spans = [_span(end, first) for end, first in grown if first <= end.last_data]
    for span in spans:
        yield f"{span} came after {before} had stopped: these may stand there twice in the end"
    if spans:
        yield "where the table has a key, a row of theirs may be older than the one before it"
    elif outputs:
        yield f"{', '.join(outputs)}: no record has come since {before} stopped"


def _span(end: PartitionEnd, first: int) -> str:
    most = plural(end.last_data - first + 1, "record")
    where = f"{end.topic} partition {end.partition}"
    return f"{where}, offsets {first} to {end.last_data} (at most {most})"


def _before(end: PartitionEnd, left_at: Cut) -> int:
    """Where the partition ended when the job before stopped; new partitions began at 0."""
    places = ((each.topic, each.partition, each.end) for each in left_at.ends)
    found = (at for topic, number, at in places if (topic, number) == (end.topic, end.partition))
    return next(found, 0)


def _lost(
    key: UnitKey,
    follows: UnitKey | None,
    left_at: Cut | None,
    outputs: Sequence[str],
    ports: ActingPorts,
) -> Iterator[str]:
    lost = _sources_without_place(key, follows, ports)
    for source in lost:
        yield (
            f"{source} was not read on from where {follows} stood, but from where its definition "
            "begins: rows made of it are of any age"
        )
    if lost and left_at is not None:
        for end in left_at.ends:
            if end.topic not in outputs:
                yield (
                    f"{end.topic} partition {end.partition} ended at offset {end.end} when "
                    f"{follows} had stopped: records from about there on are the new ones"
                )


def _sources_without_place(
    key: UnitKey, follows: UnitKey | None, ports: ActingPorts
) -> tuple[str, ...]:
    if follows is None:
        return ()
    try:
        return ports.engine.continuation(key, follows).lost
    except NeedsOperator:
        return ()


def _ways(key: UnitKey, situation: Situation) -> str:
    """The savepoint is of one of the two texts, which surely finds its place there."""
    verb = "promote" if situation.plan.kind is PlanKind.ROLLBACK else "resume"
    ran_changed = _ran_changed_text(key, situation)
    back = _BACK + (_MAY_NOT if ran_changed else _FINDS_ITS_PLACE)
    on = _ON.format(verb=verb) + (_FINDS_ITS_PLACE if ran_changed else _MAY_NOT)
    return "\n".join((on, back, _KEPT) if ran_changed else (back, on, _KEPT))


def _ran_changed_text(key: UnitKey, situation: Situation) -> bool:
    """Whether the job that was stopped with the savepoint ran the text of this release."""
    names = (key.unit, key.version)
    return situation.ran is not None and any(
        replace(situation.ran, key=each.key) == replace(each.after.submission, key=each.key)
        for each in situation.release.in_line
        if (each.key.unit, each.key.version) == names
    )

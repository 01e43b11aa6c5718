"""What a plan says of a change in place: when it happens, what its gap is, what a rollback does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from teal.model.changes import Action
from teal.model.in_line import TableEdition

_FORGETTING = frozenset(
    {"retention.ms", "retention.bytes", "cleanup.policy", "max.compaction.lag.ms"}
)


def said_of(
    key: str, action: Action, restarts: bool, tables: Mapping[str, TableEdition]
) -> Iterator[str]:
    """The sentences of one unit."""
    names = ", ".join(sorted(tables))
    if action is Action.CARRY_OVER:
        yield (
            f"{key} is carried over in line, after COMMIT: its job stops with a savepoint and the "
            f"changed one goes on from it, in the same {names} and its topic. Rows that stand "
            "there stay as they are."
        )
        yield (
            "It cannot be compared beforehand: there is no green beside it. The compiled plans of "
            "both texts keep no state."
        )
    elif restarts:
        yield (
            f"{key} is altered in line, after COMMIT: its job stops with a savepoint and goes on "
            "from it, with all its state and the same query."
        )
    else:
        yield f"{names} is altered in line, after COMMIT: the job of {key} runs on."
    if restarts:
        yield (
            "Its gap: no output from the stop until the first checkpoint of the job that follows, "
            "some seconds and one checkpoint interval; nothing is lost or doubled."
        )
    yield from _settings(tables)
    yield (
        f"A rollback is the reverse, with the same gap: {key} goes back to what it says now from "
        "a savepoint of the new job; rows that were written meanwhile stay."
        if restarts
        else "A rollback sets it back."
    )


def _settings(tables: Mapping[str, TableEdition]) -> Iterator[str]:
    for name, table in sorted(tables.items()):
        for key, value in sorted(table.settings.items()):
            yield f"Topic of {name}: {key} becomes {'the default' if value is None else value}."
        if not _FORGETTING.isdisjoint(table.settings):
            yield f"What Kafka removes of {name} by the new settings does not come back."

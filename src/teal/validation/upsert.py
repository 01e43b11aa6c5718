"""One round of an upsert table: last rows by key, and trajectories of the keys that move."""

from __future__ import annotations

from teal.model.validation import RoundRequest, TableRound
from teal.validation.layout import Layout
from teal.validation.ledger import create_ledger, settle
from teal.validation.pairs import pair, scattered_keys
from teal.validation.samples import changed_columns, key_samples, tell_apart
from teal.validation.scratch import Scratch
from teal.validation.tally import Tally
from teal.validation.trajectory import follow


def measured(scratch: Scratch, layout: Layout, request: RoundRequest, tally: Tally) -> TableRound:
    """The round, from the rows that were read up to its cut."""
    create_ledger(scratch)
    pair(scratch, layout, request.trajectory_rows)
    follow(scratch, layout)
    settle(scratch, request)
    tell_apart(scratch, layout)
    found = _classes(scratch)
    quiet, keys_blue, keys_green = _plain_counts(scratch)
    return TableRound(
        table=request.comparison.table,
        round=request.round,
        rows_blue=tally.rows_blue,
        rows_green=tally.rows_green,
        keys_blue=keys_blue,
        keys_green=keys_green,
        equal=quiet + found.get("equal", 0),
        in_step=found.get("in step", 0),
        pending=found.get("pending", 0) + found.get("passing", 0),
        undecided=found.get("undecided", 0),
        hot_unmet=found.get("moving", 0) + found.get("never met", 0),
        unproven=scratch.number("SELECT count(*) FROM classes WHERE hinders"),
        missing=found.get("missing", 0),
        extra=found.get("extra", 0),
        changed=found.get("changed", 0),
        changed_columns=changed_columns(scratch),
        samples=key_samples(scratch, layout, request),
        notes=tally.notes,
        hot_unmet_rounds=scratch.number(
            "SELECT max(looks) FROM classes WHERE class IN ('moving', 'never met')"
        ),
        judged=scratch.kept("judged"),
        hot_different=found.get("never met", 0),
        obstacles=(*tally.obstacles, *_scattered(scattered_keys(scratch))),
    )


def _classes(scratch: Scratch) -> dict[str, int]:
    counted = scratch.rows("SELECT class, count(*) FROM classes GROUP BY class")
    return {str(name): int(str(number)) for name, number in counted}


def _plain_counts(scratch: Scratch) -> tuple[int, int, int]:
    ((quiet, blue, green),) = scratch.rows(
        "SELECT count(*) FILTER (WHERE same AND NOT touched AND b_live), "
        "count(*) FILTER (WHERE b_live), count(*) FILTER (WHERE g_live) FROM pairs"
    )
    return int(str(quiet)), int(str(blue)), int(str(green))


def _scattered(keys: int) -> tuple[str, ...]:
    if not keys:
        return ()
    noun = "key stands" if keys == 1 else "keys stand"
    return (f"{keys:,} {noun} in several partitions of one topic: their last row is not known",)

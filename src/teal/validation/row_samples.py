"""Rows of an append table to show to a person, by where they lie; values only if asked for."""

from __future__ import annotations

from collections.abc import Mapping

from teal.model.validation import KeySample, RoundRequest
from teal.validation.layout import Layout
from teal.validation.samples import HIDDEN
from teal.validation.scratch import Row, Scratch


def row_samples(scratch: Scratch, layout: Layout, request: RoundRequest) -> tuple[KeySample, ...]:
    """Rows that fall short, those of two rounds first."""
    values = ", ".join(each.shown(f"short.{each.sql}") for each in layout.compared)
    chosen = scratch.rows(
        f"""
        SELECT short.problem, lasting.id IS NOT NULL,
            coalesce(b_at.part, g_at.part), coalesce(b_at.off, g_at.off), {values}
        FROM short LEFT JOIN lasting ON lasting.id = short.id AND lasting.problem = short.problem
        ORDER BY lasting.id IS NULL, 3, 4 LIMIT ?
        """,
        (request.samples,),
    )
    return tuple(_sample(row, layout, request) for row in chosen)


def _sample(row: Row, layout: Layout, request: RoundRequest) -> KeySample:
    problem, is_lasting, part, off, *values = row
    is_blue = problem != "extra"
    side, topic = (
        ("blue", request.comparison.blue_topic)
        if is_blue
        else ("green", request.comparison.green_topic)
    )
    shown: Mapping[str, str] = {}
    if request.show_rows:
        shown = {
            each.name: HIDDEN if each.name in request.sensitive else str(value)
            for each, value in zip(layout.compared, values, strict=True)
        }
    return KeySample(
        f"{side}'s row at {topic} partition {part} offset {off}",
        str(problem) if is_lasting else "pending",
        (),
        shown if is_blue else {},
        {} if is_blue else shown,
    )

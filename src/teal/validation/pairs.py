"""The last rows of both sides, key by key: the same or not, touched since the noted ends or not."""

from __future__ import annotations

from teal.validation.layout import Layout
from teal.validation.scratch import BLUE, GREEN, Scratch


def pair(scratch: Scratch, layout: Layout, history_rows: int) -> None:
    """Make `heads` (the last row of each key and side) and `pairs` (both sides' heads compared).

    A key is touched where either side has a row at or behind its noted end. Of each key all rows
    since the noted ends are kept, and as many as `history_rows` before them.
    """
    scratch.run(_TIPS)
    scratch.run(_TRIM, (history_rows, history_rows))
    scratch.run(_HEADS)
    scratch.run(_pairs(layout))


def scattered_keys(scratch: Scratch) -> int:
    """Keys that one side holds in several partitions, so that nobody knows their last row."""
    return scratch.number("SELECT count(DISTINCT k) FROM tips WHERE scattered")


_TIPS = """
CREATE OR REPLACE TEMP TABLE tips AS
SELECT side, k, max(off) AS off, count(*) AS held, min(part) <> max(part) AS scattered
FROM rows GROUP BY side, k
"""

_TRIM = """
DELETE FROM rows WHERE rowid IN (
    SELECT rid FROM (
        SELECT rows.rowid AS rid,
            row_number() OVER (PARTITION BY side, k ORDER BY off DESC) AS turn
        FROM rows JOIN noted USING (side, part)
        WHERE off < upto AND (side, k) IN (SELECT side, k FROM tips WHERE held > ?)
    ) WHERE turn > ?
)
"""

_HEADS = """
CREATE OR REPLACE TEMP VIEW heads AS
SELECT rows.*, off >= coalesce(upto, 0) AS fresh
FROM rows JOIN tips USING (side, k, off) LEFT JOIN noted USING (side, part)
"""


def _pairs(layout: Layout) -> str:
    return f"""
CREATE OR REPLACE TEMP TABLE pairs AS
SELECT k, b.off AS b_off, g.off AS g_off,
    coalesce(NOT b.dead, false) AS b_live, coalesce(NOT g.dead, false) AS g_live,
    coalesce(b.fresh, false) OR coalesce(g.fresh, false) AS touched,
    CASE WHEN b_live AND g_live THEN {layout.equal("b", "g")}
        ELSE NOT b_live AND NOT g_live END AS same
FROM (FROM heads WHERE side = {BLUE}) AS b
FULL JOIN (FROM heads WHERE side = {GREEN}) AS g USING (k)
"""

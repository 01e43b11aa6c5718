"""Whether keys that move are in step, and whether being in step proves anything.

A key is in step where the last row of one side is among the rows that the other side had since
the noted ends (with the row that stood there). That can be chance: a counter passes through every
value. So one side is shifted by each step that the key was seen to take, but for the steps into
and out of the rows that met (those meet always): the share of shifts that still meet estimates
the chance that a lost or doubled row stays unseen.
"""

from __future__ import annotations

from teal.validation.columns import Column
from teal.validation.layout import Layout
from teal.validation.scratch import BLUE, GREEN, Scratch

_STEPS = 64
"""How many steps of a key are tried at most."""


def follow(scratch: Scratch, layout: Layout) -> None:
    """Make `met`: of each touched key whether it is in step (`live`), or only by being absent on
    both sides at some moment (`gone`), whether it steps at all, and the share that is blind."""
    scratch.run(_trail(layout))
    scratch.run(_meetings(layout))
    scratch.run(_marks(layout))
    scratch.run(_steps(layout))
    scratch.run(_shares(layout))
    scratch.run(_MET)


def _trail(layout: Layout) -> str:
    """The rows of touched keys, in their stepping form. `current` ones are those since the noted
    end and the one that stood there; older ones serve only to see how the key steps."""
    values = "".join(f", {each.steps(each.sql)} AS {each.sql}" for each in layout.compared)
    return f"""
CREATE OR REPLACE TEMP TABLE trail AS
SELECT side, k, off, dead, fresh,
    off = max(off) OVER key AS is_last,
    off >= coalesce(max(off) FILTER (WHERE NOT fresh) OVER key, 0) AS current{values}
FROM (
    SELECT rows.*, off >= coalesce(upto, 0) AS fresh
    FROM rows JOIN (FROM pairs WHERE touched) USING (k) LEFT JOIN noted USING (side, part)
)
WINDOW key AS (PARTITION BY side, k)
"""


def _meetings(layout: Layout) -> str:
    """Keys whose last row on one side is among the current rows of the other."""
    return f"""
CREATE OR REPLACE TEMP TABLE meetings AS
SELECT DISTINCT l.k FROM trail AS l JOIN trail AS t
    ON l.k = t.k AND l.side <> t.side AND {layout.equal("l", "t")}
WHERE l.is_last AND NOT l.dead AND t.current AND NOT t.dead
"""


def _marks(layout: Layout) -> str:
    """On the side of each key with more rows: which of them are the last row of either side."""
    return f"""
CREATE OR REPLACE TEMP TABLE marks AS
WITH counted AS (SELECT k, side, count(*) AS n FROM trail WHERE NOT dead GROUP BY k, side),
    longer AS (SELECT k, arg_max(side, n) AS side FROM counted GROUP BY k),
    lasts AS (FROM trail WHERE is_last AND NOT dead)
SELECT t.*, EXISTS (FROM lasts AS l WHERE l.k = t.k AND {layout.equal("l", "t")}) AS mark
FROM trail AS t JOIN longer USING (k, side) WHERE NOT t.dead
"""


def _steps(layout: Layout) -> str:
    """How the longer side's rows follow each other; `adjacent` steps lead to or from a mark."""
    differences = "".join(
        f", coalesce({c.sql} - lag({c.sql}) OVER turn, 0) AS {_step(c)}" for c in layout.stepping
    )
    moves = [
        f"(NOT {c.same(c.sql, f'before_{c.sql}')} AND {_step(c)} <> 0)" for c in layout.stepping
    ]
    before = "".join(f", lag({c.sql}) OVER turn AS before_{c.sql}" for c in layout.stepping)
    return f"""
CREATE OR REPLACE TEMP TABLE steps AS
SELECT * FROM (
    SELECT k, off, mark OR coalesce(lag(mark) OVER turn, true) AS adjacent{differences}
        {"".join(f", {c.sql}" for c in layout.stepping)}{before}
    FROM marks WINDOW turn AS (PARTITION BY k ORDER BY off)
) WHERE {" OR ".join(moves) or "false"}
"""


def _shares(layout: Layout) -> str:
    """Shift one side down or up by each step, and see whether its last row or the other's still
    meets. The worse direction counts: rows may be lost, and they may be doubled."""
    shifted = "".join(
        f", CASE WHEN (l.side = {GREEN}) = up THEN l.{c.sql} + {_step(c)} "
        f"ELSE l.{c.sql} - {_step(c)} END AS {c.sql}"
        if c.kind.is_stepping
        else f", l.{c.sql}"
        for c in layout.compared
    )
    return f"""
CREATE OR REPLACE TEMP TABLE shares AS
WITH picked AS (
    SELECT * FROM steps WHERE NOT adjacent AND k IN (FROM meetings)
    QUALIFY row_number() OVER (PARTITION BY k ORDER BY hash(off)) <= {_STEPS}
), shifted AS (
    SELECT l.k, l.side, picked.off AS step, up{shifted}
    FROM picked JOIN (FROM trail WHERE is_last AND NOT dead) AS l USING (k)
    CROSS JOIN (VALUES (true), (false)) AS ways (up)
), hits AS (
    SELECT k, max(n) AS hits FROM (
        SELECT l.k, up, count(DISTINCT step) AS n FROM shifted AS l JOIN trail AS t
            ON l.k = t.k AND l.side <> t.side AND {layout.equal("l", "t")}
        WHERE t.current AND NOT t.dead GROUP BY l.k, up
    ) GROUP BY k
)
SELECT k, tried, coalesce(hits, 0) AS hits
FROM (SELECT k, count(*) AS tried FROM picked GROUP BY k) LEFT JOIN hits USING (k)
"""


_MET = f"""
CREATE OR REPLACE TEMP TABLE met AS
WITH absences AS (
    SELECT k, side, bool_or(current AND dead) OR NOT bool_or(NOT fresh) AS absent
    FROM trail GROUP BY k, side
)
SELECT k, live IS NOT NULL AS live,
    NOT (b_live AND g_live)
        AND (b_live OR coalesce(g.absent, true)) AND (g_live OR coalesce(b.absent, true)) AS gone,
    coalesce(moves, 0) > 0 AS stepping,
    (coalesce(hits, 0) + 0.5) / (coalesce(tried, 0) + 1.0) AS share
FROM (FROM pairs WHERE touched)
LEFT JOIN (FROM absences WHERE side = {BLUE}) AS b USING (k)
LEFT JOIN (FROM absences WHERE side = {GREEN}) AS g USING (k)
LEFT JOIN (SELECT k, true AS live FROM meetings) USING (k)
LEFT JOIN (SELECT k, count(*) AS moves FROM steps GROUP BY k) USING (k)
LEFT JOIN shares USING (k)
"""


def _step(column: Column) -> str:
    return f"step_{column.sql}"

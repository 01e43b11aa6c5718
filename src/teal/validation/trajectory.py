"""Whether keys that move are in step, and whether being in step proves anything.

A key is in step where the last row of one side is among the rows that the other side had since
the noted ends (with the row that stood there). That can be chance: a counter passes through every
value. So the rows that lead up to the meeting are shifted by each step that the key was seen to
take, down as if a row were lost and up as if one were doubled. A shift after which half of them
still find partners could not be told from the truth; the share of such shifts estimates the
chance that a wrong row stays unseen. Where a shift finds far more partners than the rows as
they are, the shift is the truth and the meeting was chance: the key has not met.
"""

from __future__ import annotations

from teal.validation.columns import Column
from teal.validation.layout import Layout
from teal.validation.scratch import BLUE, GREEN, Scratch

_STEPS = 48
"""How many steps of a key are tried at most."""

_TAIL = 16
"""How many rows that lead up to a meeting are shifted at most."""


def follow(scratch: Scratch, layout: Layout) -> None:
    """Make `met`: of each touched key whether it is in step (`live`), or only by being absent on
    both sides at some moment (`gone`), whether it steps at all, the share of its shifts that are
    blind, and how many were tried."""
    for sql in (_trail, _meetings, _tails, _steps, _probes, _shares):
        scratch.run(sql(layout))
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
    """Keys whose last row on one side is among the current rows of the other; where both are, the
    side with more rows is taken."""
    return f"""
CREATE OR REPLACE TEMP TABLE meetings AS
WITH met AS (
    SELECT DISTINCT l.k, l.side FROM trail AS l JOIN trail AS t
        ON l.k = t.k AND l.side <> t.side AND {layout.equal("l", "t")}
    WHERE l.is_last AND NOT l.dead AND t.current AND NOT t.dead
), sizes AS (SELECT k, side, count(*) AS n FROM trail WHERE current AND NOT dead GROUP BY k, side)
SELECT k, arg_max(side, n) AS side FROM met JOIN sizes USING (k, side) GROUP BY k
"""


def _tails(layout: Layout) -> str:
    """The rows that lead up to each meeting, and whether they find partners as they are."""
    return f"""
CREATE OR REPLACE TEMP TABLE tails AS
WITH tail AS (
    SELECT trail.* FROM trail JOIN meetings USING (k, side) WHERE current AND NOT dead
    QUALIFY row_number() OVER (PARTITION BY k ORDER BY off DESC) <= {_TAIL}
)
SELECT *, EXISTS (
    FROM trail AS t WHERE t.k = l.k AND t.side <> l.side AND t.current AND NOT t.dead
        AND {layout.equal("l", "t")}
) AS has_partner
FROM tail AS l
"""


def _steps(layout: Layout) -> str:
    """How the rows of each key follow each other, on the side that holds more of them: each step
    once down, ending where it began (`at` its later row), and once up."""
    before = "".join(f", lag({c.sql}) OVER turn AS {_before(c)}" for c in layout.stepping)
    changes = [f"coalesce({c.sql} - {_before(c)}, 0)" for c in layout.stepping]
    moves = " OR ".join(
        f"(NOT {c.same(c.sql, _before(c))} AND {change} <> 0)"
        for c, change in zip(layout.stepping, changes, strict=True)
    )
    down = "".join(
        f", {c.sql} AS {_at(c)}, -({change}) AS {_by(c)}"
        for c, change in zip(layout.stepping, changes, strict=True)
    )
    up = "".join(
        f", {_before(c)}, {change}" for c, change in zip(layout.stepping, changes, strict=True)
    )
    return f"""
CREATE OR REPLACE TEMP TABLE steps AS
WITH sizes AS (SELECT k, side, count(*) AS n FROM trail WHERE NOT dead GROUP BY k, side),
    longer AS (SELECT k, arg_max(side, n) AS side FROM sizes GROUP BY k),
    turns AS (
        SELECT trail.*{before} FROM trail JOIN longer USING (k, side) WHERE NOT dead
        WINDOW turn AS (PARTITION BY k ORDER BY off)
    ),
    moves AS (
        FROM turns WHERE {moves or "false"}
        QUALIFY row_number() OVER (PARTITION BY k ORDER BY hash(off)) <= {_STEPS}
    )
SELECT k, off AS step, false AS up{down} FROM moves
UNION ALL SELECT k, off, true{up} FROM moves
"""


def _probes(layout: Layout) -> str:
    """The tails, shifted. A row is not shifted by the very step that led to it, which would find
    the row before it."""
    shifted = "".join(
        f", l.{c.sql} + {_by(c)} AS {c.sql}" if c.kind.is_stepping else f", l.{c.sql}"
        for c in layout.compared
    )
    own = " AND ".join(c.same(f"l.{c.sql}", _at(c)) for c in layout.stepping)
    return f"""
CREATE OR REPLACE TEMP TABLE probes AS
SELECT l.k, l.side, l.off, l.has_partner, step, up{shifted}
FROM tails AS l JOIN steps USING (k) WHERE NOT ({own or "false"})
"""


def _shares(layout: Layout) -> str:
    """Of each key, in the worse direction: how many shifts were tried and how many are blind."""
    return f"""
CREATE OR REPLACE TEMP TABLE shares AS
WITH hits AS (
    SELECT DISTINCT l.k, l.step, l.up, l.off FROM probes AS l JOIN trail AS t
        ON t.k = l.k AND t.side <> l.side AND {layout.equal("l", "t")}
    WHERE t.current AND NOT t.dead
), tried AS (
    SELECT k, step, up, count(*) FILTER (WHERE has_partner) AS partners, count(hits.off) AS found
    FROM probes LEFT JOIN hits USING (k, step, up, off) GROUP BY k, step, up
), directions AS (
    SELECT k, count(*) AS tried,
        count(*) FILTER (WHERE found > 0 AND 2 * found >= partners) AS blind,
        bool_or(found > 2 * partners) AS is_chance
    FROM tried WHERE partners > 0 GROUP BY k, up
)
SELECT k, min(tried) AS tried, bool_or(is_chance) AS is_chance,
    max((blind + 0.5) / (tried + 1.0)) AS share
FROM directions GROUP BY k
"""


_MET = f"""
CREATE OR REPLACE TEMP TABLE met AS
WITH absences AS (
    SELECT k, side, bool_or(current AND dead) OR NOT bool_or(NOT fresh) AS absent
    FROM trail GROUP BY k, side
)
SELECT k, live IS NOT NULL AND NOT coalesce(is_chance, false) AS live,
    NOT (b_live AND g_live)
        AND (b_live OR coalesce(g.absent, true)) AND (g_live OR coalesce(b.absent, true)) AS gone,
    moves IS NOT NULL AS stepping, coalesce(share, 0.5) AS share, coalesce(tried, 0) AS tried
FROM (FROM pairs WHERE touched)
LEFT JOIN (FROM absences WHERE side = {BLUE}) AS b USING (k)
LEFT JOIN (FROM absences WHERE side = {GREEN}) AS g USING (k)
LEFT JOIN (SELECT k, true AS live FROM meetings) USING (k)
LEFT JOIN (SELECT DISTINCT k, true AS moves FROM steps) USING (k)
LEFT JOIN shares USING (k)
"""


def _before(column: Column) -> str:
    return f"before_{column.sql}"


def _at(column: Column) -> str:
    return f"at_{column.sql}"


def _by(column: Column) -> str:
    return f"by_{column.sql}"

"""One round of an append table: multisets of rows whose event time is closed on both sides.

A row that one side held before its noted end must be on the other side, as often, up to the
frozen end. What falls short in two rounds is a difference.
"""

from __future__ import annotations

from teal.model.validation import RoundRequest, TableRound
from teal.validation.closed_rows import close_rows
from teal.validation.columns import Kind
from teal.validation.layout import Layout
from teal.validation.row_samples import row_samples
from teal.validation.scratch import BLUE, GREEN, Scratch
from teal.validation.tally import Tally


def measured(scratch: Scratch, layout: Layout, request: RoundRequest, tally: Tally) -> TableRound:
    """The round, from the rows that were read up to its cut."""
    obstacles = close_rows(scratch, request)
    scratch.run(_SHORT_BEFORE)
    scratch.run(_counted(layout))
    scratch.run(_short(layout))
    scratch.run(_LASTING)
    scratch.run("DELETE FROM short_before")
    scratch.run("INSERT INTO short_before SELECT id, problem = 'missing', short FROM short")
    lasting = {
        str(problem): int(str(rows))
        for problem, rows in scratch.rows("SELECT problem, sum(rows) FROM lasting GROUP BY problem")
    }
    different = sum(lasting.values())
    short = scratch.number("SELECT sum(short) FROM short")
    judged = scratch.number("SELECT sum(greatest(b_old, g_old)) FROM counted")
    return TableRound(
        table=request.comparison.table,
        round=request.round,
        rows_blue=tally.rows_blue,
        rows_green=tally.rows_green,
        keys_blue=scratch.number("SELECT sum(b_all) FROM counted"),
        keys_green=scratch.number("SELECT sum(g_all) FROM counted"),
        equal=max(0, judged - short),
        in_step=0,
        pending=max(0, short - different),
        undecided=0,
        hot_unmet=0,
        unproven=short,
        missing=lasting.get("missing", 0),
        extra=lasting.get("extra", 0),
        changed=0,
        duplicates=lasting.get("duplicate", 0),
        samples=row_samples(scratch, layout, request),
        notes=(*tally.notes, *_not_closed(scratch)),
        judged=judged,
        obstacles=(*tally.obstacles, *obstacles),
    )


def _counted(layout: Layout) -> str:
    """Each distinct closed row with how often either side holds it, in all and before noted."""
    columns = ", ".join(each.sql for each in layout.compared)
    return f"""
CREATE OR REPLACE TEMP TABLE counted AS
SELECT {columns},
    count(*) FILTER (WHERE side = {BLUE} AND old) AS b_old,
    count(*) FILTER (WHERE side = {BLUE}) AS b_all,
    count(*) FILTER (WHERE side = {GREEN} AND old) AS g_old,
    count(*) FILTER (WHERE side = {GREEN}) AS g_all,
    min({{'part': part, 'off': off}}) FILTER (WHERE side = {BLUE}) AS b_at,
    min({{'part': part, 'off': off}}) FILTER (WHERE side = {GREEN}) AS g_at
FROM closed GROUP BY {columns}
"""


def _short(layout: Layout) -> str:
    """Rows that one side lacks. Floats that are not exactly the same may still be close enough."""
    identity = ", ".join(f"CAST({each.sql} AS VARCHAR)" for each in layout.compared)
    is_near = ""
    if any(each.kind is Kind.FLOAT for each in layout.compared):
        is_near = (
            f"WHERE NOT EXISTS (FROM counted AS o WHERE {layout.equal('s', 'o')} AND "
            "CASE WHEN problem = 'missing' THEN o.g_all > o.b_all ELSE o.b_all > o.g_all END)"
        )
    return f"""
CREATE OR REPLACE TEMP TABLE short AS
SELECT *, CAST(to_json([{identity}]::VARCHAR[]) AS VARCHAR) AS id FROM (
    SELECT *, b_old - g_all AS short, 'missing' AS problem FROM counted WHERE b_old > g_all
    UNION ALL
    SELECT *, g_old - b_all, CASE WHEN b_all > 0 THEN 'duplicate' ELSE 'extra' END
    FROM counted WHERE g_old > b_all
) AS s {is_near}
"""


_SHORT_BEFORE = (
    "CREATE TABLE IF NOT EXISTS short_before (id VARCHAR, is_missing BOOLEAN, short BIGINT)"
)

_LASTING = """
CREATE OR REPLACE TEMP TABLE lasting AS
SELECT now.id, problem, least(now.short, before.short) AS rows
FROM short AS now JOIN short_before AS before
    ON now.id = before.id AND (problem = 'missing') = before.is_missing
"""


def _not_closed(scratch: Scratch) -> tuple[str, ...]:
    rows = scratch.number("SELECT (SELECT count(*) FROM rows) - (SELECT count(*) FROM closed)")
    return (f"{rows:,} rows outside of closed event time are not judged",) if rows else ()

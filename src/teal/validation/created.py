"""A table without a blue, judged by its own rows: how many, of how many keys, and nulls."""

from __future__ import annotations

from msgspec.structs import replace

from teal.model.validation import KeySample, RoundRequest, TableRound
from teal.validation.blank import blank_round
from teal.validation.layout import Layout, literal, named
from teal.validation.scratch import Scratch
from teal.validation.tally import Tally


def measured(scratch: Scratch, layout: Layout, request: RoundRequest, tally: Tally) -> TableRound:
    """The round, from the rows that were read up to its cut."""
    scratch.run(_CURRENT_KEYED if layout.key else _CURRENT_PLAIN)
    watched = _watched(layout, request)
    any_null = " OR ".join(watched.values()) or "false"
    keys = scratch.number("SELECT count(*) FROM current_rows") if layout.key else 0
    return replace(
        blank_round(request),
        rows_green=tally.rows_green,
        keys_green=keys,
        nulls=scratch.number(f"SELECT count(*) FROM current_rows WHERE {any_null}"),
        changed_columns={
            name: number
            for name, test in watched.items()
            if (number := scratch.number(f"SELECT count(*) FROM current_rows WHERE {test}"))
        },
        samples=_samples(scratch, layout, request, watched, any_null),
        notes=tally.notes,
        has_blue=False,
        obstacles=tally.obstacles,
    )


_CURRENT_KEYED = """
CREATE OR REPLACE TEMP TABLE current_rows AS
SELECT rows.* FROM rows JOIN (SELECT k, max(off) AS off FROM rows GROUP BY k) USING (k, off)
WHERE NOT dead
"""

_CURRENT_PLAIN = "CREATE OR REPLACE TEMP VIEW current_rows AS FROM rows"


def _watched(layout: Layout, request: RoundRequest) -> dict[str, str]:
    """The columns that must not be null, each with the SQL that says that it is."""
    tests = {
        each.name: f"json_extract_string(k, '$[{n}]') IS NULL" for n, each in enumerate(layout.key)
    }
    names = frozenset(request.comparison.not_null)
    tests |= {
        each.name: f"{each.sql} IS NULL"
        for each in (*layout.compared, *layout.watched)
        if each.name in names
    }
    return tests


def _samples(
    scratch: Scratch,
    layout: Layout,
    request: RoundRequest,
    watched: dict[str, str],
    any_null: str,
) -> tuple[KeySample, ...]:
    names = ", ".join(
        f"CASE WHEN {test} THEN {literal(name)} END" for name, test in watched.items()
    )
    what = "k" if layout.key else "'partition ' || part || ' offset ' || off"
    found = scratch.rows(
        f"SELECT {what}, list_filter([{names}]::VARCHAR[], lambda x: x IS NOT NULL) "
        f"FROM current_rows WHERE {any_null} ORDER BY part, off LIMIT ?",
        (request.samples,),
    )
    hidden = frozenset(request.sensitive)
    return tuple(
        KeySample(
            named(str(key), layout, hidden) if layout.key else str(key),
            "null",
            tuple(map(str, columns)) if isinstance(columns, list) else (),
        )
        for key, columns in found
    )

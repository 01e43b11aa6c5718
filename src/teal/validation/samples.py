"""Keys to show to a person, with the columns that differ; values only where they may be shown."""

from __future__ import annotations

from collections.abc import Mapping

from teal.model.validation import KeySample, RoundRequest
from teal.validation.layout import Layout, literal, named
from teal.validation.scratch import BLUE, GREEN, Scratch

HIDDEN = "•••"
"""Stands for a value that is never shown."""


def tell_apart(scratch: Scratch, layout: Layout) -> None:
    """Make `apart`: for keys that differ, the columns in which they do. Of keys that move, those
    columns in which neither side's last value is among the values of the other."""
    scratch.run("CREATE OR REPLACE TEMP TABLE apart (k VARCHAR, name VARCHAR)")
    scratch.run(
        f"""
        INSERT INTO apart
        SELECT k, unnest({layout.differing("b", "g")})
        FROM classes JOIN (FROM heads WHERE side = {BLUE}) AS b USING (k)
            JOIN (FROM heads WHERE side = {GREEN}) AS g USING (k)
        WHERE NOT same AND classes.b_live AND classes.g_live AND NOT touched
        """
    )
    for each in layout.compared:
        scratch.run(
            f"""
            INSERT INTO apart SELECT k, {literal(each.name)} FROM classes
            WHERE class IN ('never met', 'moving') AND b_live AND g_live AND k NOT IN (
                SELECT l.k FROM trail AS l JOIN trail AS t
                    ON l.k = t.k AND l.side <> t.side
                    AND {each.same(f"l.{each.sql}", f"t.{each.sql}")}
                WHERE l.is_last AND t.current AND NOT l.dead AND NOT t.dead
            )
            """
        )


def changed_columns(scratch: Scratch) -> Mapping[str, int]:
    """In how many keys, known to differ, each column does."""
    counted = scratch.rows(
        "SELECT name, count(*) FROM apart JOIN classes USING (k) "
        "WHERE class IN ('changed', 'never met') GROUP BY name ORDER BY name"
    )
    return {str(name): int(str(number)) for name, number in counted}


def key_samples(scratch: Scratch, layout: Layout, request: RoundRequest) -> tuple[KeySample, ...]:
    """The worst keys first."""
    chosen = scratch.rows(
        f"""
        SELECT k, class, coalesce(names, []) FROM classes
        LEFT JOIN (SELECT k, list(name ORDER BY name) AS names FROM apart GROUP BY k) USING (k)
        WHERE hinders AND class IN ({", ".join(map(literal, _PROBLEMS))})
        ORDER BY list_position([{", ".join(map(literal, _PROBLEMS))}], class), k LIMIT ?
        """,
        (request.samples,),
    )
    hidden = frozenset(request.sensitive)
    return tuple(
        KeySample(
            named(str(key), layout, hidden),
            _PROBLEMS[str(problem)],
            tuple(map(str, names)) if isinstance(names, list) else (),
            *(_rows(scratch, layout, str(key), hidden) if request.show_rows else ({}, {})),
        )
        for key, problem, names in chosen
    )


_PROBLEMS = {
    "missing": "missing",
    "extra": "extra",
    "changed": "changed",
    "never met": "never met",
    "undecided": "undecided",
    "moving": "pending",
    "pending": "pending",
    "passing": "pending",
}


def _rows(
    scratch: Scratch, layout: Layout, key: str, hidden: frozenset[str]
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    return _row(scratch, layout, BLUE, key, hidden), _row(scratch, layout, GREEN, key, hidden)


def _row(
    scratch: Scratch, layout: Layout, side: int, key: str, hidden: frozenset[str]
) -> Mapping[str, str]:
    values = ", ".join(each.shown(each.sql) for each in layout.compared) or "''"
    found = scratch.rows(
        f"SELECT {values} FROM heads WHERE side = ? AND k = ? AND NOT dead", (side, key)
    )
    if not found:
        return {}
    return {
        each.name: HIDDEN if each.name in hidden else str(value)
        for each, value in zip(layout.compared, found[0], strict=True)
    }

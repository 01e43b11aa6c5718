"""DuckDB as the judge: what the old and the new pipeline give on the same rows, and whether all
that was called unchanged is equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb
from tests.proof.data import Row
from tests.proof.spec import TYPES, Pipeline, Unit, Writer, tables_mentioned

from teal.planning.lineage.effects import Touch


@dataclass(frozen=True)
class Result:
    """What a table holds."""

    columns: tuple[str, ...]
    rows: list[Row]

    def taken(self, names: Sequence[str]) -> Counter[Row]:
        """The rows with these columns only, each as often as it is there."""
        places = [self.columns.index(name) for name in names]
        return Counter(tuple(row[at] for at in places) for row in self.rows)


class NotForTheJudge(Exception):
    """DuckDB does not run the pipeline: the edit made no sense."""


_MOST_ROWS = 3_000


class Bench:
    """A pipeline on rows. What an edit leaves alone is not computed again."""

    def __init__(self, pipeline: Pipeline, rows: Mapping[str, list[Row]]) -> None:
        self._connection = duckdb.connect(":memory:")
        self._connection.execute("SET threads = 1; CREATE SCHEMA edited")
        for name, columns in pipeline.externals.items():
            body = ", ".join(f"{c.name} {TYPES[c.type]}" for c in columns)
            self._connection.execute(f"CREATE TABLE {name} ({body})")
            for chunk in rows[name]:
                values = ", ".join(map(_literal, chunk))
                self._connection.execute(f"INSERT INTO {name} VALUES ({values})")
        self._queries = {unit.name: _query(unit) for unit in pipeline.units}
        self.results = {
            unit.name: self._result("main", unit, self._queries[unit.name])
            for unit in pipeline.units
        }

    def close(self) -> None:
        """Give everything back."""
        self._connection.close()

    def edited(self, pipeline: Pipeline) -> dict[str, Result]:
        """What each unit of an edited pipeline gives on the same rows."""
        found: dict[str, Result] = {}
        made: set[str] = set()
        self._connection.execute("SET search_path = 'edited,main'")
        try:
            for unit in pipeline.units:
                query = _query(unit)
                inputs = made & tables_mentioned(unit.block)
                is_same = query == self._queries.get(unit.name) and self._has_columns(unit)
                if is_same and not inputs:
                    found[unit.name] = self.results[unit.name]
                    continue
                found[unit.name] = self._result("edited", unit, query)
                made.add(unit.name)
        finally:
            self._connection.execute("SET search_path = 'main'")
            for name in pipeline.units:
                self._connection.execute(f"DROP TABLE IF EXISTS edited.{name.name}")
        return found

    def _has_columns(self, unit: Unit) -> bool:
        return self.results[unit.name].columns == tuple(column.name for column in unit.columns)

    def _result(self, schema: str, unit: Unit, query: str) -> Result:
        name, columns = unit.name, ", ".join(column.name for column in unit.columns)
        try:
            self._connection.execute(f"CREATE TABLE {schema}.{name} ({columns}) AS {query}")
            cursor = self._connection.execute(f"SELECT * FROM {schema}.{name}")
        except duckdb.Error as error:
            raise NotForTheJudge(f"{error}\n{query}") from error
        names = tuple(str(each[0]) for each in cursor.description or ())
        rows = cursor.fetchmany(_MOST_ROWS + 1)
        if len(rows) > _MOST_ROWS:
            raise NotForTheJudge(f"{name} has too many rows")
        return Result(names, rows)


def _query(unit: Unit) -> str:
    return Writer(unit.style, is_flink=False).query(unit.block)


def _literal(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case int():
            return str(value)
        case datetime():
            return f"TIMESTAMP '{value}'"
    return f"'{value}'"


@dataclass(frozen=True)
class Claim:
    """What is said about a unit: nothing changed, or all but some of its columns, or everything."""

    unit: str
    columns: frozenset[str] | None

    @property
    def is_whole(self) -> bool:
        return self.columns is not None and not self.columns


def claims(pipeline: Pipeline, touched: Mapping[str, Touch]) -> list[Claim]:
    """The claim about each unit; columns are those that may have changed, None for the rows."""
    found = []
    for unit in pipeline.units:
        touch = touched.get(unit.name)
        if touch is None:
            found.append(Claim(unit.name, frozenset()))
        elif unit.name in touch.rows:
            found.append(Claim(unit.name, None))
        else:
            found.append(Claim(unit.name, frozenset(c for _, c in touch.columns)))
    return found


def is_false(claim: Claim, old: Result, new: Result) -> bool:
    """Whether something that was called unchanged is not equal."""
    if claim.columns is None:
        return False
    kept = [name for name in old.columns if name in new.columns and name not in claim.columns]
    if claim.is_whole and set(old.columns) != set(new.columns):
        return True
    return old.taken(kept) != new.taken(kept)


def is_equal(old: Result, new: Result) -> bool:
    """Whether a table is the same in both pipelines."""
    return set(old.columns) == set(new.columns) and old.taken(old.columns) == new.taken(old.columns)

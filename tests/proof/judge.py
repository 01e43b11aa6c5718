"""DuckDB as the judge: what the old and the new pipeline give on the same rows, and whether all
that was called unchanged is equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
from tests.proof.data import Row
from tests.proof.spec import TYPES, Pipeline, Writer

from teal.planning.lineage.touching import Touch


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


def results(pipeline: Pipeline, rows: Mapping[str, list[Row]]) -> dict[str, Result]:
    """What each unit gives on these rows of the externals."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET threads = 1")
        for name, columns in pipeline.externals.items():
            body = ", ".join(f"{c.name} {TYPES[c.type]}" for c in columns)
            connection.execute(f"CREATE TABLE {name} ({body})")
            if rows[name]:
                marks = ", ".join("?" for _ in columns)
                connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows[name])
        return {unit.name: _result(connection, unit) for unit in pipeline.units}


def _result(connection: duckdb.DuckDBPyConnection, unit: object) -> Result:
    from tests.proof.spec import Unit

    assert isinstance(unit, Unit)
    query = Writer(unit.style, is_flink=False).query(unit.block)
    try:
        connection.execute(f"CREATE TABLE {unit.name} AS {query}")
        cursor = connection.execute(f"SELECT * FROM {unit.name}")
    except duckdb.Error as error:
        raise NotForTheJudge(f"{error}\n{query}") from error
    names = tuple(str(each[0]) for each in cursor.description or ())
    return Result(names, cursor.fetchall())


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

"""The scratch file of one comparison: a DuckDB database of bounded memory that spills to disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

import duckdb

from teal.model.errors import Mistake
from teal.model.validation import Cut

BLUE, GREEN = 0, 1
"""Sides as they stand in the tables."""

Cell: TypeAlias = object
Row: TypeAlias = tuple[Cell, ...]

_MEMORY = "384MB"
_THREADS = 2


class Scratch:
    """An open scratch file. Values that outlive a round stand in the table `kept`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def run(self, sql: str, values: tuple[Cell, ...] = ()) -> None:
        """Execute one statement."""
        self._connection.execute(sql, values or None)

    def rows(self, sql: str, values: tuple[Cell, ...] = ()) -> list[Row]:
        """All rows of a (small) answer."""
        return self._connection.execute(sql, values or None).fetchall()

    def number(self, sql: str, values: tuple[Cell, ...] = ()) -> int:
        """The one number of an answer; 0 for NULL."""
        value = self.rows(sql, values)[0][0]
        return int(str(value)) if value is not None else 0

    @contextmanager
    def together(self) -> Iterator[None]:
        """All statements inside happen, or none: one write to the disk instead of many."""
        self.run("BEGIN")
        try:
            yield
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")

    def kept(self, name: str) -> int:
        """A number kept from earlier rounds; 0 where there is none."""
        return self.number("SELECT sum(value) FROM kept WHERE name = ?", (name,))

    def keep(self, name: str, value: int) -> None:
        """Keep a number for later rounds."""
        self.run("INSERT OR REPLACE INTO kept VALUES (?, ?)", (name, value))

    def note_ends(self, table: str, cut: Cut, sides: dict[str, int]) -> None:
        """A temporary table (side, part, upto) with the exclusive ends of a cut."""
        self.run(f"CREATE OR REPLACE TEMP TABLE {table} (side TINYINT, part INT, upto BIGINT)")
        for end in cut.ends:
            if end.topic in sides:
                self.run(
                    f"INSERT INTO {table} VALUES (?, ?, ?)",
                    (sides[end.topic], end.partition, end.end),
                )


@contextmanager
def opened(folder: Path, name: str, tolerance: float) -> Iterator[Scratch]:
    """The scratch file of a name, made where there is none."""
    file = _file(folder, name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(
            str(file),
            config={
                "memory_limit": _MEMORY,
                "threads": _THREADS,
                "temp_directory": str(_spill(file)),
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
            },
        )
        try:
            connection.execute(_KEPT)
            connection.execute(_NEAR.format(tolerance=tolerance))
            yield Scratch(connection)
        finally:
            connection.close()
    except (duckdb.Error, OSError) as error:
        raise _unusable(file, error) from error


def discarded(folder: Path, name: str) -> None:
    """Remove the scratch file of a name; harmless where there is none."""
    file = _file(folder, name)
    for each in (file, file.with_name(file.name + ".wal")):
        each.unlink(missing_ok=True)
    shutil.rmtree(_spill(file), ignore_errors=True)


_KEPT = "CREATE TABLE IF NOT EXISTS kept (name VARCHAR PRIMARY KEY, value BIGINT)"

_NEAR = """
CREATE OR REPLACE TEMP MACRO near(a, b) AS coalesce(
    a IS NOT DISTINCT FROM b
    OR (isfinite(a) AND isfinite(b) AND abs(a - b) <= {tolerance!r} * greatest(abs(a), abs(b))),
    false)
"""


def _file(folder: Path, name: str) -> Path:
    return folder / f"{quote(name, safe='')}.duckdb"


def _spill(file: Path) -> Path:
    return file.with_suffix(".spill")


def _unusable(file: Path, error: Exception) -> Mistake:
    first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return Mistake(
        f"the scratch file {file} cannot be used: {first}",
        "Look for free space and for the right to write there; then validate again.",
    )

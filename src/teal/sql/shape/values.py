"""What a query's shape is made of. Texts are canonical: they speak of input columns alone, so that
layout, aliases and the names of common table expressions are gone from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec import Struct

from teal.model.statements import Parts


class Input(NamedTuple):
    """A column of an input; `column` is "*" where all of them may count."""

    table: str
    column: str


EVERY = "*"
"""Stands for all columns of an input."""


class KnownColumn(NamedTuple):
    """A column of an input.

    `identity` is what the shape calls it: a column that was only renamed keeps its old name there.
    A volatile one (a processing time, the timestamp of a Kafka record) has no value that lasts.
    """

    name: str
    identity: str = ""
    is_volatile: bool = False


class KnownTable(Struct, frozen=True):
    """An input as its readers see it; `columns` are in order, None where they are not known."""

    name: str
    columns: tuple[KnownColumn, ...] | None


TableOf = Callable[[Parts], KnownTable]
"""Tells what a name means, as it stands in a query (no common table expressions)."""


class Written(NamedTuple):
    """A piece of the statement and its place in it, in characters."""

    text: str
    at: int


class ShapeColumn(NamedTuple):
    """An output column: two of them with the same text over the same rows have the same values.

    `reads` are the input columns that the value depends on (those that decide the rows not among
    them), `calls` the user's functions, `volatile` what gives it another value at another time.
    """

    name: str
    text: str
    reads: frozenset[Input]
    calls: frozenset[str]
    volatile: frozenset[str]
    written: Written
    within: tuple[Written, ...] = ()


class Clause(NamedTuple):
    """One of the things that decide the rows; `kind` is how people call it: WHERE, GROUP BY, …"""

    kind: str
    text: str
    reads: frozenset[Input]
    calls: frozenset[str]
    volatile: frozenset[str]
    written: Written
    within: tuple[Written, ...] = ()


class Shape(Struct, frozen=True):
    """The shape of a query.

    Two queries with equal `rows` texts have the same rows, and each column that has the same text
    in both has the same values in them. `tables` are the inputs. `history` names what makes the
    result hang on each update of an input, not on the last one alone (a temporal join, a pattern,
    a window). `starred` are inputs all of whose columns are taken by a star.
    """

    columns: tuple[ShapeColumn, ...]
    rows: tuple[Clause, ...]
    tables: frozenset[str]
    history: frozenset[str] = frozenset()
    starred: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()

    @property
    def volatile_rows(self) -> frozenset[str]:
        """What makes the set of rows another one at another time."""
        return frozenset().union(*(clause.volatile for clause in self.rows))


class Unshaped(Struct, frozen=True):
    """No shape can be had: everything that the statement writes counts as changed, and it reads
    everything. `written` is the place that could not be read, `missing` the name there of a column
    that no source has, though the columns of all are known."""

    written: Written
    why: str
    missing: Parts = ()

"""What names mean in a query: columns of the sources in FROM, then those of the queries around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import Struct, field

from teal.model.statements import Parts
from teal.sql.shape.relations import Call, Output, Produced, Ref, Scan, Value
from teal.sql.shape.values import KnownColumn

RECORD_TIME = "$rowtime"


@dataclass(eq=False)
class Unresolved(Exception):
    """A name that means nothing, or not just one thing. `missing` is one that no source has."""

    why: str
    missing: Parts = ()

    def __str__(self) -> str:
        return self.why


class Entry(Struct, eq=False):
    """A source as columns are looked up in it.

    `columns` is None where they are not known: then any name may be one of `source`. A name that
    two columns bear maps to None. `merged` are columns that USING took away from it, `added` those
    of a window. The one column of UNNEST goes by its alias, if it has no other name.
    """

    alias: str
    parts: Parts
    columns: dict[str, Value | None] | None
    source: Scan | Produced | None = None
    merged: frozenset[str] = frozenset()
    added: dict[str, Value] = field(default_factory=dict)

    def column(self, name: str) -> Value | None:
        """The column of this name, if it may have one."""
        if name in self.added:
            return self.added[name]
        if self.columns is not None and not self._is_hidden(name):
            return self.columns.get(name)
        assert self.source is not None
        return Ref(self.source, KnownColumn(name, name))

    def has(self, name: str) -> bool:
        """Whether a column of this name is known to be there."""
        return (
            name in self.added
            or self._is_hidden(name)
            or (self.columns is not None and name in self.columns)
            or (self.alias == name and self.columns is None and isinstance(self.source, Produced))
        )

    def _is_hidden(self, name: str) -> bool:
        """Whether it is the record's own time, which every table has and no star takes."""
        return name == RECORD_TIME and isinstance(self.source, Scan)

    def is_named(self, qualifier: Parts) -> bool:
        """Whether columns may be qualified like this."""
        return qualifier in ((self.alias,), self.parts)


def entry_of(alias: str, outputs: list[Output]) -> Entry:
    """The entry of a block's columns."""
    return Entry(alias, (), by_name((each.name, each.value) for each in outputs))


def by_name(columns: object) -> dict[str, Value | None]:
    """Columns by their names; None for names that are borne twice."""
    found: dict[str, Value | None] = {}
    for name, value in columns:  # type: ignore[attr-defined]
        found[name] = None if name in found else value
    return found


class Scope(Struct, eq=False):
    """The sources of one FROM, and what is around it. `level` counts queries in expressions."""

    outer: Scope | None = None
    level: int = 0
    entries: list[Entry] = field(default_factory=list)
    windows: Mapping[str, object] = field(default_factory=dict)

    def resolved(self, path: Parts) -> Value:
        """What a dotted name means; fields of a row are taken out of their column."""
        scope: Scope | None = self
        while scope is not None:
            found = scope._here(path)
            if found is not None:
                return found
            scope = scope.outer
        raise Unresolved(f"no source has a column `{'.'.join(path)}`", path)

    def _here(self, path: Parts) -> Value | None:
        for length in range(min(len(path) - 1, 3), 0, -1):
            for entry in self.entries:
                if entry.is_named(path[:length]):
                    value = entry.column(path[length])
                    if value is not None:
                        return _field(value, path[length + 1 :])
                    if entry.columns is not None and path[length] in entry.columns:
                        raise Unresolved(f"two columns are called `{path[length]}`")
        value = self._bare(path[0])
        return None if value is None else _field(value, path[1:])

    def _bare(self, name: str) -> Value | None:
        holding = [e for e in self.entries if e.has(name) and name not in e.merged]
        if len(holding) > 1:
            raise Unresolved(f"`{name}` may be a column of several sources")
        if holding:
            value = holding[0].column(name)
            if value is None:
                raise Unresolved(f"two columns are called `{name}`")
            return value
        unknown = [entry for entry in self.entries if entry.columns is None]
        if len(unknown) > 1:
            raise Unresolved(f"the columns of several sources are not known, `{name}` may be any's")
        return unknown[0].column(name) if unknown else None


def _field(value: Value, names: Parts) -> Value:
    for name in names:
        value = Call(f".{name}", (value,))
    return value

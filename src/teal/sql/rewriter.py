"""Renames tables in a statement by their spans; nothing else in the text changes."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from teal.model.statements import NameRole, NameSpan, Parts, Statement
from teal.sql.edits import Edit, applied
from teal.sql.mistakes import Misread
from teal.sql.option_values import option_edits
from teal.sql.quoting import as_written, literal, quoted
from teal.sql.scanner import scoped_names
from teal.sql.tokens import part_spans

_MEANS_THE_TABLE = (NameRole.TARGET, NameRole.INPUT, NameRole.DEFINITION, NameRole.LIKE)
_IN_LITERALS = (NameRole.HINT, NameRole.MODEL)
_SPEAKS_OF_A_TABLE = (NameRole.QUALIFIER, NameRole.HINT)

NewNames = Mapping[str, str] | Mapping[Parts, str] | Mapping[str | Parts, str]
"""New last parts of table names, by the old name: as text, which may be dotted, it means every
table whose name ends so; as parts, which win, just the table that is written with these parts."""

_Place = tuple[int, NameRole, Parts, int | None]
"""Where a name stands, what it means, and the place of the reference that it speaks of."""


@dataclass(eq=False)
class NameTaken(ValueError):
    """The new name already means something else in the statement."""

    new: str
    text: str
    by: str = "a common table expression"

    @property
    def hint(self) -> str:
        """What to do about it."""
        return "Rename that, or choose another name for the table."

    def __str__(self) -> str:
        return f'A table cannot be called "{self.new}" here: {self.by} has that name. {self.hint}'


def rename(statement: Statement, new_names: NewNames) -> str:
    """The statement's text with its tables renamed: `{"orders": "orders_v2"}`.

    Only the last part of a name changes, and keeps its quotes. Where columns are qualified by the
    bare table name, or where the new name means something else in the query, the reference gets
    the old name as its alias instead. Hints follow, and the options of a renamed definition that
    say where its rows lie (see `option_values`). Raises `NameTaken` if there is no way to say it.
    """
    return applied(statement.text, renaming_edits(statement, new_names))


def renaming_edits(
    statement: Statement, new_names: NewNames, leading: Collection[Parts] = ()
) -> tuple[Edit, ...]:
    """What `rename` changes in the statement's text, in order. Raises `NameTaken`.

    The columns of `leading` tables are qualified by the new name, where that can be said, instead
    of an alias.
    """
    renamed = renamed_places(statement, new_names)
    if not renamed:
        return ()
    options = tuple(option_edits(statement, renamed))
    fixed = _with_longer_qualifiers(statement, renamed)
    aliased = _qualified(statement, renamed) - fixed - _named(statement, leading)
    while True:
        edits = tuple(sorted((*options, *_edits(statement, renamed, aliased))))
        clash = _clash(statement, renamed, aliased, edits)
        if clash is None:
            return edits
        more = _to_alias(statement, renamed, clash.new) - fixed - aliased
        if not more:
            raise clash
        aliased |= more


def _to_alias(statement: Statement, renamed: Mapping[int, str], new: str) -> frozenset[int]:
    """The references that get a new name and may have an alias instead."""
    return frozenset(
        span.start
        for span in statement.names
        if span.alias_at is not None and renamed.get(span.start) == new
    )


def renamed_places(statement: Statement, new_names: NewNames) -> dict[int, str]:
    """The new last part of each name of a table that changes, by the place of the name. A model
    follows its definition, unless the statement has a table of that name."""
    by_name: dict[str | Parts, str] = {}
    for old, new in new_names.items():
        by_name[old] = new
    tables = {span.parts for span in statement.names if span.role in _MEANS_THE_TABLE}
    return {
        span.start: name
        for span in statement.names
        if span.role in _MEANS_THE_TABLE
        or (span.role is NameRole.MODEL and span.parts not in tables)
        if (name := _new_name(span.parts, by_name)) is not None
    }


def _new_name(parts: Parts, new_names: Mapping[str | Parts, str]) -> str | None:
    new = new_names.get(parts)
    for first in range(len(parts)):
        if new is None:
            new = new_names.get(".".join(parts[first:]))
    return None if new == parts[-1] else new


def _qualified(statement: Statement, renamed: Mapping[int, str]) -> frozenset[int]:
    """The renamed references whose columns are qualified by the bare name."""
    return frozenset(
        span.refers_to
        for span in statement.names
        if span.role is NameRole.QUALIFIER and span.refers_to in renamed
        if span.refers_to is not None
    )


def _named(statement: Statement, tables: Collection[Parts]) -> frozenset[int]:
    return frozenset(span.start for span in statement.names if span.parts in tables)


def _with_longer_qualifiers(statement: Statement, renamed: Mapping[int, str]) -> frozenset[int]:
    """The renamed references that columns or hints call by more than the bare name (`db.orders.x`).
    These can have no alias; what speaks of them is renamed with them."""
    return frozenset(
        span.refers_to
        for span in statement.names
        if span.role in _SPEAKS_OF_A_TABLE and len(span.parts) > 1
        if span.refers_to is not None and span.refers_to in renamed
    )


def _edits(
    statement: Statement, renamed: Mapping[int, str], aliased: frozenset[int]
) -> Iterator[Edit]:
    names = _old_names(statement, renamed)
    for span in statement.names:
        reference = span.start if span.refers_to is None else span.refers_to
        new = renamed.get(reference)
        if new is None or span.refers_to in aliased:
            continue
        if _is_literal(statement, span):
            old = literal(names[reference])[1:-1]
            yield Edit(span.end - len(old), span.end, literal(new)[1:-1])
            continue
        word = statement.text[span.start : span.end]
        first, last = part_spans(word)[-1]
        old = word[first:last]
        new = quoted(new) if old.startswith("`") else as_written(new)
        yield Edit(span.start + first, span.start + last, new)
        if span.start in aliased and span.alias_at is not None:
            behind = statement.text[span.alias_at : span.alias_at + 1]
            gap = " " if behind.isalnum() or behind in ("_", "`") else ""  # behind a hint
            yield Edit(span.alias_at, span.alias_at, f" AS {old}{gap}")


def _old_names(statement: Statement, renamed: Mapping[int, str]) -> dict[int, str]:
    """The last part of each name that changes, by the place of the name."""
    return {span.start: span.parts[-1] for span in statement.names if span.start in renamed}


def _is_literal(statement: Statement, span: NameSpan) -> bool:
    return span.role in _IN_LITERALS and statement.text[span.start - 1] == "'"


def _clash(
    statement: Statement,
    renamed: Mapping[int, str],
    aliased: frozenset[int],
    edits: Sequence[Edit],
) -> NameTaken | None:
    """Read the new text again: None if each name in it means what it meant, at its new place."""
    text = applied(statement.text, edits)
    a_new = next(iter(renamed.values()))
    try:
        names, relations = scoped_names(text)
    except Misread:
        return NameTaken(a_new, statement.text, "a word of the language")
    expected = _expected(statement, renamed, aliased, edits)
    found = [(span.start, span.role, span.parts, span.refers_to) for span in names]
    if found == expected:
        return _doubled(statement, renamed, relations)
    for place in expected:
        if place not in found:
            new = place[2][-1]
            taken = any(at == place[0] and role is NameRole.CTE for at, role, *_ in found)
            return NameTaken(new, statement.text) if taken else _other(new, statement)
    surplus = next(place for place in found if place not in expected)
    return _other(surplus[2][-1], statement)


def _other(new: str, statement: Statement) -> NameTaken:
    return NameTaken(new, statement.text, "another name in the statement")


def _expected(
    statement: Statement,
    renamed: Mapping[int, str],
    aliased: frozenset[int],
    edits: Sequence[Edit],
) -> list[_Place]:
    """The names that a reader of the new text has to find. What spoke of a reference that has an
    alias now speaks of the alias, which is no table's name."""
    moved = _Shift(edits)
    names = _old_names(statement, renamed)
    places: list[_Place] = []
    for span in statement.names:
        if span.refers_to in aliased:
            continue
        reference = span.start if span.refers_to is None else span.refers_to
        parts, new = span.parts, renamed.get(reference)
        if new is not None and _is_literal(statement, span):  # its dots tell no names apart
            text = ".".join(parts).removesuffix(names[reference]) + new
            parts = tuple(text.split("."))
        elif new is not None:
            parts = (*parts[:-1], new)
        refers_to = None if span.refers_to is None else moved.to(span.refers_to)
        places.append((moved.to(span.start), span.role, parts, refers_to))
    return places


class _Shift:
    """Where the places of a text are after edits."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._ends = [edit.end for edit in edits]
        grown = (len(edit.text) - (edit.end - edit.start) for edit in edits)
        self._by = list(accumulate(grown, initial=0))

    def to(self, place: int) -> int:
        """The new place of what stands outside of the edits, or where one begins."""
        return place + self._by[bisect_right(self._ends, place)]


def _doubled(
    statement: Statement, renamed: Mapping[int, str], relations: Sequence[Sequence[str]]
) -> NameTaken | None:
    """A new name that two items of one FROM would go by, which Flink refuses."""
    new = frozenset(renamed.values())
    for names in relations:
        for name in new.intersection(names):
            if names.count(name) > 1:
                return NameTaken(name, statement.text, "an alias")
    return None

"""Renames tables in a statement by their spans; nothing else in the text changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from teal.model.statements import NameRole, NameSpan, Parts, Statement
from teal.sql.edits import Edit, applied
from teal.sql.quoting import as_written, quoted
from teal.sql.scanner import scan_statement
from teal.sql.tokens import part_spans

_MEANS_THE_TABLE = (NameRole.TARGET, NameRole.INPUT, NameRole.DEFINITION, NameRole.LIKE)

NewNames = Mapping[str, str] | Mapping[Parts, str] | Mapping[str | Parts, str]
"""New last parts of table names, by the old last part or by all old parts (these win)."""


@dataclass(eq=False)
class NameTaken(ValueError):
    """The new name already means something else in the statement."""

    new: str
    text: str

    def __str__(self) -> str:
        return (
            f'A table cannot be called "{self.new}" here: a common table expression has that '
            "name. Rename the common table expression."
        )


def rename(statement: Statement, new_names: NewNames) -> str:
    """The statement's text with its tables renamed: `{"orders": "orders_v2"}`.

    Only the last part of a name changes, and keeps its quotes. Where columns are qualified by the
    bare table name, the reference gets the old name as its alias instead. Hints follow. Raises
    `NameTaken` if a new name would mean a common table expression.
    """
    by_name: dict[str | Parts, str] = {}
    for old, new in new_names.items():
        by_name[old] = new
    renamed = {
        span.start: name
        for span in statement.names
        if span.role in _MEANS_THE_TABLE and (name := _new_name(span.parts, by_name))
    }
    if not renamed:
        return statement.text
    aliased = _references_to_alias(statement, renamed)
    edits = sorted(_edits(statement, renamed, aliased))
    text = applied(statement.text, edits)
    _check_names(statement, renamed, aliased, text)
    _check_rest(statement.text, edits, text)
    return text


def _new_name(parts: Parts, new_names: dict[str | Parts, str]) -> str | None:
    new = new_names.get(parts, new_names.get(parts[-1]))
    return None if new == parts[-1] else new


def _references_to_alias(statement: Statement, renamed: Mapping[int, str]) -> frozenset[int]:
    """The renamed references whose columns are qualified by the bare name.

    One that columns qualify by more than the bare name (`db.orders.id`) can have no alias; its
    qualifiers are renamed with it.
    """
    bare: set[int] = set()
    longer: set[int] = set()
    for span in statement.names:
        reference = span.refers_to
        if span.role is NameRole.QUALIFIER and reference is not None and reference in renamed:
            (bare if len(span.parts) == 1 else longer).add(reference)
    return frozenset(bare - longer)


def _edits(
    statement: Statement, renamed: Mapping[int, str], aliased: frozenset[int]
) -> Iterator[Edit]:
    for span in statement.names:
        reference = span.start if span.refers_to is None else span.refers_to
        new = renamed.get(reference)
        if new is None or (span.refers_to in aliased):
            continue
        word = statement.text[span.start : span.end]
        first, last = part_spans(word)[-1]
        old = word[first:last]
        if span.role is not NameRole.HINT or statement.text[span.start - 1] != "'":
            new = quoted(new) if old.startswith("`") else as_written(new)
        yield Edit(span.start + first, span.start + last, new)
        if span.start in aliased and span.alias_at is not None:
            yield Edit(span.alias_at, span.alias_at, f" AS {old}")


def _check_names(
    statement: Statement, renamed: Mapping[int, str], aliased: frozenset[int], text: str
) -> None:
    """Assert that just the expected names changed, or refuse one that another has already."""
    expected = [
        (span.role, (*span.parts[:-1], renamed.get(_reference(span), span.parts[-1])))
        for span in statement.names
        if span.refers_to not in aliased
    ]
    found = [(span.role, span.parts) for span in scan_statement(text).names]
    for wanted, (role, parts) in zip(expected, found, strict=False):
        if role is NameRole.CTE and wanted == (NameRole.INPUT, parts):
            raise NameTaken(parts[-1], statement.text)
    assert found == expected, f"renaming went wrong: {found} instead of {expected} in {text!r}"


def _check_rest(old: str, edits: Sequence[Edit], new: str) -> None:
    """Assert that every byte outside of the edits is the same."""
    end = shift = 0
    for edit in edits:
        assert old[end : edit.start] == new[end + shift : edit.start + shift], (old, new)
        shift += len(edit.text) - (edit.end - edit.start)
        end = edit.end
    assert old[end:] == new[end + shift :], (old, new)


def _reference(span: NameSpan) -> int:
    return span.start if span.refers_to is None else span.refers_to

"""Compares what the scanner and the rewriter make of a statement with what was built into it."""

import re
from random import Random

from tests.sql_cases.grammar.items import Built
from tests.sql_cases.grammar.layout import Written
from tests.sql_cases.grammar.vocabulary import needs_quotes

from teal.model.statements import NameRole, Parts, Statement, StatementKind, TableDefinition
from teal.sql.definition import table_definition
from teal.sql.rewriter import rename
from teal.sql.scanner import scan

Kind = StatementKind
TABLE_ROLES = (NameRole.TARGET, NameRole.INPUT, NameRole.DEFINITION, NameRole.LIKE)
_OF_MODELS = (Kind.CREATE_MODEL, Kind.ALTER_MODEL, Kind.DROP_MODEL)  # not renamed with the tables
_HAVE_OPTIONS = (Kind.CREATE_TABLE, Kind.CTAS)
_PLAIN = re.compile(r"[A-Za-z_]+")
_LAST_PART = re.compile(r"(`(?:[^`]|``)*`|[^`.\s/-]+)\Z")


def wrongly_read(built: Built, written: Written) -> str | None:
    """What the scanner reads otherwise than it was built; None if all is the same."""
    statement = _only(written.text)
    if isinstance(statement, str):
        return statement
    truth = built.truth
    names = tuple((name.start, name.end, name.parts, name.role) for name in statement.names)
    if names != written.names:
        odd = min(set(names) ^ set(written.names), key=lambda name: name[0])
        how = "missing" if odd in written.names else "too many"
        return f"a name as built is {how}: {odd[3].value} '{odd[2]}'"
    if tuple(name.refers_to for name in statement.names) != written.referred:
        return "a name refers to another reference than was built"
    if statement.kind is not truth.kind:
        return f"kind {statement.kind.value} instead of {truth.kind.value}"
    if truth.stateful is not None and statement.stateful is not truth.stateful:
        return f"stateful is {statement.stateful}"
    return _wrongly_defined(statement, built) if statement.kind in _HAVE_OPTIONS else None


def _wrongly_defined(statement: Statement, built: Built) -> str | None:
    definition = table_definition(statement)
    if not isinstance(definition, TableDefinition):
        return f"definition refused: {definition[0].message}"
    if definition.options != built.truth.options:
        return "other options than were built"
    if tuple(column.name for column in definition.columns) != built.truth.columns:
        return "other columns than were built"
    if definition.primary_key != built.truth.primary_key:
        return "another key than was built"
    return None


def wrongly_renamed(built: Built, written: Written) -> str | None:
    """What goes wrong when some tables are renamed, and then named as before."""
    statement = _only(written.text)
    if isinstance(statement, str) or built.truth.kind in _OF_MODELS:
        return None
    new_names = _some_new_names(statement, Random(written.text))
    there = rename(statement, new_names)
    renamed = _only(there)
    if isinstance(renamed, str):
        return f"after a renaming: {renamed}"
    if _tables(renamed) != _expected(written, new_names):
        return f"a renaming has other names than expected: '{there}'"
    inverse = {(*old[:-1], new): old[-1] for old, new in new_names.items()}
    back = rename(renamed, inverse)
    again = _only(back)
    if isinstance(again, str) or _tables(again) != _tables(statement):
        return f"renaming back does not lead back: '{back}'"
    if _is_plain(written, new_names):
        behind = written.text[len(statement.text) :]
        if there + behind != _replaced(written, new_names):
            return f"a renaming changes more than the names: '{there}'"
        if back != statement.text:
            return f"renaming back gives other bytes: '{back}'"
    return None


def _only(sql: str) -> Statement | str:
    """The one statement of a text, or what is wrong with it."""
    result = scan(sql)
    errors = [found for found in result.diagnostics if found.is_error]
    if errors:
        return f"refused: {errors[0].code} {errors[0].message}"
    if len(result.statements) != 1:
        return f"{len(result.statements)} statements instead of one"
    return result.statements[0]


def _some_new_names(statement: Statement, random: Random) -> dict[Parts, str]:
    """New names for some of a statement's tables, none of which it has yet."""
    tables = sorted({name.parts for name in statement.names if name.role in TABLE_ROLES})
    chosen = random.sample(tables, random.randint(0, len(tables)))
    return {parts: f"{parts[-1]}_v{random.randint(2, 12)}" for parts in chosen}


def _tables(statement: Statement) -> list[tuple[Parts, NameRole]]:
    return [(name.parts, name.role) for name in statement.names if name.role in TABLE_ROLES]


def _expected(written: Written, new_names: dict[Parts, str]) -> list[tuple[Parts, NameRole]]:
    return [
        ((*parts[:-1], new_names.get(parts, parts[-1])), role)
        for _, _, parts, role in written.names
        if role in TABLE_ROLES
    ]


def _is_plain(written: Written, new_names: dict[Parts, str]) -> bool:
    """Whether only the names themselves change: no columns, hints or options follow them."""
    roles = {role for _, _, _, role in written.names}
    if roles & {NameRole.QUALIFIER, NameRole.HINT, NameRole.DEFINITION}:
        return False
    return all(needs_quotes(old[-1]) or _PLAIN.fullmatch(old[-1]) for old in new_names)


def _replaced(written: Written, new_names: dict[Parts, str]) -> str:
    """The text with the last part of each renamed table replaced where it stands."""
    text = written.text
    for start, end, parts, role in reversed(written.names):
        if parts not in new_names or role not in TABLE_ROLES:
            continue
        last = _LAST_PART.search(text[start:end])
        assert last is not None
        doubled = new_names[parts].replace("`", "``")
        new = f"`{doubled}`" if last[1].startswith("`") else new_names[parts]
        text = text[: start + last.start()] + new + text[end:]
    return text

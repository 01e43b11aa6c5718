"""What an engine told of externals, as definitions: with their columns, key and watermark, and with
those options alone that say what their rows are. Addresses and credentials are never taken over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec.structs import replace

from teal.model.deployment import Deployment
from teal.model.diagnostics import Diagnostic, Severity
from teal.model.project import SourceFile, SourceTree
from teal.model.statements import NameRole, StatementKind, TableDefinition
from teal.planning.deployed import deployed
from teal.planning.in_catalog import IN_CATALOG, UNKNOWN, sql_name, undefined
from teal.planning.mistakes import Code
from teal.planning.texts import UnitTexts
from teal.sql.clauses import with_options
from teal.sql.definition import table_definition
from teal.sql.edits import Edit, applied
from teal.sql.quoting import literal
from teal.sql.scanner import scan

_NO_CONNECTOR = "catalog"
_UNTIL_THEN = (
    "Else `teal plan` asks the engine's catalogs for it; here whoever reads it counts as reading "
    "all of its columns."
)
_ALL_COLUMNS = "Until then whoever reads it counts as reading all of its columns."
_AS_RECORDED = "Until then it is taken as it was told for what runs."
_UNKNOWN_OPTION = f"{literal(IN_CATALOG)} = {literal(UNKNOWN)}"
_OF_ITS_ROWS = (
    "topic",
    "format",
    "key.format",
    "key.fields",
    "key.fields-prefix",
    "value.format",
    "value.fields-include",
    "changelog.mode",
)


def definitions(told: Mapping[str, str]) -> dict[str, str]:
    """What the engine told of tables, by logical name, as definitions. What it calls temporary is
    made by the session and left out, and so is what cannot be read."""
    found = ((name, _definition(name, text)) for name, text in sorted(told.items()))
    return {name: text for name, text in found if text is not None}


def unknown_definitions(names: Iterable[str]) -> dict[str, str]:
    """Definitions without columns, where nobody can be asked: whoever reads one reads all of it,
    and its rows may change in any way."""
    options = {"connector": _NO_CONNECTOR, "changelog.mode": "unknown", IN_CATALOG: UNKNOWN}
    return {name: with_options(f"CREATE TABLE {sql_name(name)}", options) for name in names}


def with_definitions(tree: SourceTree, found: Mapping[str, str]) -> SourceTree:
    """The files of a revision, and what the engine told as if it stood in files."""
    told = (SourceFile(f"catalog:{name}", f"{sql};\n") for name, sql in sorted(found.items()))
    return replace(tree, files=(*tree.files, *told))


def with_answer(findings: Iterable[Diagnostic], answer: str) -> tuple[Diagnostic, ...]:
    """The findings; where an external has no definition, with what came of asking for it."""
    code = Code.EXTERNAL_UNDEFINED.value
    return tuple(
        replace(each, hint=f"{each.hint} {answer}") if each.code == code else each
        for each in findings
    )


def recorded_definitions(deployment: Deployment | None, names: Iterable[str]) -> dict[str, str]:
    """What the engine told of these for what runs now."""
    wanted, found = {*names}, dict[str, str]()
    for unit in deployed(deployment).serving_units.values() if deployment is not None else ():
        for name in wanted & unit.external_sql.keys():
            sql = unit.external_sql[name]
            if IN_CATALOG in sql and not is_of_unknown_columns(sql):
                found[name] = sql
    return found


def is_of_unknown_columns(sql: str) -> bool:
    """Whether the text is one of `unknown_definitions`."""
    return IN_CATALOG in sql and _UNKNOWN_OPTION in sql


def with_externals_known_since(
    old: dict[str, UnitTexts], new: Mapping[str, UnitTexts]
) -> dict[str, UnitTexts]:
    """What is deployed; externals of which no column was known then are taken as they are known
    now, so that it is no change of them that somebody tells of them."""
    found = dict(old)
    for name, texts in old.items():
        unknown = [n for n, text in texts.externals.items() if is_of_unknown_columns(text.sql)]
        known = new[name].externals if unknown and name in new else {}
        if told := {each: known[each] for each in unknown if each in known}:
            found[name] = replace(texts, externals={**texts.externals, **told})
    return found


def as_warnings(
    findings: Iterable[Diagnostic],
    names: Collection[str],
    recorded: Collection[str] = (),
    answer: str = "",
) -> tuple[Diagnostic, ...]:
    """Those that are about these externals, which have no definition: what is taken for it instead.
    `answer` is what the engine said, "" where it is not asked."""
    code = Code.EXTERNAL_UNDEFINED.value
    found = []
    for each in findings:
        name = undefined((each,))
        if each.code == code and name[0] in names:
            taken = _AS_RECORDED if name[0] in recorded else _ALL_COLUMNS
            hint = f"{each.hint} {answer} {taken}" if answer else f"{each.hint} {_UNTIL_THEN}"
            found.append(replace(each, severity=Severity.WARNING, hint=hint))
    return tuple(found)


def _definition(logical: str, told: str) -> str | None:
    statements = scan(told.strip().rstrip(";"), logical).statements
    if len(statements) != 1 or statements[0].kind is not StatementKind.CREATE_TABLE:
        return None
    statement = statements[0]
    definition = table_definition(statement)
    if isinstance(definition, tuple) or definition.temporary or not definition.columns:
        return None
    named = [
        Edit(name.start, name.end, sql_name(logical))
        for name in statement.names
        if name.role is NameRole.DEFINITION
    ]
    return with_options(applied(statement.text, named), dict(_options(definition)))


def _options(definition: TableDefinition) -> Iterator[tuple[str, str]]:
    told = dict(definition.options)
    yield "connector", told.get("connector", _NO_CONNECTOR)
    for key in _OF_ITS_ROWS:
        if key in told:
            yield key, told[key]
    yield IN_CATALOG, "true"

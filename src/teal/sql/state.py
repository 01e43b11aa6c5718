"""Whether Flink keeps state for a statement, by its text and by the definitions of its tables."""

from collections.abc import Callable

from teal.model.statements import NameRole, Parts, Statement, StatementKind, TableDefinition
from teal.sql.clauses import hinted_options
from teal.sql.mistakes import Misread

Definitions = Callable[[Parts], TableDefinition | Statement | None]
"""What a name stands for: a table's definition, a view's statement, or None if that is unknown."""

_HARMLESS_HINTS = ("scan.", "properties.", "sink.", "source.", "lookup.")


def keeps_state(statement: Statement, definition_of: Definitions) -> bool:
    """Whether Flink keeps state for what the statement runs; when in doubt, yes.

    `Statement.stateful` speaks of the text alone: False promises that no clause of it keeps state,
    if its inputs are tables to which rows are only added and its targets have no key. The text
    does not know that Flink sorts out the rows of an upsert source (ChangelogNormalize), that a
    target with a key gathers the rows of each key where the query's key is another one, or none
    (SinkUpsertMaterializer), or what a view says. This function does. It does not know the
    session: `table.exec.source.cdc-events-duplicate`, `table.exec.sink.upsert-materialize` and
    `table.optimizer.non-deterministic-update.strategy` can add state to any plan.
    """
    if statement.stateful or _has_unclear_hint(statement):
        return True
    inputs = _tables_behind(statement, definition_of)
    if inputs is None or _may_have_keyed_target(statement, definition_of):
        return True
    return any(table.primary_key and not _is_append_only(table) for table in inputs)


def _tables_behind(
    statement: Statement, definition_of: Definitions
) -> tuple[TableDefinition, ...] | None:
    """The tables that a statement reads, through views too; None if one is not wholly known, or a
    view keeps state itself."""
    found: list[TableDefinition] = []
    seen: set[Parts] = set()
    ahead = list(statement.reads)
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        seen.add(name)
        definition = definition_of(name)
        if isinstance(definition, TableDefinition) and definition.like is None:
            found.append(definition)
        elif (
            not isinstance(definition, Statement)
            or definition.stateful
            or _has_unclear_hint(definition)
        ):
            return None
        else:
            ahead += definition.reads
    return tuple(found)


def _is_append_only(table: TableDefinition) -> bool:
    """Whether rows of a table with a key are only ever added, because it says so."""
    return dict(table.options).get("changelog.mode") == "append"


def _may_have_keyed_target(statement: Statement, definition_of: Definitions) -> bool:
    if statement.kind is StatementKind.CREATE_VIEW:
        return False
    for name in statement.names:
        if name.role in (NameRole.TARGET, NameRole.DEFINITION):
            table = definition_of(name.parts)
            if not isinstance(table, TableDefinition) or table.like is not None:
                return True
            if table.primary_key and not _is_append_only(table):
                return True
    return False


def _has_unclear_hint(statement: Statement) -> bool:
    """Whether a hint sets an option that may change what rows mean."""
    text = statement.text
    if "/*+" not in text or "OPTIONS" not in text.upper():
        return False
    ends = [name.end for name in statement.names]
    try:
        options = [option for _, option in hinted_options(text, ends)]
    except Misread:
        return True
    return any(not option.key.startswith(_HARMLESS_HINTS) for option in options)

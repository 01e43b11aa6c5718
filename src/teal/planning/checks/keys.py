"""Whether the key of a table is the one that its query's rows have."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.diagnostics import Diagnostic
from teal.model.project import TableSource
from teal.model.statements import Parts
from teal.planning.checks.codes import Code, mistake, ticked, warning
from teal.planning.checks.known import is_whole
from teal.planning.checks.sight import Sight
from teal.planning.kafka_words import CHANGE_FORMATS
from teal.sql.grouping import KeyPart, calls_aggregate, key_of
from teal.sql.outline import Insertion, Query, Select, Source
from teal.sql.words import words

_WINDOWS = words("TUMBLE HOP CUMULATE SESSION MATCH_RECOGNIZE")
_WINDOW_COLUMNS = frozenset({"window_start", "window_end", "window_time"})
_REQUIRE_ON_CONFLICT = "table.exec.sink.require-on-conflict"
_RUNTIME_MODE = "execution.runtime-mode"
_DEEPEST = 60


def key_findings(sight: Sight) -> Iterator[Diagnostic]:
    """Updates that the table cannot take, and keys that hold several of the query's rows."""
    for insertion in sight.insertions:
        table = sight.known.table(insertion.target)
        if table is None or not is_whole(table.definition):
            continue
        if not table.definition.primary_key:
            yield from _without_key(sight, insertion, table)
        elif not insertion.resolves_conflicts:
            yield from _other_key(sight, insertion, table)


def _without_key(sight: Sight, insertion: Insertion, table: TableSource) -> Iterator[Diagnostic]:
    settings = sight.known.environment.session.settings
    if settings.get(_RUNTIME_MODE, "").lower() == "batch" or sight.mentions(_WINDOWS):
        return
    why = _Updates(sight).why(insertion.query)
    if why is None:
        return
    kafka = sight.known.kafka(table)
    if kafka.problems or not kafka.is_kafka or kafka.value_format in CHANGE_FORMATS:
        return
    yield mistake(
        Code.UPDATES_WITHOUT_KEY,
        f"the query changes rows that it gave before ({why}), but `{table.logical}` has no "
        "PRIMARY KEY to change them by.",
        sight.place(insertion.at),
        "Add PRIMARY KEY (…) NOT ENFORCED to the table, or group by a window.",
    )


class _Updates:
    """Why the rows of a query change after they were given."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._known: dict[int, str | None] = {}

    def why(self, query: Query, depth: int = 0) -> str | None:
        """The reason; None where the rows stay, or nothing is certain."""
        if id(query) not in self._known:
            self._known[id(query)] = None
            reasons = (
                self.why(part, depth + 1) if isinstance(part, Query) else self._of(part, depth)
                for part in query.parts
                if isinstance(part, (Query, Select)) and depth < _DEEPEST
            )
            self._known[id(query)] = next((each for each in reasons if each), None)
        return self._known[id(query)]

    def _of(self, select: Select, depth: int) -> str | None:
        walk = self._sight.walk
        if select.group is not None or any(
            calls_aggregate(walk, item.first, item.last) for item in select.items
        ):
            return "it aggregates without a window"
        if select.is_distinct:
            return "DISTINCT is an aggregate without a window"
        reasons = (self._of_source(source, depth) for source in select.sources)
        return next((each for each in reasons if each), None)

    def _of_source(self, source: Source, depth: int) -> str | None:
        if source.is_as_of or source.is_match:
            return None
        if source.query is not None:
            return self.why(source.query, depth + 1)
        return self._of_table(source.table) if source.table else None

    def _of_table(self, parts: Parts) -> str | None:
        table = self._sight.known.table(parts)
        if table is None or not self._sight.known.kafka(table).is_upsert:
            return None
        return f"`{table.logical}` is an upsert table"


def _other_key(sight: Sight, insertion: Insertion, table: TableSource) -> Iterator[Diagnostic]:
    positions = _key_positions(sight, insertion, table)
    if positions is None or _is_grouped_by(sight, insertion, positions):
        return
    found = key_of(insertion.query, sight.walk, sight.outputs, sight.known.key_of)
    if found is None:
        return
    if not found:
        yield from _no_key(sight, insertion, table)
        return
    lost = _lost(found, positions, sight)
    if lost:
        yield warning(
            Code.KEY_OF_QUERY,
            f"the query tells its rows apart by {ticked(lost)} too, which is not in the key "
            f"({', '.join(table.definition.primary_key)}) of `{table.logical}`: rows that differ "
            "in nothing else would overwrite each other.",
            sight.place(insertion.at),
            "Put it into the key, or take it out of the grouping; if one row of several may "
            "win, say so with ON CONFLICT DO DEDUPLICATE.",
        )
    yield from _aggregate_in_key(sight, insertion, table)


def _key_positions(sight: Sight, insertion: Insertion, table: TableSource) -> set[int] | None:
    """Which columns of the query go into the key; None where that is not known."""
    expected = sight.expected(insertion)
    outputs = sight.outputs.of_query(insertion.query)
    if expected is None or outputs is None or len(expected) != len(outputs):
        return None
    positions = {at for at, column in enumerate(expected) if column in table.definition.primary_key}
    return positions if len(positions) == len(table.definition.primary_key) else None


def _is_grouped_by(sight: Sight, insertion: Insertion, positions: set[int]) -> bool:
    """Whether the query groups by just the columns of the key: the usual case, seen at once."""
    select = insertion.query.only
    outputs = sight.outputs.of_query(insertion.query)
    if select is None or not select.group or outputs is None:
        return False
    paths = {each.path for each in select.group}
    items = [outputs[at].item for at in positions]
    return () not in paths and paths == {item.path if item else () for item in items}


def _no_key(sight: Sight, insertion: Insertion, table: TableSource) -> Iterator[Diagnostic]:
    settings = sight.known.environment.session.settings
    if settings.get(_REQUIRE_ON_CONFLICT, "true").lower() == "false":
        return
    key = ", ".join(table.definition.primary_key)
    yield warning(
        Code.ROWS_WITHOUT_KEY,
        f"nothing in the query tells its rows apart, so several may have one key ({key}) of "
        f"`{table.logical}`; Flink refuses it where ON CONFLICT does not say what then.",
        sight.place(insertion.at),
        f"Keep one row of each key, by ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY …) = 1 or "
        "GROUP BY, or end the statement with ON CONFLICT DO DEDUPLICATE.",
    )


def _lost(key: tuple[KeyPart, ...], positions: set[int], sight: Sight) -> list[str]:
    """The parts of the query's key that the table's key has not."""
    lost = [part for part in key if part.at is None or part.at not in positions]
    if sight.mentions(_WINDOWS):
        lost = [part for part in lost if not _is_of_a_window(part.text)]
    return [part.text for part in lost]


def _is_of_a_window(text: str) -> bool:
    """A window's start says its end, and the other way round."""
    return text.rpartition(".")[2] in _WINDOW_COLUMNS or text.partition("(")[0].upper() in _WINDOWS


def _aggregate_in_key(
    sight: Sight, insertion: Insertion, table: TableSource
) -> Iterator[Diagnostic]:
    select, expected = insertion.query.only, sight.expected(insertion)
    if (
        expected is None
        or select is None
        or select.group is None
        or any(item.is_star for item in select.items)
    ):
        return
    for column, item in zip(expected, select.items, strict=True):
        if column in table.definition.primary_key and calls_aggregate(
            sight.walk, item.first, item.last
        ):
            yield warning(
                Code.KEY_OF_QUERY,
                f"the key column `{column}` of `{table.logical}` is an aggregate: each change of "
                "its value deletes one row and makes another.",
                sight.place(item.first),
                "Take the columns that the query groups by as the key.",
            )

"""Options of a table that differ: those that can change in place, and those that cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from teal.model.statements import TableDefinition
from teal.planning.kafka_words import telling_options
from teal.planning.lineage.differences import OptionDifference, Saying

ALTERABLE = frozenset(
    {
        "kafka.retention.time",
        "kafka.retention.size",
        "kafka.max-message-size",
        "kafka.producer.compression.type",
        "kafka.cleanup-policy",
        "kafka.compaction.time",
        "properties.compression.type",
        "properties.linger.ms",
        "properties.batch.size",
        "properties.buffer.memory",
        "properties.max.request.size",
    }
)
"""What changes no row that is written or read, and what Kafka changes in place or a job takes up
that goes on from its own savepoint.

Not among these, though a job might take them up: `sink.parallelism` (Flink chains its operators
otherwise, and they do not get the state of those that were), `sink.buffer-flush.*` (of several
changes of a key only the last is written, and readers to whom each one counts see others),
`sink.partitioner` and `key.fields` (rows are in order within their partition alone), formats and
their options, `value.fields-include`, `scan.*`, and whatever is not known.
"""


def option_differences(
    table: str,
    before: TableDefinition,
    after: TableDefinition,
    old: Callable[[str], Saying],
    new: Callable[[str], Saying],
) -> Iterator[OptionDifference]:
    """The options that differ, by name. One that follows its table's name has not changed, and one
    that says what holds in any case says nothing."""
    was, now = telling_options(dict(before.options)), telling_options(dict(after.options))
    for key in sorted({*was, *now} - {"changelog.mode"}):
        first, second = was.get(key), now.get(key)
        if first == second or _without_name(first, before) == _without_name(second, after):
            continue
        yield OptionDifference(
            table,
            key,
            None if first is None else old(first),
            None if second is None else new(second),
            _is_alterable(key, first, second, after),
        )


def _is_alterable(
    key: str, before: str | None, now: str | None, definition: TableDefinition
) -> bool:
    """A compacted topic refuses records without a key, so that what serves would fail, and it keeps
    but the last of those with one, each of which counts in a table that is no upsert table; one
    that begins to delete loses keys that nobody writes again."""
    if key == "kafka.cleanup-policy":
        deletes = "delete" in (now or "") and "delete" not in (before or "")
        return _is_upsert(definition) and not deletes
    return key in ALTERABLE


def _is_upsert(definition: TableDefinition) -> bool:
    options = dict(definition.options)
    is_plain = options.get("connector") == "kafka" and "changelog.mode" not in options
    mode = options.get("changelog.mode", "append" if is_plain else "upsert")
    return bool(definition.primary_key) and mode == "upsert"


def _without_name(value: str | None, definition: TableDefinition) -> str | None:
    return None if value is None else value.replace(definition.parts[-1], "{table}")

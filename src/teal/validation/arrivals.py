"""Records of a topic into rows of the scratch file, in batches, each from where the last ended."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from itertools import islice

from msgspec import Struct

from teal.model.validation import Cut
from teal.ports.topics import Record, Topics
from teal.validation.json_text import SEPARATOR, joined
from teal.validation.layout import Layout, literal, pointer
from teal.validation.scratch import Scratch

_BATCH = 20_000


class Undecodable(Struct, frozen=True):
    """Records of a topic that are not what the table's columns say; the first of them."""

    topic: str
    records: int
    partition: int
    offset: int
    reason: str

    def __str__(self) -> str:
        one = self.records == 1
        return (
            f"{self.records:,} record{'' if one else 's'} of topic {self.topic} "
            f"cannot be read as the table's JSON, {'it is' if one else 'the first is'} partition "
            f"{self.partition} offset {self.offset}: {self.reason}"
        )


def create_rows(scratch: Scratch, layout: Layout) -> None:
    """The tables that rows, reading positions and unreadable records are kept in."""
    columns = "".join(f", {each.sql} {each.stored}" for each in layout.stored)
    key = ", k VARCHAR" if layout.key else ""
    scratch.run(
        "CREATE TABLE IF NOT EXISTS rows "
        f"(side TINYINT{key}, part INT, off BIGINT, dead BOOLEAN{columns})"
    )
    scratch.run(
        "CREATE TABLE IF NOT EXISTS positions "
        "(side TINYINT, part INT, upto BIGINT, PRIMARY KEY (side, part))"
    )
    scratch.run(
        "CREATE TABLE IF NOT EXISTS undecodable "
        "(side TINYINT, part INT, off BIGINT, reason VARCHAR)"
    )


def read_up_to(
    scratch: Scratch, topics: Topics, layout: Layout, side: int, topic: str, frozen: Cut
) -> None:
    """Add what the topic holds up to the cut and was not read yet."""
    cut = frozen.of(frozenset({topic}))
    known = scratch.rows("SELECT part, upto FROM positions WHERE side = ?", (side,))
    start = {(topic, int(str(part))): int(str(upto)) for part, upto in known}
    decode = _decoding(layout, side)
    records = topics.read(start, cut)
    try:
        while batch := list(islice(records, _BATCH)):
            with scratch.together():
                _add(scratch, layout, batch, decode)
                scratch.run(_REMEMBER, (side,))
                scratch.keep(rows_read(side), scratch.kept(rows_read(side)) + len(batch))
    finally:
        if isinstance(records, Generator):
            records.close()


def rows_read(side: int) -> str:
    """The name under which the number of records read of a side is kept."""
    return f"rows {side}"


def undecodable(scratch: Scratch, side: int, topic: str) -> Undecodable | None:
    """What could not be read of a topic in any round so far."""
    count = scratch.number("SELECT count(*) FROM undecodable WHERE side = ?", (side,))
    if not count:
        return None
    (part, off, reason), *_ = scratch.rows(
        "SELECT part, off, reason FROM undecodable WHERE side = ? ORDER BY part, off LIMIT 1",
        (side,),
    )
    return Undecodable(topic, count, int(str(part)), int(str(off)), str(reason))


def _add(scratch: Scratch, layout: Layout, batch: Sequence[Record], decode: str) -> None:
    rewrite = layout.rewritten()
    pieces = (
        SEPARATOR.join([str(record.partition) for record in batch]),
        SEPARATOR.join([str(record.offset) for record in batch]),
        joined([record.key for record in batch], rewrite),
        joined([record.value for record in batch], rewrite),
    )
    scratch.run(_SPLIT, pieces)
    scratch.run(decode)
    scratch.run("INSERT INTO undecodable SELECT side, part, off, reason FROM decoded WHERE bad")
    scratch.run("INSERT INTO rows SELECT * EXCLUDE (bad, reason) FROM decoded WHERE NOT bad")


_REMEMBER = """
INSERT OR REPLACE INTO positions SELECT ?, part, max(off) + 1 FROM arrivals GROUP BY part
"""

_SPLIT = """
CREATE OR REPLACE TEMP TABLE arrivals AS SELECT
    CAST(unnest(string_split($1, chr(30))) AS INT) AS part,
    CAST(unnest(string_split($2, chr(30))) AS BIGINT) AS off,
    unnest(string_split($3, chr(30))) AS key,
    unnest(string_split($4, chr(30))) AS val
"""


def _decoding(layout: Layout, side: int) -> str:
    """SQL that turns `arrivals` into `decoded`: canonical rows, or the reason why there is none.

    Key columns come from the record's key, which a tombstone has too, else from its value.
    """
    names = [each.name for each in (*layout.stored, *layout.key)]
    first_key = len(layout.stored) + 1
    texts = {each.sql: f"vv[{n}]" for n, each in enumerate(layout.stored, 1)}
    texts |= {
        each.sql: f"coalesce(kk[{n + 1}], vv[{first_key + n}])" for n, each in enumerate(layout.key)
    }
    key = f"{_key(layout, texts)} AS k," if layout.key else ""
    values = "".join(f", {each.parsed(texts[each.sql])} AS {each.sql}" for each in layout.stored)
    return f"""
CREATE OR REPLACE TEMP TABLE decoded AS
WITH parsed AS (
    SELECT part, off, val = '' AS dead,
        {_fields("key", [each.name for each in layout.key])} AS kk,
        {_fields("val", names)} AS vv
    FROM arrivals
), reasoned AS (SELECT *, {_reason(layout, texts)} AS reason FROM parsed)
SELECT CAST({side} AS TINYINT) AS side, {key} part, off, dead{values},
    reason IS NOT NULL AS bad, reason
FROM reasoned
"""


def _fields(text: str, names: list[str]) -> str:
    """SQL: the fields of a JSON object as texts; NULL where the text is no JSON object."""
    pointers = ", ".join(pointer(name) for name in names)
    is_object = f"ltrim({text}) LIKE '{{%' AND json_valid({text})"
    return f"CASE WHEN {is_object} THEN json_extract_string({text}, [{pointers}]::VARCHAR[]) END"


def _key(layout: Layout, texts: dict[str, str]) -> str:
    parts = ", ".join(f"CAST({each.parsed(texts[each.sql])} AS VARCHAR)" for each in layout.key)
    return f"CAST(to_json([{parts}]::VARCHAR[]) AS VARCHAR)"


def _reason(layout: Layout, texts: dict[str, str]) -> str:
    """SQL: why a record cannot be read, without any value; NULL where it can."""
    cases = [
        f"WHEN vv IS NULL AND (NOT dead OR {'false' if layout.key else 'true'}) "
        "THEN 'its value is not a JSON object'"
    ]
    if layout.key:
        absent = " AND ".join(f"{texts[each.sql]} IS NULL" for each in layout.key)
        names = ", ".join(each.name for each in layout.key)
        cases.append(
            f"WHEN {absent} THEN {literal(f'neither its key nor its value holds {names}')}"
        )
    for each in (*layout.key, *layout.stored):
        text = texts[each.sql]
        wrong = literal(f"{each.name} does not hold a value of its type ({each.stored})")
        cases.append(f"WHEN {text} IS NOT NULL AND {each.parsed(text)} IS NULL THEN {wrong}")
    return f"CASE {' '.join(cases)} END"

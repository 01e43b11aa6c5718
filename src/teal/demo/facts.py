"""What stands in the fact tables: the last row of each key, read as a program would read it."""

from __future__ import annotations

from datetime import timedelta

from teal.demo.expected import FACTS, Rows, differences, expected_facts, fact_row
from teal.demo.stage import ProofFailed
from teal.demo.state import ShopState
from teal.ports.clock import Clock
from teal.ports.topics import Topics

LIMIT = timedelta(minutes=3)


def await_expected(
    topics: Topics, clock: Clock, tables: dict[str, str], state: ShopState
) -> dict[str, int]:
    """Wait until every fact equals what the generator's records add up to; count the keys.

    `tables` maps a fact to its topic. Raises ProofFailed with the first differences.
    """
    expected = expected_facts(state)
    deadline = clock.now() + LIMIT
    while True:
        found = {table: facts_in(topics, table, tables[table]) for table in expected}
        wrong = [
            f"{table}: {each}"
            for table in expected
            for each in differences(expected[table], found[table])
        ]
        if not wrong:
            return {table: len(rows) for table, rows in found.items()}
        if clock.now() > deadline:
            raise ProofFailed("the facts differ from the expected totals: " + "; ".join(wrong[:5]))
        clock.sleep(timedelta(seconds=1))


def facts_in(topics: Topics, table: str, topic: str) -> Rows:
    """The rows of a fact by key; a tombstone is absence."""
    rows: dict[bytes, bytes] = {}
    for record in topics.read({}, topics.ends((topic,))):
        assert record.key is not None
        if record.value is None:
            rows.pop(record.key, None)
        else:
            rows[record.key] = record.value
    facts = (fact_row(table, value) for value in rows.values())
    return {FACTS[table].key(row): row for row in facts}

"""Whether a statement keeps state, against the plans that Flink compiles: what is called stateless
never keeps any, and little is called stateful that does not."""

from functools import cache
from random import Random

import pytest
from tests.referee.planner import Planned, Planner
from tests.referee.stateful_queries import HAND_WRITTEN, a_query

from teal.model.statements import Parts, Statement, TableDefinition
from teal.sql.definition import table_definition
from teal.sql.scanner import scan_statement
from teal.sql.state import keeps_state

pytestmark = pytest.mark.slow

_SOURCE = "id INT, a INT, b STRING, tags ARRAY<INT>, ts TIMESTAMP(3)"
_TIME = "WATERMARK FOR ts AS ts"
_KEYED = "id INT PRIMARY KEY NOT ENFORCED, a INT, b STRING, ts TIMESTAMP(3)"
DEFINITIONS = {
    "rows_a": f"({_SOURCE}, pt AS PROCTIME(), {_TIME}) WITH ('mode' = 'append'",
    "rows_b": f"({_SOURCE}, pt AS PROCTIME(), {_TIME}) WITH ('mode' = 'append'",
    "upserts": f"({_KEYED}, {_TIME}) WITH ('mode' = 'upsert', 'changelog.mode' = 'upsert'",
    "changes": f"({_KEYED}, {_TIME}) WITH ('mode' = 'all', 'changelog.mode' = 'retract'",
    "bare_changes": f"({_SOURCE}, {_TIME}) WITH ('mode' = 'all', 'changelog.mode' = 'retract'",
    "looked_up": "(id INT, a INT, b STRING) WITH ('mode' = 'lookup'",
    "added": "(x INT, y INT) WITH ('mode' = 'append'",
    "changed": "(x INT, y INT) WITH ('mode' = 'all', 'changelog.mode' = 'retract'",
    "keyed": "(x INT PRIMARY KEY NOT ENFORCED, y INT) WITH ('mode' = 'upsert'",
    "keyed_changed": "(x INT PRIMARY KEY NOT ENFORCED, y INT) WITH ('mode' = 'all'",
}
VIEWS = {
    "plain_view": "SELECT id, a, b, ts FROM rows_a WHERE a > 0",
    "latest_view": "SELECT id, a, b, ts FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id "
    "ORDER BY ts DESC) AS n FROM rows_a) WHERE n = 1",
    "upserts_view": "SELECT id, a, b, ts FROM upserts",
}
RANDOM = tuple(a_query(Random(seed)) for seed in range(50))
TARGETS = ("changed", "keyed")  # the first takes every query


def statements() -> dict[str, str]:
    """Each definition by its name, as Flink takes it."""
    tables = {
        name: f"CREATE TABLE {name} {text}, 'connector' = 'planned')"
        for name, text in DEFINITIONS.items()
    }
    return {**tables, **{name: f"CREATE VIEW {name} AS {text}" for name, text in VIEWS.items()}}


@cache
def planner() -> Planner:
    """All tables and views are known there; ON CONFLICT may be left out."""
    found = Planner()
    found.set({"table.exec.sink.require-on-conflict": "false"})
    found.define(*statements().values())
    return found


@cache
def definition_of(name: Parts) -> TableDefinition | Statement | None:
    text = statements().get(name[-1])
    if text is None:
        return None
    statement = scan_statement(text)
    found = table_definition(statement)
    return found if isinstance(found, TableDefinition) else statement


@cache
def planned(query: str) -> tuple[tuple[str, Planned], ...]:
    """The query's INSERTs that Flink can plan, without a key and with one."""
    found = []
    for target in TARGETS:
        sql = f"INSERT INTO {target} {query}"
        plan = planner().planned(sql)
        if isinstance(plan, Planned):
            found.append((sql, plan))
    return tuple(found)


def is_wrong(sql: str, plan: Planned) -> bool:
    """Whether the statement is called stateless although it keeps state."""
    return plan.is_stateful and not keeps_state(scan_statement(sql), definition_of)


@pytest.mark.parametrize("query", HAND_WRITTEN)
def test_a_query_that_keeps_state_is_never_called_stateless(query: str) -> None:
    assert planned(query), f"Flink plans it into no target: {query}"
    assert [(sql, plan.stateful_nodes) for sql, plan in planned(query) if is_wrong(sql, plan)] == []


@pytest.mark.parametrize("query", HAND_WRITTEN)
def test_of_rows_that_are_only_added_the_text_alone_is_enough(query: str) -> None:
    statement = scan_statement(query)
    if {name[-1] for name in statement.reads} <= {"rows_a", "rows_b", "looked_up", "bare_changes"}:
        for sql, plan in planned(query):
            assert "INTO keyed" in sql or statement.stateful or not plan.is_stateful, sql


def test_random_queries_that_keep_state_are_never_called_stateless() -> None:
    found = [each for query in RANDOM for each in planned(query)]
    assert [(sql, plan.stateful_nodes) for sql, plan in found if is_wrong(sql, plan)] == []
    assert len(found) > len(RANDOM)


def test_most_of_what_keeps_no_state_is_called_stateless() -> None:
    found = [each for query in (*HAND_WRITTEN, *RANDOM) for each in planned(query)]
    for target in TARGETS:
        of_target = [(sql, plan) for sql, plan in found if f"INTO {target} " in sql]
        stateless = [sql for sql, plan in of_target if not plan.is_stateful]
        too_careful = [s for s in stateless if keeps_state(scan_statement(s), definition_of)]
        print(f"{target}: {len(of_target)} plans, {len(stateless)} without state, ")
        print(f"of which {len(too_careful)} are called stateful:", *too_careful, sep="\n  ")
        if target == "changed":
            assert len(too_careful) < len(stateless) * 0.4

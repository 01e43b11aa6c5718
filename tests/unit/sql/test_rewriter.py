"""Renaming: the pairs in tests/sql_cases/rename, and what cannot be a pair."""

from pathlib import Path

import pytest

from teal.model.statements import Statement
from teal.sql.rewriter import NameTaken, rename
from teal.sql.scanner import scan

CASES = Path(__file__).parents[2] / "sql_cases" / "rename"
NEW_NAMES = {
    name: f"{name}_v2" for name in ("orders", "customers", "rates", "int_orders", "payload")
}


def read(sql: str) -> Statement:
    (statement,) = scan(sql).statements
    return statement


@pytest.mark.parametrize("case", sorted(path.name[:-11] for path in CASES.glob("*.before.sql")))
def test_a_case(case: str) -> None:
    before = (CASES / f"{case}.before.sql").read_text(encoding="utf-8")
    after = (CASES / f"{case}.after.sql").read_text(encoding="utf-8")
    statement = read(before)
    end = statement.offset + len(statement.text)
    renamed = rename(statement, NEW_NAMES)
    assert before[: statement.offset] + renamed + before[end:] == after


def test_a_subset_of_the_tables_is_renamed() -> None:
    sql = "INSERT INTO t SELECT * FROM a JOIN b ON a.x = b.x"
    assert (
        rename(read(sql), {"b": "b_v3"})
        == "INSERT INTO t SELECT * FROM a JOIN b_v3 AS b ON a.x = b.x"
    )


def test_a_whole_name_means_only_the_table_of_that_name() -> None:
    statement = read("SELECT * FROM raw.orders JOIN orders o ON TRUE")
    new_names: dict[tuple[str, ...], str] = {("orders",): "orders_v2"}
    assert rename(statement, new_names) == "SELECT * FROM raw.orders JOIN orders_v2 o ON TRUE"


def test_a_name_that_needs_quotes_gets_them() -> None:
    statement = read("SELECT * FROM orders JOIN `x` ON TRUE")
    assert (
        rename(statement, {"orders": "my orders", "x": "a`b"})
        == "SELECT * FROM `my orders` JOIN `a``b` ON TRUE"
    )
    assert rename(statement, {"orders": "table"}) == "SELECT * FROM `table` JOIN `x` ON TRUE"


def test_nothing_to_rename_gives_the_same_text() -> None:
    statement = read("SELECT * FROM orders")
    assert rename(statement, {}) == statement.text
    assert rename(statement, {"orders": "orders"}) == statement.text


def test_a_new_name_that_is_a_common_table_expression_is_refused() -> None:
    statement = read("WITH orders_v2 AS (SELECT * FROM orders) SELECT * FROM orders, orders_v2")
    with pytest.raises(NameTaken, match="orders_v2"):
        rename(statement, {"orders": "orders_v2"})


def test_a_common_table_expression_out_of_scope_takes_no_name() -> None:
    sql = "SELECT * FROM (WITH b AS (SELECT * FROM a) SELECT * FROM b) x JOIN a y ON TRUE"
    statement = read(sql.replace("FROM a)", "FROM c)"))
    assert rename(statement, {"a": "b"}) == statement.text.replace("JOIN a y", "JOIN b y")


def test_both_names_of_a_renaming_statement_change() -> None:
    assert (
        rename(read("ALTER TABLE a RENAME TO b"), {"a": "a_v2", "b": "b_v2"})
        == "ALTER TABLE a_v2 RENAME TO b_v2"
    )


def test_an_updated_table_is_aliased_too() -> None:
    assert (
        rename(read("DELETE FROM orders WHERE orders.id = 1"), {"orders": "orders_v2"})
        == "DELETE FROM orders_v2 AS orders WHERE orders.id = 1"
    )


def test_a_qualifier_with_blanks_and_comments_is_found() -> None:
    sql = "SELECT orders /* a.b */ . id, `orders` . `x` FROM orders"
    assert rename(read(sql), {"orders": "orders_v2"}) == f"{sql}_v2 AS orders"

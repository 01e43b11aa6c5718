"""From which input columns a column comes, and which of them decide the rows."""

import pytest
from tests.unit.sql.shape.reading_shapes import kinds, reads, rows_read, shaped, unshaped

CTE = (
    "WITH sums AS (SELECT order_id, SUM(quantity * price) AS total, COUNT(*) AS n FROM items "
    "WHERE product > 1 GROUP BY order_id) "
    "SELECT o.id, s.total + o.discount AS due, s.n, o.status AS state "
    "FROM orders o JOIN sums s ON s.order_id = o.id WHERE o.amount > 2"
)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("id", {"orders.id"}),
        ("due", {"items.quantity", "items.price", "orders.discount"}),
        ("n", set()),
        ("state", {"orders.status"}),
    ],
)
def test_columns_come_through_common_table_expressions(column: str, expected: set[str]) -> None:
    assert reads(CTE, column) == expected


def test_conditions_and_keys_decide_the_rows_and_values_do_not() -> None:
    assert rows_read(CTE) == {"items.product", "items.order_id", "orders.id", "orders.amount"}
    assert sorted(kinds(CTE)) == ["GROUP BY", "INNER JOIN ON", "WHERE", "WHERE"]


def test_the_order_of_a_ranking_decides_the_rows_that_it_filters() -> None:
    query = (
        "SELECT id, status FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts DESC) "
        "AS age FROM orders) WHERE age = 1"
    )
    assert rows_read(query) == {"orders.id", "orders.ts"}
    assert reads(query, "status") == {"orders.status"}


def test_all_columns_decide_the_rows_of_distinct_and_union() -> None:
    assert rows_read("SELECT DISTINCT id, status FROM orders") == {"orders.id", "orders.status"}
    union = "SELECT id FROM orders UNION SELECT order_id FROM items"
    assert rows_read(union) == {"orders.id", "items.order_id"}


def test_a_column_of_a_union_comes_from_all_parts() -> None:
    query = "SELECT id, name FROM customers UNION ALL SELECT id, status FROM orders"
    assert reads(query, "name") == {"customers.name", "orders.status"}
    assert rows_read(query) == set()


def test_subqueries_in_conditions_are_read_for_the_rows() -> None:
    query = (
        "SELECT id FROM orders o WHERE customer IN (SELECT id FROM customers WHERE region = 'N') "
        "AND EXISTS (SELECT 1 FROM items WHERE order_id = o.id)"
    )
    assert rows_read(query) == {
        "orders.customer", "customers.id", "customers.region", "items.order_id", "orders.id",
    }  # fmt: skip
    assert shaped(query).tables == {"orders", "customers", "items"}


def test_a_window_adds_columns_of_its_time_and_passes_the_others_through() -> None:
    query = (
        "SELECT window_start, status, SUM(amount) AS s FROM TABLE(TUMBLE(TABLE orders, "
        "DESCRIPTOR(ts), INTERVAL '10' MINUTES)) GROUP BY window_start, window_end, status"
    )
    assert reads(query, "window_start") == {"orders.ts"}
    assert reads(query, "s") == {"orders.amount"}
    assert rows_read(query) == {"orders.ts", "orders.status"}
    assert shaped(query).history == {"the window TUMBLE"}


def test_a_window_may_be_given_its_arguments_by_name() -> None:
    query = (
        "SELECT window_end, status FROM HOP(DATA => TABLE orders, TIMECOL => DESCRIPTOR(ts), "
        "SLIDE => INTERVAL '5' MINUTES, SIZE => INTERVAL '10' MINUTES)"
    )
    assert reads(query, "window_end") == {"orders.ts"}


def test_a_temporal_join_hangs_on_the_history() -> None:
    query = (
        "SELECT o.id, c.name FROM orders AS o LEFT JOIN customers FOR SYSTEM_TIME AS OF o.ts AS c "
        "ON c.id = o.customer"
    )
    assert reads(query, "name") == {"customers.name"}
    assert rows_read(query) == {"orders.ts", "customers.id", "orders.customer"}
    assert shaped(query).history == {"a temporal join"}


def test_unnesting_reads_the_array() -> None:
    query = "SELECT id, tag FROM orders CROSS JOIN UNNEST(tags) AS t (tag)"
    assert reads(query, "tag") == {"orders.tags"}
    assert rows_read(query) == {"orders.tags"}


def test_a_table_function_reads_its_arguments() -> None:
    query = "SELECT id, w FROM orders LEFT JOIN LATERAL TABLE(my_split(status)) AS t (w) ON TRUE"
    assert reads(query, "w") == {"orders.status"}
    assert "my_split" in {name for clause in shaped(query).rows for name in clause.calls}


def test_a_pattern_reads_the_columns_that_it_mentions() -> None:
    query = (
        "SELECT customer, first_ts FROM orders MATCH_RECOGNIZE (PARTITION BY customer ORDER BY ts "
        "MEASURES A.ts AS first_ts ONE ROW PER MATCH PATTERN (A B) "
        "DEFINE A AS A.amount > 10, B AS B.amount < 5) AS m"
    )
    assert rows_read(query) == {"orders.customer", "orders.ts", "orders.amount"}
    assert shaped(query).history == {"MATCH_RECOGNIZE"}


def test_a_renamed_column_keeps_its_identity() -> None:
    assert reads("SELECT amount AS x FROM moved", "x") == {"moved.total"}


def test_what_says_something_else_each_time_is_noted() -> None:
    query = (
        "SELECT id, NOW() AS seen, LAST_VALUE(amount) AS a FROM orders WHERE ts > LOCALTIMESTAMP"
    )
    found = {column.name: column.volatile for column in shaped(query).columns}
    assert found == {"id": frozenset(), "seen": {"NOW"}, "a": {"LAST_VALUE"}}
    assert shaped(query).volatile_rows == {"LOCALTIMESTAMP"}


def test_functions_of_the_user_are_noted_where_they_are_called() -> None:
    query = "SELECT id, my.clean(status) AS s FROM orders WHERE score(amount) > 1"
    assert {c.name: c.calls for c in shaped(query).columns} == {"id": set(), "s": {"my.clean"}}
    assert {name for clause in shaped(query).rows for name in clause.calls} == {"score"}


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT * FROM somewhere", "the columns of `somewhere` are not known"),
        ("SELECT nothing FROM orders", "no source has a column `nothing`"),
        ("SELECT id FROM orders, customers", "`id` may be a column of several sources"),
        ("SELECT a FROM somewhere, elsewhere", "the columns of several sources are not known"),
        ("SELECT * FROM orders NATURAL JOIN items", "METHOD in JOIN is not understood"),
        ("SELECT id FROM orders PIVOT (SUM(amount) FOR status IN ('a', 'b'))", "not understood"),
        ("SELECT E'x' FROM orders", "this kind of literal is not understood"),
        ("SELECT id FROM orders, items RIGHT JOIN customers ON TRUE", "a comma beside RIGHT"),
    ],
)
def test_what_cannot_be_read_has_no_shape_and_says_why(query: str, why: str) -> None:
    assert why in unshaped(query).why


def test_the_place_of_what_cannot_be_read_is_told() -> None:
    query = "SELECT id,\n  nothing\nFROM orders"
    assert unshaped(query).written == ("nothing", query.index("nothing"))


def test_expressions_are_told_as_written_with_what_they_take_from_subqueries() -> None:
    due = next(column for column in shaped(CTE).columns if column.name == "due")
    assert due.written == ("s.total + o.discount", CTE.index("s.total"))
    assert [each.text for each in due.within] == ["SUM(quantity * price)"]

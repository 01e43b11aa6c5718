"""After a rewrite Flink's planner reads the same query: the two plans differ by the tables' names
and by nothing else."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from tests.referee.planner import NotPlanned, Planned, Planner

from teal.sql.rewriter import rename
from teal.sql.scanner import scan_statement

pytestmark = pytest.mark.slow

COLUMNS = (
    "id INT, a INT, tags ARRAY<INT>, part ROW<x INT, y INT>, ts TIMESTAMP(3), pt AS PROCTIME()"
)
MODES = {
    "orders": "append",
    "shop.orders": "append",
    "payments": "append",
    "rates": "upsert",
    "people": "lookup",
    "out_rows": "append",
    "out_keys": "all",
}
NEW_NAMES = {name.split(".")[-1]: f"{name.split('.')[-1]}_v2" for name in MODES}

TAKEN = ("o", "p", "t", "c", "x", "z", "q", "m", "w", "up", "part", "id", "payments", "tag")
"""Names that mean something else in some of the queries."""

QUERIES = """
SELECT orders.id, orders.a FROM orders
SELECT orders.part.x, part.y FROM orders WHERE orders.part.x > 0
SELECT shop.orders.id, orders.a FROM shop.orders
SELECT default_catalog.shop.orders.id, a FROM default_catalog.shop.orders
SELECT o.id, o.a FROM orders o
SELECT orders.id, payments.a FROM orders JOIN payments ON orders.id = payments.id
SELECT orders.id, orders_v2.a FROM orders JOIN payments AS orders_v2 ON orders.id = orders_v2.id
SELECT orders_v2.id, orders_v2.a FROM payments AS orders_v2, shop.orders AS o WHERE o.id = 1
SELECT orders.id, payments_v2.a FROM orders JOIN (SELECT * FROM payments) AS payments_v2 ON TRUE
SELECT orders.id, a FROM orders WHERE EXISTS (SELECT 1 FROM payments p WHERE p.id = orders.id)
SELECT orders_v2.id, a FROM payments orders_v2 WHERE id IN (SELECT orders.a FROM orders WHERE orders.id = orders_v2.id)
SELECT id, SUM(orders.a) FROM orders GROUP BY orders.id HAVING COUNT(orders.tags) > 1
SELECT id, CAST(COUNT(DISTINCT orders.a) FILTER (WHERE orders.id > 3) AS INT) FROM orders GROUP BY id
SELECT orders.id, tag FROM orders CROSS JOIN UNNEST(orders.tags) AS t (tag)
SELECT orders.id, n FROM orders, LATERAL TABLE(several_rows(orders.a)) AS t (n)
SELECT orders.id, people.a FROM orders JOIN people FOR SYSTEM_TIME AS OF orders.pt ON orders.id = people.id
SELECT orders.id, p.a FROM orders LEFT JOIN people FOR SYSTEM_TIME AS OF orders.pt AS p ON orders.id = p.id
SELECT orders.id, rates.a FROM orders JOIN rates FOR SYSTEM_TIME AS OF orders.ts ON orders.id = rates.id
SELECT /*+ STATE_TTL('orders' = '1d', 'p' = '2d') */ orders.id, p.a FROM orders JOIN payments AS p ON orders.id = p.id
SELECT /*+ STATE_TTL('orders' = '1d', 'payments' = '2d') */ o.a, 1 FROM (SELECT orders.a FROM orders JOIN payments ON orders.id = payments.id) o
SELECT /*+ STATE_TTL('shop.orders' = '1d') */ orders.id, p.a FROM shop.orders JOIN payments AS p ON orders.id = p.id
SELECT /*+ BROADCAST(orders) */ payments.id, payments.a FROM payments WHERE id IN (SELECT id FROM orders)
SELECT /*+ LOOKUP('table'='people', 'retry-predicate'='lookup_miss', 'retry-strategy'='fixed_delay', 'fixed-delay'='1s', 'max-attempts'='3') */ orders.id, people.a FROM orders JOIN people FOR SYSTEM_TIME AS OF orders.pt ON orders.id = people.id
SELECT id, MAX(a) FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY id, window_start, window_end
SELECT w.id, w.a FROM TABLE(HOP(DATA => TABLE shop.orders, TIMECOL => DESCRIPTOR(ts), SLIDE => INTERVAL '1' MINUTE, SIZE => INTERVAL '5' MINUTE)) AS w
SELECT id, LAG(orders.a) OVER (PARTITION BY orders.id ORDER BY orders.ts) FROM orders
SELECT id, SUM(orders.a) OVER w FROM orders WINDOW w AS (PARTITION BY orders.id ORDER BY orders.ts)
SELECT id, a FROM (SELECT orders.*, ROW_NUMBER() OVER (PARTITION BY orders.id ORDER BY orders.ts DESC) AS n FROM orders) WHERE n = 1
SELECT orders.id, orders.a FROM orders UNION ALL SELECT orders.a, orders.id FROM shop.orders
SELECT id, a FROM orders EXCEPT SELECT id, a FROM payments
WITH orders AS (SELECT orders.id, orders.a FROM orders WHERE orders.a > 0) SELECT orders.id, orders.a FROM orders
WITH c (id, a) AS (SELECT payments.id, a FROM payments) SELECT c.id, orders.a FROM c JOIN orders ON c.id = orders.id
SELECT * FROM (WITH payments AS (SELECT id, a FROM orders) SELECT payments.id, payments.a FROM payments)
SELECT m.id, m.top FROM orders MATCH_RECOGNIZE (PARTITION BY orders.id ORDER BY ts MEASURES LAST(up.a) AS top PATTERN (up down) DEFINE up AS up.a > 3, down AS down.a < 3) AS m
SELECT id, top FROM orders MATCH_RECOGNIZE (PARTITION BY id ORDER BY ts MEASURES orders.a AS top PATTERN (orders) DEFINE orders AS orders.a > 3)
SELECT orders.id, orders.a FROM orders /*+ OPTIONS('mode'='append') */ WHERE orders.id = 1
SELECT orders.id, z.a FROM orders, LATERAL (SELECT MAX(payments.a) AS a FROM payments WHERE payments.id = orders.id) z
SELECT x.id, y.a FROM orders x JOIN orders y ON x.id = y.id JOIN orders ON orders.id = y.id
SELECT a, id FROM each_row(input => TABLE orders) AS t (id), LATERAL TABLE(several_rows(t.id)) AS u (a)
SELECT payments.id, payments.a FROM payments NATURAL JOIN (SELECT orders.id FROM orders) q
SELECT CASE WHEN orders.a > 1 THEN (SELECT MAX(payments.id) FROM payments) END, orders.id FROM orders
"""  # noqa: E501


EVERY_QUERY = QUERIES.strip().splitlines()


@cache
def planner() -> Planner:
    """Two databases; every table also under its new name."""
    found = Planner()
    found.define("CREATE DATABASE shop", *definitions())
    found.set({"table.exec.sink.require-on-conflict": "false"})
    return found


def definitions() -> Iterator[str]:
    for name, mode in MODES.items():
        columns = COLUMNS if mode == "lookup" else f"{COLUMNS}, WATERMARK FOR ts AS ts"
        if name.startswith("out_"):
            columns = "x INT, y INT"
        elif mode == "upsert":
            columns = (
                "id INT PRIMARY KEY NOT ENFORCED, a INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts"
            )
        more = [name.replace("orders", each) for each in TAKEN] if "orders" in name else []
        for each in sorted({name, f"{name}_v2", *more} - ({"payments"} if more else set())):
            yield (
                f"CREATE TABLE {each} ({columns}) WITH ('connector' = 'planned', 'mode' = '{mode}')"
            )


@pytest.mark.parametrize("query", EVERY_QUERY)
def test_the_plan_is_the_same_but_for_the_names(query: str) -> None:
    sql = f"INSERT INTO out_keys {query}"
    before = planner().planned(sql)
    assert isinstance(before, Planned), before
    after = planner().planned(rename(scan_statement(sql), NEW_NAMES))
    assert isinstance(after, Planned), after
    in_old_names = after.plan.replace("_v2", "")
    assert in_old_names == before.plan.replace("_v2", "")
    assert after.plan != before.plan


@pytest.mark.parametrize(("number", "query"), list(enumerate(EVERY_QUERY)))
def test_a_new_name_takes_nothing_that_another_name_means(number: int, query: str) -> None:
    sql = f"INSERT INTO out_keys {query}"
    before = planner().planned(sql)
    assert isinstance(before, Planned), before
    new = TAKEN[(number + 3) % len(TAKEN)]
    names = {"orders": new, new: "orders"}
    after = planner().planned(rename(scan_statement(sql), names))
    assert isinstance(after, Planned), after
    assert swapped(after.plan, new) == before.plan


def swapped(plan: str, new: str) -> str:
    """The plan with `orders` and another table in each other's place."""
    other = {"orders": new, new: "orders"}
    table = re.compile(rf"(`?(?:default_database|shop)`?(?:\.|, )`?)(orders|{new})\b")
    return table.sub(lambda found: found[1] + other[found[2]], plan)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM orders WHERE orders.id = 1",
        "DELETE FROM orders WHERE EXISTS (SELECT 1 FROM payments WHERE payments.id = orders.id)",
        "UPDATE orders SET a = orders.id + 1 WHERE orders.a = 1",
        "TRUNCATE TABLE orders",
        "DESCRIBE shop.orders",
        "SHOW CREATE TABLE orders",
        "ALTER TABLE orders RENAME TO renamed",
        "ALTER TABLE shop.orders ADD more INT",
        "DROP TABLE IF EXISTS shop.orders",
        "CREATE VIEW seen (id) AS SELECT orders.id FROM orders",
        "CREATE TABLE copied LIKE orders",
        "EXPLAIN SELECT orders.id FROM orders",
        "EXECUTE STATEMENT SET BEGIN INSERT INTO out_keys SELECT orders.id, 1 FROM orders; "
        "INSERT INTO out_keys SELECT orders.id, 1 FROM shop.orders; END",
    ],
)
def test_every_name_can_still_be_resolved(sql: str) -> None:
    assert planner().validated(sql) is None
    assert planner().validated(rename(scan_statement(sql), NEW_NAMES)) is None


def test_the_validator_refuses_what_is_renamed_by_half() -> None:
    wrong = planner().validated("SELECT orders.id FROM orders_v2")
    assert isinstance(wrong, NotPlanned)
    assert "'orders' not found" in wrong.reason

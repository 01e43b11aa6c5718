"""Rewritings that change nothing have one shape, and those that look alike but do not have two."""

import pytest
from tests.unit.sql.shape.reading_shapes import meaning

EQUAL = {
    "layout, comments and case": (
        "SELECT id, amount FROM orders WHERE amount > 1",
        "select id ,/* x */ amount\nfrom orders -- y\nwhere amount>1",
    ),
    "the name of a common table expression": (
        "WITH a AS (SELECT id, amount FROM orders) SELECT id FROM a WHERE amount > 1",
        "WITH b AS (SELECT id, amount FROM orders) SELECT id FROM b WHERE amount > 1",
    ),
    "a common table expression or a subquery": (
        "WITH a AS (SELECT customer, SUM(amount) s FROM orders GROUP BY customer) SELECT s FROM a",
        "SELECT x.s FROM (SELECT customer, SUM(amount) AS s FROM orders GROUP BY customer) x",
    ),
    "a subquery that only names columns": (
        "SELECT a FROM (SELECT amount + 1 AS a, status FROM orders) x WHERE status = 'N'",
        "SELECT amount + 1 AS a FROM orders WHERE status = 'N'",
    ),
    "aliases": (
        "SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer",
        "SELECT a.id FROM orders AS a JOIN customers AS b ON b.id = a.customer",
    ),
    "the order of terms, and which side stands first": (
        "SELECT id FROM orders WHERE amount > 1 AND status = 'N' AND id <> 2",
        "SELECT id FROM orders WHERE 2 <> id AND 'N' = status AND 1 < amount",
    ),
    "the order of inner joins": (
        "SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer",
        "SELECT o.id FROM customers c JOIN orders o ON c.id = o.customer",
    ),
    "an inner join by comma": (
        "SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer AND c.region = 'N'",
        "SELECT o.id FROM orders o, customers c WHERE c.id = o.customer AND c.region = 'N'",
    ),
    "a right join or a left one": (
        "SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer",
        "SELECT o.id, c.name FROM customers c RIGHT JOIN orders o ON c.id = o.customer",
    ),
    "needless parentheses": (
        "SELECT (amount * (2)) + id AS x FROM orders WHERE ((amount > 1) AND (id > 2))",
        "SELECT amount * 2 + id AS x FROM orders WHERE amount > 1 AND id > 2",
    ),
    "names of types": (
        "SELECT CAST(amount AS INTEGER) AS x, CAST(id AS NUMERIC(4, 2)) AS y FROM orders",
        "SELECT CAST(amount AS INT) AS x, CAST(id AS DECIMAL(4,2)) AS y FROM orders",
    ),
    "COUNT(1)": ("SELECT COUNT(1) AS n FROM orders", "SELECT COUNT(*) AS n FROM orders"),
    "one row away, said or not": (
        "SELECT LAG(amount, 1) OVER w AS a, LEAD(id, 1) OVER w AS b FROM orders"
        " WINDOW w AS (PARTITION BY status ORDER BY id)",
        "SELECT LAG(amount) OVER w AS a, LEAD(id) OVER w AS b FROM orders"
        " WINDOW w AS (PARTITION BY status ORDER BY id)",
    ),
    "the order of keys": (
        "SELECT status, region, COUNT(*) n FROM orders, customers GROUP BY status, region",
        "SELECT status, region, COUNT(*) n FROM orders, customers GROUP BY region, status",
    ),
    "the parts of UNION ALL in another order": (
        "SELECT id FROM orders UNION ALL SELECT id FROM customers WHERE region = 'N'",
        "SELECT id FROM customers WHERE region = 'N' UNION ALL SELECT id FROM orders",
    ),
    "a star with known columns": (
        "SELECT * FROM customers",
        "SELECT id, name, region, ts FROM customers",
    ),
    "units of time": (
        "SELECT ts - INTERVAL '5' MINUTES AS x FROM orders",
        "SELECT ts - INTERVAL '5' MINUTE AS x FROM orders",
    ),
    "DISTINCT over all keys of a group": (
        "SELECT DISTINCT status, COUNT(*) AS n FROM orders GROUP BY status",
        "SELECT status, COUNT(*) AS n FROM orders GROUP BY status",
    ),
    "a named window": (
        "SELECT SUM(amount) OVER w AS s FROM orders WINDOW w AS (PARTITION BY id ORDER BY ts)",
        "SELECT SUM(amount) OVER (PARTITION BY id ORDER BY ts) AS s FROM orders",
    ),
    "BETWEEN": (
        "SELECT id FROM orders WHERE amount BETWEEN 1 AND 3",
        "SELECT id FROM orders WHERE amount <= 3 AND amount >= 1",
    ),
    "BETWEEN in an expression": (
        "SELECT id, amount BETWEEN 1 AND 3 OR id = 1 AS x FROM orders",
        "SELECT id, id = 1 OR (amount >= 1 AND amount <= 3) AS x FROM orders",
    ),
    "what is not so": (
        "SELECT id FROM orders WHERE NOT (amount = 1) AND NOT (status IS NULL) AND NOT NOT id = 2",
        "SELECT id FROM orders WHERE amount <> 1 AND status IS NOT NULL AND id = 2",
    ),
    "one of one": (
        "SELECT id FROM orders WHERE status IN ('N')",
        "SELECT id FROM orders WHERE status = 'N'",
    ),
    "a case of one value": (
        "SELECT CASE status WHEN 'N' THEN 1 WHEN 'O' THEN 2 END AS x FROM orders",
        "SELECT CASE WHEN status = 'N' THEN 1 WHEN status = 'O' THEN 2 ELSE NULL END AS x "
        "FROM orders",
    ),
    "DISTINCT or GROUP BY": (
        "SELECT DISTINCT status, customer FROM orders",
        "SELECT status, customer FROM orders GROUP BY status, customer",
    ),
    "a common table expression that nobody names": (
        "WITH unused AS (SELECT 1 AS x FROM items) SELECT id FROM orders",
        "SELECT id FROM orders",
    ),
}

DIFFERENT = {
    "BETWEEN the other way round": (
        "SELECT id FROM orders WHERE amount BETWEEN 1 AND 3",
        "SELECT id FROM orders WHERE amount BETWEEN 3 AND 1",
    ),
    "BETWEEN bounds of two types": (
        "SELECT id FROM orders WHERE amount BETWEEN 1 AND '3'",
        "SELECT id FROM orders WHERE amount >= 1 AND amount <= '3'",
    ),
    "a comparison that is not so, where a number may be none": (
        "SELECT id FROM orders WHERE NOT amount < 1",
        "SELECT id FROM orders WHERE amount >= 1",
    ),
    "not BETWEEN": (
        "SELECT id FROM orders WHERE amount NOT BETWEEN 1 AND 3",
        "SELECT id FROM orders WHERE amount BETWEEN 1 AND 3",
    ),
    "DISTINCT behind GROUP BY": (
        "SELECT DISTINCT status FROM orders GROUP BY status, customer",
        "SELECT status FROM orders GROUP BY status, customer",
    ),
    "DISTINCT of other columns than the keys": (
        "SELECT DISTINCT status, customer FROM orders",
        "SELECT status FROM orders GROUP BY status, customer",
    ),
    "an expression inside an outer join": (
        "SELECT x.a FROM orders o LEFT JOIN (SELECT id, COALESCE(name, '') a FROM customers) x "
        "ON x.id = o.id",
        "SELECT COALESCE(c.name, '') AS a FROM orders o LEFT JOIN customers c ON c.id = o.id",
    ),
    "the same before a full join": (
        "SELECT x.a FROM (SELECT id, COALESCE(name, '') a FROM customers) x FULL JOIN orders o "
        "ON x.id = o.id",
        "SELECT COALESCE(c.name, '') AS a FROM customers c FULL JOIN orders o ON c.id = o.id",
    ),
    "a filter inside an outer join": (
        "SELECT o.id FROM orders o LEFT JOIN customers c ON c.id = o.id AND c.region = 'N'",
        "SELECT o.id FROM orders o LEFT JOIN customers c ON c.id = o.id WHERE c.region = 'N'",
    ),
    "UNION and UNION ALL": (
        "SELECT id FROM orders UNION SELECT id FROM customers",
        "SELECT id FROM orders UNION ALL SELECT id FROM customers",
    ),
    "the sides of EXCEPT": (
        "SELECT id FROM orders EXCEPT SELECT id FROM customers",
        "SELECT id FROM customers EXCEPT SELECT id FROM orders",
    ),
    "DISTINCT": ("SELECT DISTINCT id FROM orders", "SELECT id FROM orders"),
    "DISTINCT with one more column": (
        "SELECT id FROM (SELECT DISTINCT id FROM orders) x",
        "SELECT id FROM (SELECT DISTINCT id, status FROM orders) x",
    ),
    "parentheses that matter": (
        "SELECT (amount - id) * 2 AS x FROM orders",
        "SELECT amount - id * 2 AS x FROM orders",
    ),
    "a difference the other way round": (
        "SELECT amount - id AS x FROM orders",
        "SELECT id - amount AS x FROM orders",
    ),
    "sums in another grouping": (
        "SELECT (amount + id) + discount AS x FROM orders",
        "SELECT amount + (id + discount) AS x FROM orders",
    ),
    "AND before OR": (
        "SELECT id FROM orders WHERE id = 1 OR id = 2 AND amount = 3",
        "SELECT id FROM orders WHERE (id = 1 OR id = 2) AND amount = 3",
    ),
    "IS binds less than a comparison": (
        "SELECT (amount = id) IS NULL AS x FROM orders",
        "SELECT amount = (id IS NULL) AS x FROM orders",
    ),
    "|| binds like *": (
        "SELECT status || (id + 1) AS x FROM orders",
        "SELECT (status || id) + 1 AS x FROM orders",
    ),
    "aggregates before a filter": (
        "SELECT s FROM (SELECT customer, SUM(amount) s FROM orders GROUP BY customer) x "
        "WHERE customer > 1",
        "SELECT s FROM (SELECT customer, SUM(amount) s FROM orders WHERE amount > 1 "
        "GROUP BY customer) x",
    ),
    "which of two equal tables": (
        "SELECT a.name FROM customers a JOIN customers b ON a.id = b.ts",
        "SELECT b.name FROM customers a JOIN customers b ON a.id = b.ts",
    ),
    "a filter before a ranking": (
        "SELECT id FROM (SELECT id, status, ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts) r "
        "FROM orders) x WHERE r = 1 AND status = 'N'",
        "SELECT id FROM (SELECT id, status, ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts) r "
        "FROM orders WHERE status = 'N') x WHERE r = 1",
    ),
    "the way of an order": (
        "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts) r "
        "FROM orders) x WHERE r = 1",
        "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts DESC) r "
        "FROM orders) x WHERE r = 1",
    ),
    "one value twice, or two values": (
        "SELECT r AS a, r AS b FROM (SELECT RAND() AS r FROM orders) x",
        "SELECT RAND() AS a, RAND() AS b FROM orders",
    ),
    "one aggregate of all, or none": (
        "SELECT COUNT(*) AS n FROM orders",
        "SELECT id AS n FROM orders",
    ),
    "literals": (
        "SELECT 'a' AS x FROM orders",
        "SELECT 'A' AS x FROM orders",
    ),
    "hints": (
        "SELECT id FROM orders /*+ OPTIONS('scan.startup.mode'='latest-offset') */",
        "SELECT id FROM orders",
    ),
    "which source a hint speaks of": (
        "SELECT /*+ STATE_TTL('o' = '1d') */ o.id, c.name FROM orders o "
        "JOIN customers c ON o.customer = c.id",
        "SELECT /*+ STATE_TTL('o' = '1d') */ c.id, o.name FROM orders c "
        "JOIN customers o ON c.customer = o.id",
    ),
    "which of two queries has a hint": (
        "WITH a AS (SELECT /*+ STATE_TTL('orders' = '1d') */ id, COUNT(*) AS n FROM orders "
        "GROUP BY id), b AS (SELECT id, SUM(amount) AS n FROM orders GROUP BY id) "
        "SELECT a.n FROM a JOIN b ON a.id = b.id",
        "WITH b AS (SELECT /*+ STATE_TTL('orders' = '1d') */ id, SUM(amount) AS n FROM orders "
        "GROUP BY id), a AS (SELECT id, COUNT(*) AS n FROM orders GROUP BY id) "
        "SELECT a.n FROM a JOIN b ON a.id = b.id",
    ),
    "in which of two queries a table has a hint": (
        "WITH a AS (SELECT id FROM orders /*+ OPTIONS('x' = 'y') */ WHERE amount > 1), "
        "b AS (SELECT id FROM orders) SELECT a.id FROM a JOIN b ON a.id = b.id",
        "WITH b AS (SELECT id FROM orders /*+ OPTIONS('x' = 'y') */), "
        "a AS (SELECT id FROM orders WHERE amount > 1) SELECT a.id FROM a JOIN b ON a.id = b.id",
    ),
    "the table": ("SELECT id FROM orders", "SELECT id FROM customers"),
    "the scope of a correlated subquery": (
        "SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM items i WHERE i.order_id = o.id)",
        "SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM items i WHERE i.order_id = i.price)",
    ),
    "ON CONFLICT aside, the number of terms that say something else each time": (
        "SELECT id FROM orders WHERE RAND() < 0.5",
        "SELECT id FROM orders WHERE RAND() < 0.5 AND RAND() < 0.5",
    ),
}


@pytest.mark.parametrize("what", EQUAL)
def test_these_are_one(what: str) -> None:
    one, other = EQUAL[what]
    assert meaning(one) == meaning(other)


@pytest.mark.parametrize("what", DIFFERENT)
def test_these_are_two(what: str) -> None:
    one, other = DIFFERENT[what]
    assert meaning(one) != meaning(other)

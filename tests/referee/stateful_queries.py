"""Queries with and without state, written by hand and at random; each has two INT columns."""

from random import Random

HAND_WRITTEN = tuple(
    line
    for line in """
SELECT id, a FROM rows_a
SELECT id, a FROM rows_a WHERE a > 0 AND b LIKE 'x%'
SELECT id + 1, CASE WHEN a IN (1, 2, 3) THEN a ELSE 0 END FROM rows_a
SELECT id, CAST(JSON_VALUE(b, '$.x') AS INT) FROM rows_a
SELECT id, tag FROM rows_a CROSS JOIN UNNEST(tags) AS t (tag)
SELECT id, tag FROM rows_a LEFT JOIN UNNEST(tags) AS t (tag) ON TRUE
SELECT id, tag FROM rows_a, UNNEST(rows_a.tags) WITH ORDINALITY AS t (tag, n)
SELECT id, n FROM rows_a, LATERAL TABLE(several_rows(a)) AS t (n)
SELECT id, n FROM rows_a LEFT JOIN LATERAL TABLE(several_rows(a)) AS t (n) ON TRUE
SELECT id, of_one_row(b) FROM rows_a
SELECT id, of_many_rows(b) FROM rows_a GROUP BY id
SELECT 1, of_many_rows(b) FROM rows_a
SELECT x, 1 FROM each_row(input => TABLE rows_a) AS t (x)
SELECT x, 1 FROM each_row(TABLE rows_a) AS t (x)
SELECT id, x FROM each_partition(input => TABLE rows_a PARTITION BY id) AS t (id, x)
SELECT x, 1 FROM TABLE(each_row(TABLE rows_a)) AS t (x)
SELECT r.id, l.a FROM rows_a AS r JOIN looked_up FOR SYSTEM_TIME AS OF r.pt AS l ON r.id = l.id
SELECT r.id, l.a FROM rows_a AS r LEFT JOIN looked_up FOR SYSTEM_TIME AS OF r.pt AS l ON r.id = l.id
SELECT r.id, u.a FROM rows_a AS r JOIN upserts FOR SYSTEM_TIME AS OF r.ts AS u ON r.id = u.id
SELECT r.id, u.a FROM rows_a AS r JOIN changes FOR SYSTEM_TIME AS OF r.ts AS u ON r.id = u.id
SELECT r.id, u.a FROM rows_a AS r JOIN latest_view FOR SYSTEM_TIME AS OF r.ts AS u ON r.id = u.id
SELECT r.id, s.a FROM rows_a AS r JOIN rows_b AS s ON r.id = s.id
SELECT r.id, s.a FROM rows_a AS r, rows_b AS s WHERE r.id = s.id
SELECT r.id, s.a FROM rows_a AS r LEFT JOIN rows_b AS s ON r.id = s.id
SELECT r.id, s.a FROM rows_a AS r FULL OUTER JOIN rows_b AS s ON r.id = s.id
SELECT r.id, s.a FROM rows_a AS r CROSS JOIN rows_b AS s
SELECT r.id, s.a FROM rows_a AS r NATURAL JOIN (SELECT id, a FROM rows_b) AS s
SELECT id, s.a FROM rows_a AS r JOIN rows_b AS s USING (id)
SELECT r.id, s.a FROM rows_a AS r JOIN rows_b AS s ON r.id = s.id AND r.ts BETWEEN s.ts - INTERVAL '1' HOUR AND s.ts
SELECT r.id, s.a FROM rows_a AS r, rows_b AS s WHERE r.id = s.id AND r.pt BETWEEN s.pt AND s.pt + INTERVAL '1' HOUR
SELECT r.id, s.a FROM (SELECT id, a FROM rows_a) AS r JOIN (SELECT id, a FROM rows_b) AS s ON r.id = s.id
SELECT id, a FROM rows_a WHERE id IN (SELECT id FROM rows_b)
SELECT id, a FROM rows_a WHERE id NOT IN (SELECT id FROM rows_b WHERE id IS NOT NULL)
SELECT id, a FROM rows_a AS r WHERE EXISTS (SELECT 1 FROM rows_b AS s WHERE s.id = r.id)
SELECT id, a FROM rows_a AS r WHERE NOT EXISTS (SELECT 1 FROM rows_b AS s WHERE s.id = r.id)
SELECT id, a FROM rows_a WHERE a > (SELECT MAX(a) FROM rows_b)
SELECT id, (SELECT MAX(a) FROM rows_b) FROM rows_a
SELECT id, a FROM rows_a WHERE a > ALL (SELECT a FROM rows_b WHERE a IS NOT NULL)
SELECT r.id, s.a FROM rows_a AS r, LATERAL (SELECT MAX(a) AS a FROM rows_b WHERE rows_b.id = r.id) AS s
SELECT DISTINCT id, a FROM rows_a
SELECT id, a FROM rows_a GROUP BY id, a
SELECT 1, CAST(COUNT(*) AS INT) FROM rows_a
SELECT id, CAST(COUNT(DISTINCT a) AS INT) FROM rows_a GROUP BY id HAVING SUM(a) > 3
SELECT MAX(id), MIN(a) FROM rows_a
SELECT id, LAST_VALUE(a) FROM rows_a GROUP BY id
SELECT id, MAX(a) FROM rows_a GROUP BY GROUPING SETS ((id), ())
SELECT id, MAX(a) FROM rows_a GROUP BY CUBE (id, b)
SELECT id, MAX(a) FROM rows_a GROUP BY ROLLUP (id, b)
SELECT id, CHAR_LENGTH(LISTAGG(b)) FROM rows_a GROUP BY id
SELECT id, CARDINALITY(ARRAY_AGG(a)) FROM rows_a GROUP BY id
SELECT id, CARDINALITY(COLLECT(a)) FROM rows_a GROUP BY id
SELECT id, CHAR_LENGTH(JSON_OBJECTAGG(KEY b VALUE a)) FROM rows_a WHERE b IS NOT NULL GROUP BY id
SELECT id, CHAR_LENGTH(JSON_ARRAYAGG(b)) FROM rows_a GROUP BY id
SELECT 1, CAST(STDDEV_POP(a) AS INT) FROM rows_a
SELECT 1, CAST(VAR_SAMP(a) AS INT) FROM rows_a
SELECT 1, CAST(AVG(a) AS INT) FROM rows_a
SELECT 1, SINGLE_VALUE(a) FROM rows_a
SELECT id, a FROM rows_a UNION ALL SELECT id, a FROM rows_b
SELECT id, a FROM rows_a UNION SELECT id, a FROM rows_b
SELECT id, a FROM rows_a INTERSECT SELECT id, a FROM rows_b
SELECT id, a FROM rows_a EXCEPT SELECT id, a FROM rows_b
SELECT id, a FROM rows_a INTERSECT ALL SELECT id, a FROM rows_b
SELECT id, a FROM rows_a EXCEPT ALL SELECT id, a FROM rows_b
(SELECT id, a FROM rows_a) UNION ALL (SELECT id, a FROM rows_b WHERE a > 1)
SELECT id, a FROM (SELECT id, a FROM rows_a UNION ALL SELECT id, a FROM rows_b) AS u WHERE a > 1
SELECT id, a FROM rows_a ORDER BY ts
SELECT id, a FROM rows_a ORDER BY ts, a
SELECT id, a FROM rows_a ORDER BY pt
SELECT id, a FROM rows_a ORDER BY a LIMIT 3
SELECT id, a FROM rows_a LIMIT 3
SELECT id, a FROM rows_a OFFSET 2
SELECT id, a FROM rows_a FETCH FIRST 3 ROWS ONLY
SELECT id, SUM(a) OVER (PARTITION BY id ORDER BY ts) FROM rows_a
SELECT id, SUM(a) OVER w FROM rows_a WINDOW w AS (PARTITION BY id ORDER BY pt ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)
SELECT id, LAG(a) OVER (PARTITION BY id ORDER BY ts) FROM rows_a
SELECT id, LEAD(a, 2) OVER (PARTITION BY id ORDER BY ts) FROM rows_a
SELECT id, FIRST_VALUE(a) OVER (PARTITION BY id ORDER BY ts) FROM rows_a
SELECT id, a FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts DESC) AS n FROM rows_a) WHERE n = 1
SELECT id, a FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY pt) AS n FROM rows_a) WHERE n = 1
SELECT id, a FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY a DESC) AS n FROM rows_a) WHERE n <= 3
SELECT id, a FROM (SELECT *, RANK() OVER (PARTITION BY id ORDER BY a DESC) AS n FROM rows_a) WHERE n <= 3
SELECT id, a FROM rows_a QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts DESC) = 1
SELECT id, a FROM TABLE(TUMBLE(TABLE rows_a, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
SELECT id, a FROM TUMBLE(TABLE rows_a, DESCRIPTOR(ts), INTERVAL '1' MINUTE)
SELECT id, MAX(a) FROM TABLE(TUMBLE(TABLE rows_a, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY id, window_start, window_end
SELECT id, MAX(a) FROM TABLE(HOP(TABLE rows_a, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '5' MINUTE)) GROUP BY id, window_start, window_end
SELECT id, MAX(a) FROM TABLE(CUMULATE(TABLE rows_a, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '5' MINUTE)) GROUP BY id, window_start, window_end
SELECT id, a FROM TABLE(SESSION(TABLE rows_a PARTITION BY id, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
SELECT id, MAX(a) FROM TABLE(SESSION(TABLE rows_a PARTITION BY id, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY id, window_start, window_end
SELECT id, MAX(a) FROM TABLE(TUMBLE(TABLE rows_a, DESCRIPTOR(pt), INTERVAL '1' MINUTE)) GROUP BY id, window_start, window_end
SELECT id, MAX(a) FROM rows_a GROUP BY id, TUMBLE(ts, INTERVAL '1' MINUTE)
SELECT id, MAX(a) FROM rows_a GROUP BY id, SESSION(pt, INTERVAL '1' MINUTE)
SELECT id, a FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, id ORDER BY a DESC) AS n FROM TABLE(TUMBLE(TABLE rows_a, DESCRIPTOR(ts), INTERVAL '1' MINUTE))) WHERE n <= 2
SELECT l.id, r.a FROM (SELECT * FROM TABLE(TUMBLE(TABLE rows_a, DESCRIPTOR(ts), INTERVAL '1' MINUTE))) AS l JOIN (SELECT * FROM TABLE(TUMBLE(TABLE rows_b, DESCRIPTOR(ts), INTERVAL '1' MINUTE))) AS r ON l.id = r.id AND l.window_start = r.window_start AND l.window_end = r.window_end
SELECT id, top FROM rows_a MATCH_RECOGNIZE (PARTITION BY id ORDER BY ts MEASURES LAST(up.a) AS top PATTERN (up down) DEFINE up AS up.a > 3, down AS down.a < 3)
WITH c AS (SELECT id, a FROM rows_a) SELECT id, a FROM c
WITH c AS (SELECT id, MAX(a) AS a FROM rows_a GROUP BY id) SELECT id, a FROM c
WITH c AS (SELECT id, a FROM rows_a) SELECT x.id, y.a FROM c AS x JOIN c AS y ON x.id = y.id
WITH c AS (SELECT id, a FROM rows_a WHERE a > 1), d AS (SELECT a, id FROM c) SELECT a, id FROM d
VALUES (1, 2), (3, 4)
SELECT * FROM (VALUES (1, 2), (3, 4)) AS v (x, y)
SELECT r.id, v.y FROM rows_a AS r JOIN (VALUES (1, 2), (3, 4)) AS v (x, y) ON r.id = v.x
SELECT id, a FROM rows_a JOIN (VALUES (1)) AS v (x) ON TRUE
SELECT id, a FROM plain_view
SELECT id, a FROM plain_view WHERE a > 2
SELECT id, a FROM latest_view
SELECT id, a FROM latest_view WHERE a > 2
SELECT id, a FROM upserts_view
SELECT id, a FROM upserts_view WHERE a > 2
SELECT id, a FROM plain_view UNION ALL SELECT id, a FROM latest_view
SELECT id, a FROM upserts
SELECT a, id FROM upserts
SELECT id, a + 1 FROM upserts
SELECT id, a FROM upserts WHERE a > 1
SELECT id, a FROM upserts UNION ALL SELECT id, a FROM rows_a
SELECT id, a FROM changes
SELECT a, id FROM changes
SELECT id, a FROM changes WHERE a > 1
SELECT id, of_one_row(b) FROM changes
SELECT id, a FROM changes UNION ALL SELECT id, a FROM upserts
SELECT id, a FROM bare_changes
SELECT a, id FROM bare_changes WHERE a > 1
SELECT id, tag FROM bare_changes CROSS JOIN UNNEST(tags) AS t (tag)
SELECT id, a FROM rows_a ON CONFLICT DO NOTHING
SELECT id, a FROM rows_a ON CONFLICT DO DEDUPLICATE
SELECT id, a FROM rows_a ON CONFLICT DO ERROR
SELECT a, id FROM upserts ON CONFLICT DO DEDUPLICATE
SELECT a, id FROM bare_changes ON CONFLICT DO NOTHING
SELECT id, a FROM rows_a /*+ OPTIONS('mode' = 'all') */
SELECT id, CAST(EXTRACT(DAY FROM ts) AS INT) FROM (SELECT id, b, ts FROM rows_a) WHERE b IS NOT DISTINCT FROM 'x'
""".splitlines()  # noqa: E501
    if line
)
_SOURCES = ("rows_a", "rows_b", "plain_view", "rows_a", "upserts", "changes", "bare_changes")
_CONDITIONS = ("a > 1", "b LIKE '%FROM x GROUP BY y%'", "id IN (1, 2)", "NOT (a = 3 OR id = 4)")
_EXPRESSIONS = (
    "a",
    "id + a",
    "CAST(b AS INT)",
    "CASE WHEN a > 1 THEN 1 ELSE 0 END",
    "of_one_row(b)",
)


def a_query(random: Random, depth: int = 2) -> str:
    """A query with the columns x and y over any of the tables."""
    match random.randrange(9 if depth else 3):
        case 0 | 1 | 2:
            return _plain(random)
        case 3:
            return f"{_from(random, depth)} UNION ALL {a_query(random, depth - 1)}"
        case 4:
            return f"SELECT x, {random.choice(['MAX(y)', 'SUM(y)', 'LAST_VALUE(y)'])} AS y FROM ({a_query(random, depth - 1)}) AS q GROUP BY x"  # noqa: E501
        case 5:
            kind = random.choice(["JOIN", "LEFT JOIN", "FULL JOIN"])
            return (
                f"SELECT l.x, r.y FROM ({a_query(random, depth - 1)}) AS l {kind} "
                f"({a_query(random, depth - 1)}) AS r ON l.x = r.x"
            )
        case 6:
            test = random.choice(["IN", "NOT IN"])
            return f"{_from(random, depth)} WHERE x {test} (SELECT y FROM ({_plain(random)}) AS i)"
        case 7:
            return f"SELECT DISTINCT x, y FROM ({a_query(random, depth - 1)}) AS q"
        case _:
            return _from(random, depth)


def _from(random: Random, depth: int) -> str:
    inner = a_query(random, depth - 1)
    if random.randrange(2):
        return f"SELECT x, y FROM ({inner}) AS q"
    return f"SELECT y AS x, x AS y FROM ({inner}) AS q"


def _plain(random: Random) -> str:
    source = random.choice(_SOURCES)
    condition = f" WHERE {random.choice(_CONDITIONS)}" if random.randrange(2) else ""
    first = random.choice(["id", "id", random.choice(_EXPRESSIONS)])
    return f"SELECT {first} AS x, {random.choice(_EXPRESSIONS)} AS y FROM {source}{condition}"

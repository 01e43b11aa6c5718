"""Kinds of Flink queries with places to fill in, each with texts that may stand there: an edit puts
another one in. All give the same columns, so that any can read any other."""

from __future__ import annotations

from dataclasses import dataclass, field

COLUMNS = (
    ("id", "INT"), ("k", "INT"), ("v", "INT"), ("s", "STRING"), ("ts", "TIMESTAMP(3)"),
)  # fmt: skip
MORE_COLUMNS = (
    ("r", "ROW<a INT, b STRING>"), ("xs", "ARRAY<INT>"), ("m", "MAP<STRING, INT>"),
    ("j", "STRING"),
)  # fmt: skip
"""What externals have beside those."""


@dataclass(frozen=True)
class Template:
    """`{t}` and `{u}` are tables. `needs_time`: `{t}` has to keep its event time, and so be an
    external or a projection of one; `keeps_time`: so does this. `external`: `{t}` is one itself.
    `streaming`: batch mode has no such thing."""

    sql: str
    slots: dict[str, tuple[str, ...]] = field(default_factory=dict)
    needs_time: bool = False
    keeps_time: bool = False
    external: bool = False
    streaming: bool = False
    star: bool = False


NUMBERS = (
    "k", "IF(k > 1, k, 0)", "COALESCE(k, 0)", "COALESCE(k, 1)", "k + v", "v + k", "k - v",
    "TRY_CAST(s AS INT)", "NULLIF(k, 1)", "CASE WHEN v > 1 THEN k ELSE v END",
    "CASE WHEN v > 1 THEN k WHEN v = 1 THEN 7 ELSE v END", "CASE v WHEN 1 THEN k ELSE v END",
    "GREATEST(k, v)", "MOD(k, 2)", "CAST(k / 2 AS INT)", "CAST(k / 2.0 AS INT)",
    "CAST(ROUND(CAST(v AS DECIMAL(6, 2)) / 3, 1) * 10 AS INT)", "ABS(v)", "`k`", "(k)",
    "CAST(EXTRACT(MINUTE FROM ts) AS INT)", "CHAR_LENGTH(s)", "CAST(k AS INT)",
    "CAST(TIMESTAMPDIFF(MINUTE, TIMESTAMP '2030-01-01 00:00:00', ts) AS INT)",
)  # fmt: skip
WORDS = (
    "s", "UPPER(s)", "s || 'x'", "CONCAT(s, 'x')", "COALESCE(s, '?')", "COALESCE(s, '')",
    "DATE_FORMAT(ts, 'HH:mm')", "DATE_FORMAT(ts, 'yyyy')", "SPLIT_INDEX(s || '-' || 'z', '-', 0)",
    "SPLIT_INDEX(s || '-' || 'z', '-', 1)", "CAST(CAST(v AS DECIMAL(10, 2)) / 3 AS STRING)",
    "CAST(CAST(v AS DECIMAL(10, 4)) / 3 AS STRING)", "REGEXP_REPLACE(s, 'a', 'b')", "TRIM(s)",
    "SUBSTRING(s, 1, 1)", "SUBSTRING(s FROM 1 FOR 1)", "CAST(ts + INTERVAL '5' MINUTE AS STRING)",
    "CAST(ts + INTERVAL '9' MINUTE AS STRING)", "IF(s IS NULL, 'n', s)", "CAST(v AS STRING)",
    "CAST(v / 2 AS STRING)", "CAST(CAST(v AS DOUBLE) / 2 AS STRING)", "LPAD(s, 3, '0')",
    "CASE WHEN s LIKE 'a%' THEN 'A' ELSE s END",
)  # fmt: skip
FILTERS = (
    "", "", " WHERE k > 1", " WHERE 1 < k", " WHERE k IS NOT NULL", " WHERE s LIKE 'a%'",
    " WHERE s SIMILAR TO 'a|b'", " WHERE k IN (1, 2)", " WHERE k IN (2, 1)",
    " WHERE k BETWEEN 1 AND 3", " WHERE NOT (k = 1)", " WHERE k IS DISTINCT FROM v",
    " WHERE ts >= TIMESTAMP '2030-01-01 00:09:00'", " WHERE k > 1 AND v > 0",
    " WHERE v > 0 AND k > 1", " WHERE (k > 1 OR v > 2)", " WHERE k IS NOT NULL AND s IS NOT NULL",
)  # fmt: skip
MORE = ("", "", ", v * 2 AS extra", ", v * 3 AS extra")
SUMS = (
    "COUNT(*)", "COUNT(1)", "COUNT(s)", "SUM(v)", "MAX(v)", "MIN(v)", "COUNT(DISTINCT k)",
    "SUM(v) FILTER (WHERE k > 1)", "SUM(v) FILTER (WHERE k > 2)", "COUNT(*) FILTER (WHERE k > 1)",
    "SUM(DISTINCT v)", "AVG(v)", "SUM(k + v)", "SUM(v + k)", "SUM(COALESCE(v, 0))",
)  # fmt: skip
_WINDOW = ", window_start, window_end"

TEMPLATES: dict[str, Template] = {
    "projection": Template(
        "SELECT {id} AS id, {k} AS k, {v} AS v, {s} AS s, ts{more} FROM {t}{where}",
        {
            "id": ("id", "id", "id + 1", "`id`"), "k": NUMBERS, "v": ("v", "v", *NUMBERS),
            "s": WORDS, "more": MORE, "where": FILTERS,
        },
        keeps_time=True,
    ),
    "nested": Template(
        "SELECT id, {k} AS k, {v} AS v, {s} AS s, ts FROM {t}{where}",
        {
            "k": (
                "r.a", "xs[1]", "xs[2]", "CARDINALITY(xs)", "m['a']", "m['b']", "k",
                "JSON_VALUE(j, '$.a' RETURNING INT)", "JSON_VALUE(j, '$.b' RETURNING INT)",
                "JSON_VALUE(j, '$.b' RETURNING INT DEFAULT 3 ON EMPTY)",
                "JSON_VALUE(j, '$.b' RETURNING INT DEFAULT 4 ON EMPTY)", "`r`.`a`", "r.a + v",
            ),
            "v": ("v", "ELEMENT(ARRAY[v])", "ARRAY[k, v][2]", "ARRAY[k, v][1]", "MAP['a', v]['a']"),
            "s": (
                "r.b", "s", "JSON_VALUE(j, '$.a')", "JSON_VALUE(j, 'strict $.b' NULL ON ERROR)",
                "CAST(ROW(k, v) AS STRING)", "CAST(ROW(v, k) AS STRING)",
                "CAST(ARRAY[k, v] AS STRING)", "CAST(MAP['a', k] AS STRING)",
                "JSON_OBJECT('a' VALUE k)", "JSON_OBJECT('b' VALUE k)",
                "JSON_OBJECT('a' VALUE k NULL ON NULL)", "JSON_OBJECT('a' VALUE k ABSENT ON NULL)",
                "IF(JSON_EXISTS(j, '$.b'), 'y', 'n')", "JSON_QUERY(j, '$.c')",
            ),
            "where": FILTERS,
        },
        external=True, keeps_time=True,
    ),
    "window": Template(
        "SELECT CAST({id} AS INT) AS id, CAST({k} AS INT) AS k, CAST({v} AS INT) AS v, s, "
        "{ts} AS ts FROM TABLE({window}) GROUP BY {by}",
        {
            "id": SUMS, "k": SUMS, "v": SUMS, "ts": ("window_start", "window_end"),
            "window": (
                "TUMBLE(TABLE {t}, DESCRIPTOR(ts), INTERVAL '5' MINUTE)",
                "TUMBLE(TABLE {t}, DESCRIPTOR(ts), INTERVAL '9' MINUTE)",
                "TUMBLE(TABLE {t}, DESCRIPTOR(ts), INTERVAL '5' MINUTES)",
                "TUMBLE(DATA => TABLE {t}, TIMECOL => DESCRIPTOR(ts), SIZE => INTERVAL '5' MINUTE)",
                "TUMBLE(TABLE {t}, DESCRIPTOR(ts), INTERVAL '5' MINUTE, INTERVAL '1' MINUTE)",
                "HOP(TABLE {t}, DESCRIPTOR(ts), INTERVAL '3' MINUTE, INTERVAL '6' MINUTE)",
                "HOP(TABLE {t}, DESCRIPTOR(ts), INTERVAL '2' MINUTE, INTERVAL '6' MINUTE)",
                "CUMULATE(TABLE {t}, DESCRIPTOR(ts), INTERVAL '3' MINUTE, INTERVAL '9' MINUTE)",
                "CUMULATE(TABLE {t}, DESCRIPTOR(ts), INTERVAL '2' MINUTE, INTERVAL '10' MINUTE)",
            ),
            "by": (
                "s" + _WINDOW, "window_start, window_end, s", "s, k" + _WINDOW,
                "window_start, window_end, GROUPING SETS ((s), ())",
                "window_start, window_end, ROLLUP (s)",
            ),
        },
        needs_time=True,
    ),
    "session": Template(
        "SELECT CAST({id} AS INT) AS id, k, CAST({v} AS INT) AS v, 'x' AS s, window_start AS ts "
        "FROM TABLE(SESSION(TABLE {t} PARTITION BY k, DESCRIPTOR(ts), INTERVAL '{gap}' MINUTE)) "
        "GROUP BY k, window_start, window_end",
        {"id": SUMS, "v": SUMS, "gap": ("2", "4", "7")},
        needs_time=True, streaming=True,
    ),
    "ranked": Template(
        "SELECT id, k, v, s, ts FROM (SELECT *, {rank}() OVER (PARTITION BY {by} ORDER BY {order}) "
        "AS n FROM {t}{where}) WHERE n {limit}",
        {
            "rank": ("ROW_NUMBER", "ROW_NUMBER", "RANK"), "by": ("k", "s", "k, s", "s, k"),
            "order": (
                "ts DESC, id, v, k, s", "ts, id, v, k, s", "v, ts, id, k, s",
                "v DESC, ts, id, k, s",
            ),
            "where": FILTERS, "limit": ("= 1", "<= 1", "<= 2", "= 2"),
        },
    ),
    "pattern": Template(
        "SELECT CAST(a AS INT) AS id, k, CAST(b AS INT) AS v, 'p' AS s, e AS ts FROM {given} "
        "MATCH_RECOGNIZE (PARTITION BY k ORDER BY ts MEASURES {a} AS a, {b} AS b, "
        "LAST(B.ts) AS e ONE ROW PER MATCH AFTER MATCH SKIP {skip} PATTERN ({pattern}) "
        "DEFINE {define}) AS p",
        {
            "given": (
                "{t}", "(SELECT k, v, ts FROM {t})", "(SELECT k, v + 1 AS v, ts FROM {t})",
                "(SELECT k, id AS v, ts FROM {t})", "(SELECT k, v, ts FROM {t} WHERE v > 1)",
            ),
            "a": ("FIRST(A.v)", "A.v", "COUNT(B.v)"), "b": ("LAST(B.v)", "SUM(B.v)", "MAX(A.v)"),
            "skip": ("PAST LAST ROW", "TO NEXT ROW"),
            "pattern": ("A B+", "A B", "A B{{2}}", "A B{{1,2}} C"),
            "define": ("B AS B.v >= A.v", "B AS B.v > 0", "A AS A.v > 0, B AS B.v > 1",
            "C AS C.v > 1"),
        },
        needs_time=True,
    ),
    "join": Template(
        "SELECT {id} AS id, {k} AS k, {v} AS v, {s} AS s, {ts} AS ts FROM {t} AS a {join} {u} AS b "
        "ON {on}{where}",
        {
            "id": ("a.id", "b.id", "COALESCE(a.id, b.id)"), "k": ("a.k", "b.k"),
            "v": ("a.v + b.v", "b.v + a.v", "a.v", "b.v", "a.v - b.v"), "s": ("a.s", "b.s"),
            "ts": ("a.ts", "CAST(a.ts AS TIMESTAMP(3))", "b.ts"),
            "join": ("JOIN", "INNER JOIN", "LEFT JOIN", "LEFT OUTER JOIN", "RIGHT JOIN",
            "FULL JOIN"),
            "on": (
                "a.k = b.k", "b.k = a.k", "a.k = b.k AND b.v > 1", "b.v > 1 AND a.k = b.k",
                "a.k = b.v", "a.k = b.k AND a.s = b.s",
            ),
            "where": ("", "", " WHERE b.v > 1", " WHERE a.v > 1"),
        },
    ),
    "join by names": Template(
        "SELECT {columns} FROM (SELECT {left} FROM {t}) AS x {join}",
        {
            "columns": ("id, k, v, s, ts", "x.id, k, x.v, y.s, y.ts"), "left": ("id, k, v",
            "v, k, id"),
            "join": (
                "JOIN (SELECT k, s, ts FROM {u}) AS y USING (k)",
                "LEFT JOIN (SELECT k, s, ts FROM {u}) AS y USING (k)",
                "JOIN (SELECT v AS k, s, ts FROM {u}) AS y USING (k)",
                "NATURAL JOIN (SELECT k, s, ts FROM {u}) AS y",
            ),
        },
    ),
    "star by names": Template(
        "SELECT {star} FROM (SELECT {left} FROM {t}) AS x JOIN (SELECT v, s, ts, k FROM {u}) AS y "
        "USING (k)",
        {"star": ("*", "*", "k, id, v, s, ts"), "left": ("id, k", "k, id", "v AS id, k",
        "id, v AS k")},
    ),
    "interval join": Template(
        "SELECT a.id, b.k, {v} AS v, a.s, a.ts FROM {t} AS a {join} {u} AS b ON a.k = b.k AND "
        "b.ts BETWEEN a.ts - INTERVAL '{back}' MINUTE AND a.ts + INTERVAL '{on}' MINUTE",
        {"v": ("a.v", "b.v"), "join": ("JOIN", "LEFT JOIN"), "back": ("1", "5"), "on": ("0", "3")},
    ),
    "temporal join": Template(
        "SELECT a.id, {k} AS k, {v} AS v, {s} AS s, a.ts FROM {t} AS a {join} {versions} "
        "FOR SYSTEM_TIME AS OF a.ts AS b ON a.k = b.k{where}",
        {
            "k": ("a.k", "b.k"), "v": ("b.v", "a.v", "a.v + b.v"), "s": ("a.s", "b.s"),
            "join": ("JOIN", "LEFT JOIN"), "where": ("", " WHERE a.v > 1"),
        },
        external=True, streaming=True,
    ),
    "unnested": Template(
        "SELECT id, {k} AS k, {v} AS v, s, ts FROM {t} {join}",
        {
            "k": ("w", "w + k", "k"), "v": ("v", "w"),
            "join": (
                "CROSS JOIN UNNEST(xs) AS e (w)", "LEFT JOIN UNNEST(xs) AS e (w) ON TRUE",
                ", UNNEST(xs) AS e (w)", "CROSS JOIN UNNEST(xs) WITH ORDINALITY AS e (x, w)",
                "CROSS JOIN UNNEST(xs) WITH ORDINALITY AS e (w, x)",
                "CROSS JOIN UNNEST(m) AS e (x, w)",
                "CROSS JOIN UNNEST(ARRAY[k, v]) AS e (w)",
                "CROSS JOIN UNNEST(ARRAY[v, v]) AS e (w)",
                "CROSS JOIN (VALUES (1), (2)) AS e (w)", "CROSS JOIN (VALUES (1), (3)) AS e (w)",
            ),
        },
        external=True,
    ),
    "grouped": Template(
        "SELECT CAST({id} AS INT) AS id, {k} AS k, CAST({v} AS INT) AS v, s, MAX(ts) AS ts "
        "FROM {t}{where} GROUP BY {by}{having}",
        {
            "id": SUMS, "k": ("CAST(COUNT(k) AS INT)", "MAX(k)", "MIN(k)"), "v": SUMS,
            "where": FILTERS,
            "by": (
                "s", "s, v", "v, s", "GROUPING SETS ((s), ())", "GROUPING SETS ((s), (s, v))",
                "ROLLUP (s)", "CUBE (s)", "ROLLUP (s, v)",
            ),
            "having": ("", "", " HAVING COUNT(*) > 1", " HAVING COUNT(*) > 2"),
        },
    ),
    "over": Template(
        "SELECT id, CAST({k} AS INT) AS k, CAST({v} AS INT) AS v, s, ts FROM {t}{where} "
        "WINDOW w AS "
        "(PARTITION BY {by} ORDER BY ts {frame})",
        {
            "k": ("SUM(v) OVER w", "COUNT(*) OVER w", "k", "MAX(k) OVER w"),
            "v": ("SUM(v) OVER w", "MIN(v) OVER w", "v", "SUM(k) OVER w"),
            "by": ("k", "s"), "where": FILTERS,
            "frame": (
                "ROWS BETWEEN 1 PRECEDING AND CURRENT ROW",
                "ROWS BETWEEN 2 PRECEDING AND CURRENT ROW",
                "RANGE BETWEEN INTERVAL '5' MINUTE PRECEDING AND CURRENT ROW",
                "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
            ),
        },
        needs_time=True,
    ),
    "set": Template(
        "SELECT id, {k} AS k, v, s, ts FROM {t}{where} {operator} SELECT id, k, {v} AS v, s, ts "
        "FROM {u}",
        {
            "k": NUMBERS, "v": NUMBERS, "where": FILTERS,
            "operator": ("UNION ALL", "UNION ALL", "UNION", "INTERSECT", "EXCEPT"),
        },
    ),
    "subquery": Template(
        "SELECT id, k, {v} AS v, s, ts FROM {t} AS a WHERE {test}",
        {
            "v": ("v", "a.v", "v + 1"),
            "test": (
                "k IN (SELECT k FROM {u})", "k IN (SELECT v FROM {u})",
                "k IN (SELECT b.k FROM {u} AS b WHERE b.v > 1)",
                "EXISTS (SELECT 1 FROM {u} AS b WHERE b.k = a.k)",
                "EXISTS (SELECT b.id FROM {u} AS b WHERE a.k = b.k)",
                "EXISTS (SELECT 1 FROM {u} AS b WHERE b.k = a.v)",
                "NOT EXISTS (SELECT 1 FROM {u} AS b WHERE b.k = a.k)",
                "v >= (SELECT MIN(b.v) FROM {u} AS b)", "v >= (SELECT AVG(b.v) FROM {u} AS b)",
            ),
        },
    ),
    "common tables": Template(
        "{query}",
        {
            "query": (
                "WITH c AS (SELECT * FROM {t} WHERE v > 0) SELECT id, k, v, s, ts FROM c",
                "WITH c AS (SELECT id, k, v, s, ts FROM {t}) SELECT * FROM c WHERE v > 0",
                "WITH c AS (SELECT * FROM {t}), d AS (SELECT * FROM c WHERE v > 0) SELECT id, "
                "k, v, "
                "s, ts FROM d",
                "WITH unused AS (SELECT k FROM {t}), c AS (SELECT * FROM {t}) SELECT id, k, "
                "v, s, ts "
                "FROM c WHERE 0 < v",
                "SELECT id, k, v, s, ts FROM {t} AS c WHERE c.v > 0",
                "WITH {t} AS (SELECT id, k, v + 1 AS v, s, ts FROM {t}) SELECT id, k, v, s, ts "
                "FROM {t} WHERE v > 0",
                "WITH c AS (SELECT id, v AS k, k AS v, s, ts FROM {t}) SELECT id, k, v, s, ts "
                "FROM c",
                "SELECT id, k, v, s, ts FROM (SELECT DISTINCT id, k, v, s, ts FROM {t})",
            ),
        },
    ),
    "star": Template(
        "SELECT {star} FROM {t} AS a{where}",
        {"star": ("*", "a.*", "*", "`a`.*"), "where": FILTERS},
        keeps_time=True, star=True,
    ),
    "first rows": Template(
        "SELECT id, k, v, s, ts FROM {t} ORDER BY {order}, id, k, v, s, ts LIMIT {n}",
        {"order": ("v", "v DESC", "k", "s DESC"), "n": ("1", "3", "5")},
    ),
    "lateral": Template(
        "SELECT a.id, a.k, {v} AS v, a.s, a.ts FROM {t} AS a, LATERAL (SELECT {w} AS w FROM "
        "{u} AS b "
        "WHERE {on}) AS l",
        {
            "v": ("l.w", "a.v", "a.v + l.w"), "w": ("b.v", "b.id", "b.v + 1"),
            "on": ("b.k = a.k", "a.k = b.k", "b.v = a.k"),
        },
    ),
}  # fmt: skip

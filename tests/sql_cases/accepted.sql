-- Constructs of Flink SQL that must be read without an error. The line before each statement
-- says which tables it reads.

-- reads: t
SELECT * FROM t TABLESAMPLE BERNOULLI(10) WHERE a;

-- reads: orders
SELECT * FROM orders AS o (a, b);

-- reads: t
SELECT CAST(ROW('x',1) AS ROW<a STRING, b INT>), MAP['a', 1]['a'], (1,2) FROM t;

-- reads: t
SELECT JSON_OBJECT('k' VALUE 1 NULL ON NULL), JSON_VALUE(a, '$.x' RETURNING INT DEFAULT 0 ON EMPTY) FROM t;

-- reads: t
SELECT a, SUM(b) FROM t GROUP BY GROUPING SETS ((a,b),(c)), ROLLUP (a), CUBE (b);

-- reads: t1 t2 t3 t4
SELECT * FROM t1 LEFT JOIN t2 USING (id, x), t3 NATURAL JOIN t4;

-- reads: u
SELECT * FROM (VALUES (1,'a'),(2,'b')) AS t(x,y), (TABLE u) z;

-- reads: t v
SELECT * FROM t, UNNEST(ARRAY[1,2]) AS x(a), UNNEST((SELECT arr FROM v)) y;

-- reads: s
INSERT INTO t SELECT a FROM s ON CONFLICT DO NOTHING;

-- reads:
INSERT INTO t VALUES (1) ON CONFLICT DO DEDUPLICATE;

-- reads: t
WITH x AS (SELECT 1) SELECT a.b.c.d FROM t a ORDER BY a OFFSET 3 ROWS FETCH NEXT 5 ROWS ONLY;

-- reads: t
SELECT t.a FROM t FOR SYSTEM_TIME AS OF TIMESTAMP '2020-01-01 00:00:00' WHERE t.b;

-- reads: t u
SELECT * FROM TABLE(f(x)) AS T, TABLE(f(TABLE t, x)), LATERAL TABLE(f(1)), LATERAL (SELECT * FROM u) q;

-- reads: t
SELECT * FROM t MATCH_RECOGNIZE(PATTERN (A) DEFINE A AS TRUE) WHERE x;

-- reads: t1 t2
SELECT a FROM t1 /*+ OPTIONS('k'='v') */, t2 /*+ OPTIONS('k'='v') */ AS b;

-- reads: t
SELECT * FROM t PIVOT (SUM(a) FOR b IN ('x','y')) AS p WHERE p.a;

-- reads:
CALL cat.sys.proc(a => 1, b => 'x');

-- reads: a b
CREATE VIEW v AS (SELECT * FROM a) UNION ALL (SELECT * FROM b);

-- reads: t c d
SELECT * FROM t WHERE a > ALL (SELECT b FROM c) AND ARRAY(SELECT a FROM d) IS NULL;

-- reads: t
SELECT COUNT(*) FILTER (WHERE a > 1), LISTAGG(DISTINCT a, ',') WITHIN GROUP (ORDER BY b) FROM t LIMIT ALL;

-- reads: t
SELECT {fn UCASE('x')}, {d '2020-01-01'} FROM t;

-- reads: a b
VALUES (1), (2) UNION ALL SELECT 1 FROM a UNION TABLE b;

-- reads: a b
SELECT * FROM (SELECT * FROM a) UNION ALL (SELECT * FROM b) ORDER BY 1;

-- reads: model view catalog data source type
SELECT * FROM model, view, catalog, data, source, type;

-- reads: data
INSERT INTO source SELECT * FROM data;

-- reads:
DESCRIBE JOB 'abc';

-- reads: db.t
DESCRIBE EXTENDED db.t;

-- reads: t
DESC t;

-- reads: m
SHOW CREATE MATERIALIZED TABLE m;

-- reads:
SHOW CURRENT CATALOG;

-- reads:
CREATE FUNCTION db.f AS 'x' LANGUAGE PYTHON;

-- reads: s
CREATE OR ALTER MATERIALIZED TABLE m AS SELECT * FROM s;

-- reads: s
CREATE MATERIALIZED TABLE m (PRIMARY KEY (a) NOT ENFORCED) DISTRIBUTED BY (a) INTO 3 BUCKETS FRESHNESS = INTERVAL '1' DAY AS SELECT * FROM s;

-- reads:
ALTER MATERIALIZED TABLE m REFRESH PARTITION (a='1');

-- reads:
ALTER TABLE t ADD DISTRIBUTION BY HASH(a) INTO 2 BUCKETS;

-- reads:
ALTER TABLE t DROP PARTITION (a='1');

-- reads:
ALTER TABLE t MODIFY (a INT, WATERMARK FOR ts AS ts);

-- reads: a b c
SELECT * FROM a LEFT JOIN b ON a.x = b.x AND b.y IN (1,2) JOIN c ON TRUE;

-- reads: a b c d
SELECT * FROM a FULL OUTER JOIN (b CROSS JOIN c) ON TRUE WHERE NOT EXISTS (SELECT 1 FROM d);

-- reads: x y z
SELECT CASE WHEN EXISTS (SELECT 1 FROM x) THEN (SELECT y FROM y) ELSE ARRAY[1, 2][1] END FROM z;

-- reads: bids
SELECT a FROM SESSION(TABLE bids PARTITION BY b, DESCRIPTOR(t), INTERVAL '1' MINUTE);

-- reads: bids
SELECT * FROM TABLE(HOP(DATA => TABLE bids, TIMECOL => DESCRIPTOR(t), SLIDE => INTERVAL '5' MINUTES, SIZE => INTERVAL '10' MINUTES));

-- reads: t
SELECT TUMBLE_START(ts, INTERVAL '1' DAY) FROM t GROUP BY TUMBLE(ts, INTERVAL '1' DAY);

-- reads:
CREATE TABLE t (a INT, b STRING) WITH ('x'='y');

-- reads: b d
COMPILE PLAN 'file:///a' FOR STATEMENT SET BEGIN INSERT INTO a SELECT * FROM b; INSERT INTO c SELECT * FROM d; END;

-- reads: b
COMPILE AND EXECUTE PLAN 'x' FOR INSERT INTO a SELECT * FROM b;

-- reads: a my`x
SELECT `a`.`b`, `my``x`.c FROM `a`, `my``x` AS `my``x`;

-- reads: a q
SELECT * FROM a WHERE (b, c) IN ((1, 2), (3, 4)) AND (SELECT MAX(x) FROM q) > 3;

-- reads: s
CREATE TABLE t AS (SELECT * FROM s);

-- reads: s
CREATE TABLE t AS WITH q AS (SELECT * FROM s) SELECT * FROM q;

-- reads: t
SELECT a FROM t WHERE b BETWEEN 1 AND 2 GROUP BY a HAVING COUNT(*) > 1 WINDOW w AS (ORDER BY c), v AS (w);

-- reads: t
SELECT * EXCEPT (a, b) FROM t;

-- reads: t
SELECT PERIOD (a, b) OVERLAPS PERIOD (c, d) FROM t;

-- reads: t
SELECT x FROM t LEFT JOIN UNNEST(t.arr) AS u (x) ON TRUE;

-- reads: t
ANALYZE TABLE t PARTITION (a) COMPUTE STATISTICS FOR COLUMNS b, c;

-- reads:
CREATE MODEL m INPUT (a STRING) OUTPUT (b STRING) COMMENT 'x' WITH ('provider' = 'openai');

-- reads:
SELECT * FROM ML_PREDICT('m', d.text), LATERAL TABLE(ML_PREDICT('m', x)) AS p;

-- reads: t
SELECT id FROM t, LATERAL TABLE(AI_RUN_AGENT('a', x, y));

-- reads:
ALTER VIEW v RENAME TO w;

-- reads:
CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS f AS 'a' LANGUAGE JAVA;

-- reads:
DROP TEMPORARY SYSTEM FUNCTION IF EXISTS f;

-- reads:
DROP TABLE IF EXISTS a.b.c;

-- reads: T F
select * from T where C = 'x' and d <> all (select e from F);

-- reads: t
SELECT ts + INTERVAL '1' HOUR, ts AT TIME ZONE 'UTC' FROM t FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP AT TIME ZONE 'UTC' x;

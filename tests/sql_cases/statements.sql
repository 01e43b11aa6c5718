-- Statements of all kinds that Flink's own parser accepts. The line before each statement says which
-- tables it reads.

-- reads: t u
SELECT a.b, f(x), g.h(y), ML_PREDICT('m', x) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE)), f(input => TABLE u PARTITION BY k, m => MODEL mm, uid => 'x') AS q(a,b), LATERAL TABLE(f(z)) x, UNNEST(arr);

-- reads: t c.d
SELECT * FROM t FOR system_time AS of x.y AS z, c.d /*+ OPTIONS('a'='b') */ TABLESAMPLE bernoulli(10);

-- reads:
INSERT OVERWRITE a.b PARTITION (x='1') (c,d) SELECT 1;

-- reads:
INSERT INTO a /*+ OPTIONS('a'='b') */ (x,y) VALUES (1,2);

-- reads:
EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; INSERT INTO b SELECT 2; END;

-- reads:
BEGIN STATEMENT SET; INSERT INTO a SELECT 1; END;

-- reads: t
EXPLAIN PLAN FOR SELECT 1 FROM t;

-- reads: t
EXPLAIN estimated_cost INSERT INTO a SELECT 1 FROM t;

-- reads: t
COMPILE PLAN 'x' FOR INSERT INTO a SELECT 1 FROM t;

-- reads:
COMPILE AND EXECUTE PLAN 'x' FOR STATEMENT SET BEGIN INSERT INTO a SELECT 1; INSERT INTO b SELECT 2; END;

-- reads:
CREATE TABLE a.b (x int, y AS f(x), PRIMARY KEY (x) NOT ENFORCED, WATERMARK FOR ts AS g(ts)) WITH ('a'='b') LIKE c.d (including ALL);

-- reads: t
CREATE TABLE a AS SELECT 1 FROM t;

-- reads: t
CREATE OR REPLACE TABLE a AS SELECT 1 FROM t;

-- reads: t
CREATE VIEW a (x,y) AS SELECT 1 FROM t;

-- reads: t
ALTER VIEW a AS SELECT 1 FROM t;

-- reads:
ALTER VIEW a RENAME TO b;

-- reads:
ALTER TABLE a RENAME TO b;

-- reads:
ALTER TABLE a RENAME x TO y;

-- reads:
ALTER TABLE a ADD (x int first);

-- reads: c
UPDATE a SET x=(SELECT 1 FROM c) WHERE y=1;

-- reads: c
DELETE FROM a WHERE x IN (SELECT 1 FROM c);

-- reads: b
MERGE INTO a USING b ON a.x=b.x WHEN MATCHED THEN UPDATE SET y=1;

-- reads: t
SELECT * FROM t MATCH_RECOGNIZE(PARTITION BY a ORDER BY b MEASURES c AS d PATTERN (A B) DEFINE A AS A.x > 1) AS q;

-- reads: t
SELECT * FROM t PIVOT (sum(a) FOR b IN ('x','y')) p;

-- reads:
WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT * FROM c) SELECT * FROM c;

-- reads: a.b
SHOW columns FROM a.b LIKE 'x';

-- reads: a.b
DESCRIBE EXTENDED a.b;

-- reads: x
SHOW CREATE TABLE x;

-- reads: x
SHOW partitions x PARTITION (a=1);

-- reads: a.b
ANALYZE TABLE a.b compute statistics FOR ALL columns;

-- reads:
TRUNCATE TABLE x;

-- reads: t
CREATE MATERIALIZED TABLE m AS SELECT 1 FROM t;

-- reads: t
ALTER MATERIALIZED TABLE m AS SELECT 1 FROM t;

-- reads:
CREATE FUNCTION f AS 'x';

-- reads:
CREATE MODEL m input(x int) output(y int) WITH ('a'='b');

-- reads: t
CREATE MODEL m AS SELECT 1 FROM t;

-- reads:
CALL a.b(1);

-- reads:
DROP TABLE IF EXISTS a.b;

-- reads:
WITH RECURSIVE a AS (SELECT * FROM a), b AS (SELECT * FROM a, b) SELECT * FROM b, a;

-- reads: c
WITH RECURSIVE a AS (WITH b AS (SELECT 1) SELECT * FROM a,b), b AS (SELECT * FROM a, b, c), c AS (SELECT 1) SELECT * FROM b, a;

-- reads:
EXPLAIN EXECUTE INSERT INTO a SELECT 1;

-- reads:
EXPLAIN EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; END;

-- reads: b
EXECUTE SELECT 1 FROM b;

-- reads:
EXECUTE PLAN 'x';

-- reads:
EXPLAIN PLAN FOR EXECUTE INSERT INTO a SELECT 1;

-- reads: b
EXPLAIN json_execution_plan, plan_advice SELECT 1 FROM b;

-- reads:
EXPLAIN PLAN FOR STATEMENT SET BEGIN INSERT INTO a SELECT 1; END;

-- reads: b
EXPLAIN CREATE OR REPLACE TABLE a AS SELECT 1 FROM b;

-- reads: b
INSERT INTO a (SELECT 1 UNION ALL SELECT 2 FROM b);

-- reads: b
INSERT INTO a SELECT 1 FROM b ON conflict do nothing;

-- reads: b
upsert INTO a SELECT 1 FROM b;

-- reads: b
INSERT INTO a TABLE b;

-- reads:
INSERT INTO a (x) WITH c AS (SELECT 1) SELECT * FROM c;

-- reads: t
DESCRIBE t;

-- reads: t
DESCRIBE TABLE t;

-- reads:
DESCRIBE STATEMENT SELECT 1;

-- reads: b
DESCRIBE SELECT 1 FROM b;

-- reads:
DESCRIBE DATABASE s;

-- reads:
desc MODEL m;

-- reads:
desc FUNCTION f;

-- reads:
desc connection c;

-- reads:
ALTER SYSTEM SET x=1;

-- reads:
ALTER session SET x=1;

-- reads:
DESCRIBE CATALOG EXTENDED c;

-- reads:
SHOW functions FROM t;

-- reads:
SHOW user functions;

-- reads:
SHOW tables FROM x LIKE 'a';

-- reads:
SHOW CREATE CATALOG c;

-- reads:
SHOW models IN a.b;

-- reads:
SHOW MATERIALIZED tables;

-- reads:
SHOW connections;

-- reads:
SHOW CREATE connection c;

-- reads:
SHOW procedures IN c;

-- reads:
SHOW views;

-- reads:
SHOW FULL modules;

-- reads:
SHOW CURRENT DATABASE;

-- reads:
SHOW jobs;

-- reads: a
SHOW columns IN a LIKE 'x';

-- reads: a.b.c
SHOW partitions a.b.c;

-- reads: b
DESCRIBE STATEMENT INSERT INTO a SELECT 1 FROM b;

-- reads:
DESCRIBE STATEMENT DELETE FROM a;

-- reads: b
DESCRIBE INSERT INTO a SELECT 1 FROM b;

-- reads:
DESCRIBE VALUES (1);

-- reads:
DESCRIBE WITH a AS (SELECT 1) SELECT * FROM a;

-- reads: b
DESCRIBE TABLE b;

-- reads: b
DESCRIBE (SELECT 1 FROM b);

-- reads: MODEL
DESCRIBE EXTENDED MODEL;

-- reads:
DESCRIBE MODEL EXTENDED m;

-- reads:
DESCRIBE FUNCTION EXTENDED f;

-- reads:
DESCRIBE connection EXTENDED m;

-- reads:
DESCRIBE job 'a';

-- reads:
DESCRIBE CATALOG c;

-- reads:
DESCRIBE DATABASE EXTENDED d;

-- reads: CATALOG.db.t
DESCRIBE EXTENDED CATALOG.db.t;

-- reads: schema
DESCRIBE schema;

-- reads: VIEW
DESCRIBE VIEW;

-- reads:
CREATE TABLE t (WATERMARK FOR a.b AS a.b - INTERVAL '5' second, a ROW<b timestamp(3)>);

-- reads:
CREATE TABLE t (a, b) AS SELECT 1,2;

-- reads:
CREATE TABLE t WITH ('a'='b');

-- reads:
CREATE TABLE t (a int) WITH ('a' = U&'b\0041', 'd' = _UTF8'x');

-- reads:
CREATE TABLE t (a int) COMMENT 'x' DISTRIBUTED INTO 3 BUCKETS PARTITIONED BY (a) WITH ('a'='b');

-- reads:
CREATE TABLE t (a int) DISTRIBUTED BY (a);

-- reads:
CREATE TABLE t (a int) DISTRIBUTED BY range(a) INTO 3 BUCKETS;

-- reads:
CREATE TABLE t LIKE b;

-- reads:
CREATE TABLE t (a int) WITH ('x'='y') LIKE b (including ALL overwriting options excluding partitions);

-- reads:
CREATE TABLE t (a.b int);

-- reads: b
CREATE TABLE t (a int) WITH ('a'='b') AS SELECT * FROM b;

-- reads:
CREATE MATERIALIZED TABLE t (a int, PRIMARY KEY (a) NOT ENFORCED, WATERMARK FOR a AS a) COMMENT 'x' DISTRIBUTED BY (a) INTO 2 BUCKETS PARTITIONED BY (a) WITH ('a'='b') FRESHNESS = INTERVAL '1' minute refresh_mode = FULL AS SELECT 1;

-- reads:
CREATE MATERIALIZED TABLE t (a, b) start_mode = resume_or_from_beginning AS SELECT 1;

-- reads:
CREATE OR ALTER MATERIALIZED TABLE t start_mode = from_timestamp(timestamp '2020-01-01 00:00:00') AS SELECT 1;

-- reads:
CREATE MATERIALIZED TABLE t start_mode = from_now(INTERVAL '1' day) AS SELECT 1;

-- reads:
CREATE TABLE t (a int) WITH ('a' = 'b' 'c');

-- reads:
CREATE TABLE t (a int) WITH ('a' = 'b'
'c');

-- reads:
CREATE TABLE t (a int) WITH ('a' = E'b\'c');

-- reads:
CREATE TABLE t (a int) WITH (N'a' = X'41');

-- reads: t
SELECT 'a' 'b', 'a'
 'b' FROM t;

-- reads:
ALTER TABLE t ADD PARTITION (a='1') WITH ('x'='y') PARTITION (a='2');

-- reads:
ALTER TABLE t DROP IF EXISTS PARTITION (a='1');

-- reads:
ALTER TABLE t ADD IF NOT EXISTS PARTITION (a='1');

-- reads:
ALTER TABLE t RENAME a TO b;

-- reads:
ALTER TABLE t RENAME a.b TO c;

-- reads:
ALTER TABLE t DROP PRIMARY KEY;

-- reads:
ALTER TABLE t DROP CONSTRAINT c;

-- reads:
ALTER TABLE t DROP WATERMARK;

-- reads:
ALTER TABLE t ADD WATERMARK FOR a AS a;

-- reads:
ALTER TABLE t ADD PRIMARY KEY (a) NOT ENFORCED;

-- reads:
ALTER TABLE t ADD CONSTRAINT c PRIMARY KEY (a) NOT ENFORCED;

-- reads:
ALTER TABLE t ADD x int after y;

-- reads:
ALTER TABLE t MODIFY x int first;

-- reads:
ALTER TABLE t MODIFY (x int, PRIMARY KEY (x) NOT ENFORCED, WATERMARK FOR a AS a);

-- reads:
ALTER TABLE t MODIFY distribution BY hash(a) INTO 3 BUCKETS;

-- reads:
ALTER TABLE t ADD distribution INTO 3 BUCKETS;

-- reads:
ALTER TABLE t RESET ('a','b');

-- reads:
ALTER TABLE IF EXISTS t SET ('a'='b');

-- reads:
ALTER TABLE t DROP (a, b);

-- reads:
ALTER MATERIALIZED TABLE m suspend;

-- reads:
ALTER MATERIALIZED TABLE m resume WITH ('a'='b');

-- reads:
ALTER MATERIALIZED TABLE m refresh;

-- reads:
ALTER MATERIALIZED TABLE m refresh PARTITION (a='b');

-- reads:
ALTER MATERIALIZED TABLE m SET FRESHNESS = INTERVAL '1' day;

-- reads:
ALTER MATERIALIZED TABLE m SET refresh_mode = FULL;

-- reads:
ALTER MATERIALIZED TABLE m RESET ('a');

-- reads:
ALTER MATERIALIZED TABLE m ADD (a int);

-- reads:
ALTER MATERIALIZED TABLE m DROP distribution;

-- reads:
ALTER MATERIALIZED TABLE m MODIFY WATERMARK FOR a AS a;

-- reads:
ALTER MATERIALIZED TABLE m SET ('a'='b');

-- reads:
ALTER MODEL m SET ('a'='b');

-- reads:
ALTER MODEL m RESET ('a');

-- reads:
ALTER MODEL IF EXISTS m RENAME TO n;

-- reads:
ALTER TEMPORARY FUNCTION f AS 'x';

-- reads:
ALTER FUNCTION f AS 'x' language java;

-- reads:
ALTER CATALOG c SET ('a'='b');

-- reads:
ALTER CATALOG c COMMENT 'x';

-- reads:
ALTER DATABASE d SET ('a'='b');

-- reads:
ALTER connection c SET ('a'='b');

-- reads:
ALTER connection c RENAME TO d;

-- reads: a
INSERT INTO t SELECT * FROM a ON CONFLICT DO ERROR;

-- reads: a b
SELECT * FROM a CROSS JOIN b ON x;

-- reads: a b
SELECT * FROM a JOIN b;

-- reads: a b
SELECT * FROM a NATURAL JOIN b ON x;

-- reads: t
CALL p((SELECT a FROM t));

-- reads: t u
CALL cat.sys.p('db.t', (SELECT MAX(a) FROM t), x => EXISTS (SELECT 1 FROM u), y => MAP['a', 'b']);

-- reads: t
CALL p(SELECT a FROM t);

-- reads: t u
CALL p(WITH c AS (SELECT a FROM t) SELECT * FROM c, u);

-- reads: t
CALL p(TABLE t, EXTRACT(DAY FROM DATE '2024-01-01'), TRIM(BOTH 'x' FROM 'y'), f((1, 2)));

-- reads:
CALL p();

-- reads: t u
SELECT a FROM t (b INT NOT NULL, c other_type), u (d STRING) AS v WHERE a > b;

-- reads: t
SELECT a FROM t, LATERAL TABLE(f(a)) AS g (b), LATERAL TABLE(f(b => a, c => INTERVAL '1' DAY)) AS h (c);

-- Queries, and changes of rows, that Flink's own parser accepts. The line before each statement says
-- which tables it reads.

-- reads: t
SELECT U&'\0041' , U&'d!0061t' uescape '!' , _utf8'x', _UTF16'x', N'x', x'AB', E'a\'b FROM z' FROM t;

-- reads: t
SELECT INTERVAL '1' day, INTERVAL '1 2:3' day TO minute, INTERVAL -'1' month, INTERVAL '3' day(3) FROM t;

-- reads: t
SELECT * FROM ml_predict(TABLE t, MODEL m, DESCRIPTOR(a));

-- reads: t
SELECT * FROM TABLE(ml_predict(input => TABLE t, MODEL => MODEL cat.db.m, args => DESCRIPTOR(a), config => MAP['async','true']));

-- reads: t
SELECT * FROM t, LATERAL TABLE(ml_predict('m', a));

-- reads: t
SELECT * FROM TABLE(f(cursor(SELECT * FROM t)));

-- reads: t v
SELECT * FROM (SELECT * FROM t) MATCH_RECOGNIZE (ORDER BY b PATTERN (A) DEFINE A AS true) mr JOIN v ON true;

-- reads: t u
SELECT * FROM t PIVOT (sum(a) AS s, max(b) FOR (c,d) IN (('x',1) AS y, ('z',2))) AS p, u UNPIVOT INCLUDE NULLS (v FOR k IN (a AS 'x', b)) q;

-- reads: t u
SELECT * FROM t FOR system_time AS of timestamp '2020-01-01 00:00:00' + INTERVAL '1' day AS x LEFT JOIN u FOR system_time AS of t.p ON t.a = u.a;

-- reads: t u
SELECT * FROM t FOR system_time AS of proctime(), u;

-- reads: t
SELECT json_object('a' value x, KEY 'b' value y NULL ON NULL), json_object('a' : b), json_array(1,2 absent ON NULL), json_value(x, 'lax $.y' returning int NULL ON empty error ON error), json_query(x, '$' WITH conditional ARRAY wrapper), json_exists(x, '$.a' false ON error), json_objectagg(KEY a value b), json_arrayagg(a ORDER BY b), x IS json object, x IS NOT json scalar FROM t;

-- reads: t
SELECT a FROM t GROUP BY grouping sets ((a,b),()), cube(a), rollup(a,b), (a,b), () HAVING count(*) > 1 ORDER BY a desc NULLS last, 2 LIMIT 3 OFFSET 4;

-- reads: t
SELECT a FROM t ORDER BY 1 OFFSET 3 ROWS FETCH first 3 ROWS only;

-- reads: t
SELECT stream a FROM t;

-- reads: c e g i k m n p q r v
SELECT CASE WHEN a IN (SELECT b FROM c) THEN (SELECT d FROM e) ELSE 1 END, CASE a WHEN 1 THEN 2 END, a BETWEEN 1 AND (SELECT f FROM g), a NOT IN (SELECT h FROM i), EXISTS(SELECT j FROM k), a > ANY (SELECT l FROM m), a = SOME (TABLE n), UNIQUE (SELECT o FROM p), NOT EXISTS (TABLE q) FROM r WHERE (a,b) IN (SELECT s,u FROM v) AND a LIKE 'x' escape 'y' AND b similar TO 'c' AND d IS NOT DISTINCT FROM e AND x member of y AND z submultiset of w AND (a,b) overlaps (c,d) AND period (a,b) contains c;

-- reads: t
SELECT a MULTISET UNION ALL b, a MULTISET EXCEPT DISTINCT b, a MULTISET INTERSECT c FROM t;

-- reads: z
INSERT INTO t (a.b, c) VALUES (1, default), (2, (SELECT 1 FROM z));

-- reads: u v
INSERT INTO t SELECT * FROM u /*+ OPTIONS('a'='b') */ , v /*+ STATE_TTL('x'='1d'), LOOKUP('table'='v','async'='true') */ AS q;

-- reads:
INSERT INTO t VALUES ROW(1,2), (3,4);

-- reads:
INSERT INTO t (VALUES (1));

-- reads: a b
INSERT INTO t ((SELECT 1 FROM a) UNION ALL (SELECT 2 FROM b));

-- reads: a
INSERT INTO t (a) (SELECT 1 FROM a);

-- reads: y q
INSERT INTO t WITH x AS (SELECT * FROM y), z(a, b) AS (SELECT * FROM x) SELECT * FROM z, (WITH x AS (SELECT 1 FROM q) SELECT * FROM x) w, x;

-- reads: t y2
WITH x AS (WITH y AS (SELECT * FROM t) SELECT * FROM y), y AS (SELECT * FROM y2) SELECT * FROM x UNION SELECT * FROM y ORDER BY (SELECT 1 FROM x);

-- reads: db.x
WITH x AS (SELECT 1), X AS (SELECT 2 FROM x) SELECT * FROM `X`, X, x, db.x;

-- reads:
WITH x AS (VALUES (1)), y AS (TABLE x), z AS ((SELECT * FROM y)) TABLE z;

-- reads: a b
SELECT * FROM a WHERE EXISTS (WITH x AS (SELECT * FROM b) SELECT * FROM x) AND c IN (WITH a AS (SELECT 1) SELECT * FROM a);

-- reads: größe 表格 _x x1$y Ünï
SELECT * FROM größe, 表格, `größe`, _x, x1$y, Ünï;

-- reads: a b
SELECT /*+ BROADCAST(a), SHUFFLE_HASH(b, c) */ * FROM a, b;

-- reads: t
SELECT a[1], a[1][2].b, f(x).y.z, (a).b, a['x'] FROM t;

-- reads: t
SELECT current_timestamp, localtime, current_user, next value FOR s, CURRENT value FOR z FROM t;

-- reads: t
SELECT CAST(NULL AS int), date '2020-01-01', time '00:00', timestamp WITH local time zone '2020-01-01 00:00:00', current_date FROM t;

-- reads: t u
SELECT t.*, u.a.*, * FROM t, u;

-- reads: t
SELECT a AS select_, b from_ FROM t;

-- reads: t
SELECT my_f(a), db.my_g(b), cat.db.my_h(c), `my f`(d), my_agg(DISTINCT e) FROM t;

-- reads: t
SELECT * FROM my_tf(1), db.my_tf(2) AS x(y), TABLE(db.my_tf(TABLE t)), LATERAL TABLE(cat.db.tf(x)) with_;

-- reads: t
SELECT group_id(), grouping(a), grouping_id(a,b) FROM t GROUP BY a, b;

-- reads: t c d e
SELECT * FROM t WHERE a IN ((SELECT b FROM c)) OR (SELECT 1 FROM d) = (((SELECT 2 FROM e)));

-- reads: t b
SELECT * FROM t WHERE (SELECT a FROM b) IS NOT NULL AND ((a)) IN (((1)), 2);

-- reads:
UPDATE t AS x SET y = 1;

-- reads: u
DELETE FROM t AS x WHERE EXISTS (SELECT 1 FROM u WHERE u.a = x.a);

-- reads: u v w
MERGE INTO t AS x USING (SELECT * FROM u) AS s ON x.a = s.a WHEN MATCHED THEN UPDATE SET b = s.b, c = (SELECT 1 FROM v) WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, (SELECT 2 FROM w));

-- reads: u
MERGE INTO t USING u ON (t.a = u.a) WHEN NOT MATCHED THEN INSERT VALUES (1);

-- reads: b c d f g t
SELECT ARRAY[1,2], ARRAY(SELECT 1 FROM b), MULTISET(SELECT 1 FROM c), MAP(SELECT 1,2 FROM d), MULTISET[1], (SELECT 1 FROM f), ROW((SELECT 1 FROM g), 2) FROM t;

-- reads: t u w v q r s
SELECT * FROM f(input => TABLE t PARTITION BY k ORDER BY z, uid => 'x'), g(TABLE u PARTITION BY (a,b)), i((SELECT 1 FROM w) PARTITION BY a), j(TABLE v ORDER BY (a, b desc)), k(TABLE q PARTITION BY a ORDER BY b, x => 1), l(m => (TABLE r), n => (SELECT * FROM s));

-- reads: a c
SELECT * FROM LATERAL (SELECT * FROM a WHERE a.x=b.y) AS q, LATERAL TABLE(f(1)), LATERAL UNNEST(z), UNNEST(a.b) WITH ordinality AS t(x,y), UNNEST((SELECT b FROM c)) AS d;

-- reads: t
SELECT * FROM t MATCH_RECOGNIZE (PATTERN (PERMUTE(A, B)) DEFINE A AS true);

-- reads: t
SELECT * FROM t MATCH_RECOGNIZE (PATTERN (^ A $) DEFINE A AS true) mr;

-- reads: t u v w
SELECT * FROM t TABLESAMPLE SYSTEM(10) repeatable(3), u TABLESAMPLE bernoulli (5), v TABLESAMPLE substitute('x'), w AS ww TABLESAMPLE SYSTEM(1);

-- reads: t u v w
SELECT * FROM t FOR system_time AS of timestamp '2020-01-01 00:00:00' + INTERVAL '1' day AS x LEFT JOIN u FOR system_time AS of t.p ON t.a = u.a JOIN v FOR system_time AS of CAST('x' AS timestamp) AS vv ON true JOIN w /*+ OPTIONS('a'='b') */ FOR system_time AS of t.p AS ww ON true;

-- reads: db.t u
SELECT * FROM db.t FOR system_time AS of x.y, u;

-- reads: b e t
SELECT trim(both 'x' FROM y), extract(year FROM z), position('a' IN b), position('a' IN b FROM 3), overlay(a placing b FROM 1 FOR 2), substring(a FROM 1 FOR 2), ceil(x TO day), floor(x TO month), trim(trailing (SELECT a FROM b) FROM c), extract(day FROM (SELECT d FROM e)) FROM t;

-- reads: t
SELECT convert(a USING utf8) FROM t;

-- reads: t
SELECT translate(a USING x) FROM t;

-- reads: t
SELECT timestampadd(day, 1, x), timestampdiff(second, a, b), extract(epoch FROM x), CAST(x AS timestamp(3) WITH local time zone), TRY_CAST(x AS ROW<a int, b ARRAY<string>>) FROM t;

-- reads: z t
SELECT count(DISTINCT a), count(*) FILTER (WHERE x IN (SELECT y FROM z)), listagg(a, ',') WITHIN GROUP (ORDER BY b), first_value(a) ignore NULLS OVER (PARTITION BY b ORDER BY c ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), sum(a) OVER w, lag(a) OVER (w ORDER BY c), max(a) WITHIN DISTINCT (b) FROM t WINDOW w AS (PARTITION BY a), w2 AS (ORDER BY b range BETWEEN INTERVAL '1' day PRECEDING AND CURRENT ROW);

-- reads: t u q a b c z q2
SELECT * FROM (t JOIN u ON true), (SELECT 1 FROM q), ((a JOIN b ON true) JOIN c USING (d)), (TABLE z), (VALUES (1)) AS v(x), ((SELECT 1 FROM q2));

-- reads: t u
SELECT * FROM ((t JOIN u ON true));

-- reads: a b c
SELECT * FROM (((SELECT 1 FROM a)) UNION ALL SELECT 2 FROM b) x, (WITH y AS (SELECT * FROM c) SELECT * FROM y UNION ALL (SELECT * FROM y)) z;

-- reads: a u v w x y z zz inn
SELECT * FROM a NATURAL LEFT JOIN u, v CROSS JOIN w FULL OUTER JOIN x ON true RIGHT JOIN y ON true INNER JOIN z USING (q,r) LEFT OUTER JOIN zz ON EXISTS (SELECT 1 FROM inn WHERE true);

-- reads: a b c d
SELECT * FROM a JOIN b ON a.x IN (1,2) AND b.y = (SELECT 1 FROM c), d;

-- reads: a b c d e
SELECT * FROM a JOIN b USING (x), c NATURAL JOIN d, e;

-- reads: t u
SELECT * FROM t AS x (a, b), u y (c), (VALUES (1,2)) z (d, e), f(1) w (g), UNNEST(q) r (h), LATERAL TABLE(s(1)) AS v (i, j);

-- reads: t
INSERT INTO a.b.c PARTITION (x = '1', y = 2) (c, d) SELECT * FROM t;

-- reads: t
SELECT a % b, a || b, -a, +b, NOT c, a IS true, a IS unknown, a IS NOT false, b IS NULL, a IS a SET, b IS empty FROM t;

-- reads: c s
UPDATE a.b SET x = (SELECT max(y) FROM c), z = 1 WHERE q IN (SELECT r FROM s);

-- reads: c
DELETE FROM a.b WHERE (x, y) IN (SELECT 1, 2 FROM c);

-- reads: t d f
SELECT * FROM t WHERE a = 'x' AND (b) IN (SELECT c FROM d) ORDER BY (SELECT e FROM f), a;

-- reads: a b c d e
SELECT (SELECT 1 FROM a UNION SELECT 2 FROM b), ARRAY(SELECT 1 FROM c UNION ALL SELECT 2 FROM d) FROM e;

-- reads: t
SELECT * FROM session(TABLE t PARTITION BY (a,b), DESCRIPTOR(c), INTERVAL '1' minute) GROUP BY window_start;

-- reads: t
SELECT * FROM TABLE(session(data => TABLE t PARTITION BY a, timecol => DESCRIPTOR(c), gap => INTERVAL '1' minute)) AS s;

-- reads: x.y.z c
SELECT * FROM TABLE(hop(TABLE x.y.z, DESCRIPTOR(t), INTERVAL '5' minutes, INTERVAL '10' minutes)), cumulate(TABLE c, DESCRIPTOR(t), INTERVAL '1' day, INTERVAL '1' day, INTERVAL '0' second);

-- reads: c
SELECT * FROM TABLE(cumulate((SELECT * FROM c), DESCRIPTOR(t), INTERVAL '1' day, INTERVAL '1' day));

-- reads: t
SELECT session_start(a, INTERVAL '1' hour), hop_end(b, INTERVAL '1' day, INTERVAL '1' hour) FROM t GROUP BY session(a, INTERVAL '1' hour), hop(b, INTERVAL '1' day, INTERVAL '1' hour);

-- reads: t u
SELECT * FROM vector_search(TABLE t, DESCRIPTOR(v), a.emb, 5), LATERAL TABLE(vector_search(search_table => TABLE u, column_to_search => DESCRIPTOR(v), column_to_query => q.emb, top_k => 3)) x;

-- reads: t u
SELECT * FROM to_changelog(input => TABLE t), from_changelog(TABLE u, op => DESCRIPTOR(a));

-- reads: t u
SELECT * FROM ml_predict(input => TABLE t, MODEL => MODEL m, args => DESCRIPTOR(x)), ml_evaluate(MODEL m2, TABLE u);

-- reads: MODEL t
SELECT MODEL, MODEL.x, m MODEL FROM MODEL, t MODEL WHERE MODEL = 1;

-- reads:
SELECT * FROM f(MODEL m, MODEL => MODEL n, x => MODEL), g(MODEL);

-- reads: t
SELECT f(MODEL m) FROM t;

-- reads: t
SELECT value_ FROM t WHERE x IN (MODEL, y) AND z = MODEL;

-- reads:
SELECT *;

-- reads:
SELECT t.*;

-- reads:
SELECT 1 ORDER BY 1;

-- reads:
SELECT 1 LIMIT 3;

-- reads: t
SELECT * x FROM t;

-- reads: t
SELECT t.* x FROM t;

-- reads: t
SELECT * , a FROM t;

-- reads:
SELECT (1) x;

-- reads: t
SELECT a FROM t ORDER BY b LIMIT ALL;

-- reads: t
SELECT a FROM t WHERE a IS a SET;

-- reads: t
SELECT a FROM t WHERE a IS empty;

-- reads: t
SELECT a FROM t OFFSET 1 ROW;

-- reads: t
SELECT a FROM t OFFSET 1 ROWS;

-- reads: t
SELECT a FROM t FETCH first 1 ROWS only;

-- reads: t
SELECT a FROM t WHERE x IS NOT unknown;

-- reads: t
SELECT a FROM t WHERE x IS json;

-- reads: t
SELECT a FROM t, UNNEST(x) WITH ordinality;

-- reads: t
SELECT 1 FROM t WHERE b IS json ARRAY;

-- reads:
SELECT INTERVAL '1' day;

-- reads: t
SELECT a FROM t ORDER BY b desc NULLS last;

-- reads: t
SELECT overlay(a placing b FROM c) FROM t;

-- reads: t u
SELECT * FROM IF(WITH a AS (SELECT x FROM t) SELECT x FROM a) AS b JOIN u ON true;

-- reads: s t u
SELECT * FROM s, c.d.f(WITH a AS (SELECT x FROM t) SELECT x FROM a UNION ALL SELECT y FROM u) AS z (p) WHERE z.p > 1;

-- reads: s t a
WITH b AS (SELECT x FROM s) SELECT * FROM b JOIN f(WITH a AS (SELECT x FROM t) (SELECT x FROM a)) ON true, a;

-- reads: t
SELECT * FROM f(WITH a AS (SELECT x FROM t) TABLE a), g(VALUES (1));

-- reads: t u
SELECT f(y => SELECT x FROM t), g(y => WITH a AS (SELECT x FROM u) SELECT x FROM a);

-- reads: t u
SELECT * FROM f(y => SELECT x FROM t) AS a, TABLE(g(y => WITH b AS (SELECT x FROM u) SELECT x FROM b));

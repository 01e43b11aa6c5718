"""Cosmetic differences vanish, all others stay."""

import pytest

from teal.sql.normalise import normalised

COSMETIC = [
    ("select a from b", "SELECT  a\nFROM b ;"),
    ("SELECT a -- why\nFROM b", "/* x */ SELECT a FROM b"),
    ("SELECT count(*) FROM b", "SELECT COUNT ( * ) FROM b"),
    ("SELECT `a` FROM `cat` . `b`", "SELECT a FROM cat.b"),
    ("create table t (a string not null, primary key (a) not enforced)",
     "CREATE TABLE t (a STRING NOT NULL, PRIMARY KEY (a) NOT ENFORCED)"),
    ("create temporary view if not exists v as table t",
     "CREATE TEMPORARY VIEW IF NOT EXISTS v AS TABLE t"),
    ("CREATE TABLE t (a INT METADATA FROM 'k' virtual) distributed by hash(a) into 4 buckets",
     "CREATE TABLE t (a INT metadata FROM 'k' VIRTUAL) DISTRIBUTED BY HASH(a) INTO 4 BUCKETS"),
    ("SELECT a FROM b ORDER BY c desc nulls last, d asc",
     "SELECT a FROM b ORDER BY c DESC NULLS LAST, d ASC"),
    ("SUM(a) OVER (ROWS BETWEEN unbounded preceding AND 1 following)",
     "SUM(a) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING)"),
    ("insert overwrite t table s", "INSERT OVERWRITE t TABLE s"),
    ("tumble(table t, descriptor(ts), interval '1' day)",
     "TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' DAY)"),
    ("SELECT u&'a', 1e3", "SELECT U&'a', 1E3"),
    ("create table t like b (including all excluding options)",
     "CREATE TABLE t LIKE b (INCLUDING ALL EXCLUDING OPTIONS)"),
    ("analyze table a compute statistics for all Columns",
     "ANALYZE TABLE a COMPUTE STATISTICS FOR ALL COLUMNS"),
    ("analyze table a compute statistics for columns b",
     "ANALYZE TABLE a COMPUTE STATISTICS FOR COLUMNS b"),
    ("stop job 'a' with savepoint with drain", "STOP JOB 'a' WITH SAVEPOINT WITH DRAIN"),
    ("alter table a add b string after c", "ALTER TABLE a ADD b STRING AFTER c"),
    ("show procedures in a.b ilike 'c'", "SHOW PROCEDURES IN a.b ILIKE 'c'"),
    ("select overlay(.5e1 placing 'x' from 2)", "SELECT OVERLAY(.5E1 PLACING 'x' FROM 2)"),
    ("select overlay(current_date placing 'x' from 2)",
     "SELECT OVERLAY(CURRENT_DATE PLACING 'x' FROM 2)"),
    ("create function f as 'a' language java using jar '/a.jar', Jar '/b.jar'",
     "CREATE FUNCTION f AS 'a' LANGUAGE JAVA USING JAR '/a.jar', JAR '/b.jar'"),
]  # fmt: skip

MEANT = [
    ("SELECT a FROM b", "SELECT A FROM b"),
    ("SELECT a FROM b", "SELECT a FROM B"),
    ("SELECT 'a' FROM b", "SELECT 'A' FROM b"),
    ("SELECT 'a  b' FROM b", "SELECT 'a b' FROM b"),
    ("SELECT a FROM b", "SELECT a, c FROM b"),
    ("SELECT hash_key FROM b", "SELECT HASH_KEY FROM b"),
    ("SELECT first, data, zone FROM b", "SELECT FIRST, data, zone FROM b"),
    ("SELECT `group` FROM b", "SELECT `GROUP` FROM b"),
    ("SELECT a, jar FROM b", "SELECT a, JAR FROM b"),
    ("SELECT .5 FROM b", "SELECT `5` FROM b"),
    ("SELECT COUNT(ALL columns) FROM b", "SELECT COUNT(ALL COLUMNS) FROM b"),
    (
        "WITH drain AS (SELECT after FROM b) SELECT 1",
        "WITH DRAIN AS (SELECT after FROM b) SELECT 1",
    ),
    ("SELECT /*+ BROADCAST(b) */ a FROM b", "SELECT a FROM b"),
    ("SELECT a < > b FROM c", "SELECT a <> b FROM c"),
    ("SELECT my_function(a) FROM b", "SELECT My_Function(a) FROM b"),
    ("SELECT a AS b", "SELECT a AS `B`"),
]


@pytest.mark.parametrize(("one", "other"), COSMETIC)
def test_a_cosmetic_change_is_none(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(("one", "other"), MEANT)
def test_any_other_change_is_one(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


def test_the_canonical_text_reads_well() -> None:
    assert normalised("select o.id,count(*)\nfrom `orders` o -- all\n;\n") == (
        "SELECT o.id , COUNT ( * ) FROM orders o"
    )


def test_an_empty_text_stays_empty() -> None:
    assert normalised(" -- nothing\n ;") == ""

"""What a CREATE TABLE defines."""

import pytest

from teal.model.statements import Column, ColumnKind, TableDefinition, Watermark
from teal.sql.definition import table_definition
from teal.sql.scanner import scan


def defined(sql: str) -> TableDefinition:
    (statement,) = scan(sql).statements
    definition = table_definition(statement)
    assert isinstance(definition, TableDefinition), [str(found) for found in definition]
    return definition


def mistakes(sql: str) -> list[str]:
    (statement,) = scan(sql, "t.sql").statements
    found = table_definition(statement)
    assert isinstance(found, tuple)
    return [str(diagnostic) for diagnostic in found]


def types(sql: str) -> list[str]:
    return [column.type for column in defined(f"CREATE TABLE t ({sql})").columns]


def test_everything_that_a_definition_can_say() -> None:
    assert defined(
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS `my cat`.db.src_orders ( -- the raw ones
          `order id` STRING NOT NULL COMMENT 'it''s the key',
          amount decimal(10,2),
          total AS amount * 2 COMMENT 'twice',
          label AS CASE WHEN amount < 3 THEN CONCAT('a', 'b') END,
          ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
          `partition` INT METADATA,
          WATERMARK FOR ts AS ts - INTERVAL '5' SECOND,
          CONSTRAINT pk PRIMARY KEY (`order id`, amount) NOT ENFORCED
        ) COMMENT 'orders'
          DISTRIBUTED BY HASH(`order id`) INTO 4 BUCKETS
          PARTITIONED BY (amount)
          WITH ('changelog.mode' = 'upsert', 'topic' = 'a''b')
        """
    ) == TableDefinition(
        parts=("my cat", "db", "src_orders"),
        columns=(
            Column("order id", "STRING", not_null=True, comment="it's the key"),
            Column("amount", "DECIMAL(10, 2)"),
            Column("total", "", kind=ColumnKind.COMPUTED, expression="amount * 2", comment="twice"),
            Column(
                "label",
                "",
                kind=ColumnKind.COMPUTED,
                expression="CASE WHEN amount < 3 THEN CONCAT('a', 'b') END",
            ),
            Column("ts", "TIMESTAMP_LTZ(3)", False, ColumnKind.METADATA, "timestamp", True),
            Column("partition", "INT", kind=ColumnKind.METADATA),
        ),
        primary_key=("order id", "amount"),
        distributed_by=("order id",),
        buckets=4,
        watermark=Watermark("ts", "ts - INTERVAL '5' SECOND"),
        options=(("changelog.mode", "upsert"), ("topic", "a'b")),
        temporary=True,
        if_not_exists=True,
        comment="orders",
        partitioned_by=("amount",),
    )


@pytest.mark.parametrize(
    ("written", "type_"),
    [
        ("decimal ( 10 , 2 )", "DECIMAL(10, 2)"),
        ("array<row<a int, b array<string>>>", "ARRAY<ROW<a INT, b ARRAY<STRING>>>"),
        (
            "ROW<`a b` INT NOT NULL 'x', C MAP<STRING, INT>>",
            "ROW<`a b` INT NOT NULL 'x', C MAP<STRING, INT>>",
        ),
        ("ROW(a INT, b STRING)", "ROW(a INT, b STRING)"),
        ("timestamp(3) with local time zone", "TIMESTAMP(3) WITH LOCAL TIME ZONE"),
        ("double precision", "DOUBLE PRECISION"),
        ("INT ARRAY", "INT ARRAY"),
        ("interval day(3) to second(3)", "INTERVAL DAY(3) TO SECOND(3)"),
        ("RAW('a.B', 'x==')", "RAW('a.B', 'x==')"),
    ],
)
def test_types_have_one_spelling(written: str, type_: str) -> None:
    assert types(f"a {written}, b {written} NOT NULL COMMENT 'x'") == [type_, type_]


@pytest.mark.parametrize(
    ("clause", "columns", "buckets"),
    [
        ("DISTRIBUTED BY (a, b) INTO 6 BUCKETS", ("a", "b"), 6),
        ("DISTRIBUTED BY RANGE (a)", ("a",), None),
        ("DISTRIBUTED INTO 3 BUCKETS", (), 3),
    ],
)
def test_distribution(clause: str, columns: tuple[str, ...], buckets: int | None) -> None:
    definition = defined(f"CREATE TABLE t (a INT, b INT) {clause}")
    assert (definition.distributed_by, definition.buckets) == (columns, buckets)


def test_how_rows_are_distributed_counts() -> None:
    said = {
        clause: defined(f"CREATE TABLE t (a INT, b INT) DISTRIBUTED {clause}").distribution
        for clause in ("BY RANGE(a, b)", "BY HASH(a, b)", "BY (a, b)", "INTO 3 BUCKETS")
    }
    assert list(said.values()) == ["RANGE(a, b)", "(a, b)", "(a, b)", ""]


def test_a_key_of_one_column_may_stand_with_it() -> None:
    assert defined("CREATE TABLE t (a INT PRIMARY KEY NOT ENFORCED)").primary_key == ("a",)


def test_like_and_ctas() -> None:
    assert defined(
        "CREATE TABLE t (PRIMARY KEY (x) NOT ENFORCED) LIKE a.b (INCLUDING ALL)"
    ).like == (
        "a",
        "b",
    )
    assert defined("CREATE TABLE t WITH ('a' = 'b') AS SELECT 1 AS x").options == (("a", "b"),)
    assert [c.name for c in defined("CREATE TABLE t (x, y) AS SELECT 1, 2").columns] == ["x", "y"]


def test_a_watermark_may_stand_on_a_field_or_a_system_column() -> None:
    assert defined(
        "CREATE TABLE t (a ROW<ts TIMESTAMP(3)>, WATERMARK FOR a.ts AS a.ts)"
    ).watermark == Watermark("a.ts", "a.ts")
    assert defined(
        "CREATE TABLE t (a INT, WATERMARK FOR `$rowtime` AS SOURCE_WATERMARK())"
    ).watermark == Watermark("$rowtime", "SOURCE_WATERMARK()")


def test_all_mistakes_come_at_once_with_their_places() -> None:
    found = mistakes("CREATE TABLE t (\n  a INT b,\n  c FOO BAR,\n  d MAP<INT, INT,\n  e INT)")
    assert [line.split(" [")[0] for line in found] == [
        "t.sql:2:9: error",
        "t.sql:3:9: error",
        "t.sql:5:8: error",
    ]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("CREATE TABLE t (a INT, a STRING)", 'Column "a" is defined twice.'),
        ("CREATE TABLE t (a INT, PRIMARY KEY (A) NOT ENFORCED)", 'The key column "A" is no column'),
        ("CREATE TABLE t (a INT) DISTRIBUTED BY HASH(b) INTO 2 BUCKETS", '"b" is no column'),
        ("CREATE TABLE t (a INT) WITH ('x' 'y')", "Here = is expected"),
        ("CREATE TABLE t (a INT) WITH (x = 'y')", "A literal in single quotes is expected"),
    ],
)
def test_contradictions_are_errors(sql: str, said: str) -> None:
    (found,) = mistakes(sql)
    assert said in found


def test_what_else_may_stand_behind_a_type() -> None:
    found = defined(
        """
        CREATE TABLE t (
          a VARCHAR(3) CHARACTER SET `UTF-16LE` NOT NULL,
          b ROW<x INT> NOT NULL ARRAY NOT NULL,
          c INT UNIQUE,
          d INT NULL CONSTRAINT pk PRIMARY KEY NOT ENFORCED COMMENT 'key',
          UNIQUE (a, c) NOT ENFORCED,
          CONSTRAINT other UNIQUE (b)
        )
        """
    )
    assert found.columns == (
        Column("a", "VARCHAR(3)", not_null=True),
        Column("b", "ROW<x INT> NOT NULL ARRAY", not_null=True),
        Column("c", "INT"),
        Column("d", "INT", comment="key"),
    )
    assert found.primary_key == ("d",)


def test_of_an_option_that_stands_twice_the_last_counts() -> None:
    sql = "CREATE TABLE t (a INT) WITH ('x' = '1', 'y' = '2', 'x' = '3')"
    assert defined(sql).options == (("x", "3"), ("y", "2"))


def test_columns_of_a_key_may_come_from_the_query() -> None:
    sql = "CREATE TABLE t (b AS a, PRIMARY KEY (a) NOT ENFORCED) AS SELECT a FROM s"
    assert defined(sql).primary_key == ("a",)

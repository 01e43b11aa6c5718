"""Who reads which columns of a table, for what, and where."""

from __future__ import annotations

from tests.unit.planning.lineage.small_worlds import ENVIRONMENT, sides, stage

from teal.model.explanation import ColumnUse
from teal.planning.column_readers import ColumnReader, column_readers
from teal.planning.lineage.world import World
from teal.sql.shape.cache import Shapes

BASE = {"int.sql": stage("int_orders", "SELECT id, a, b, c FROM `raw`")}


def readers(files: dict[str, str], table: str = "int_orders") -> dict[str, ColumnReader]:
    graph, texts = sides({**BASE, **files})
    world = World(texts, ENVIRONMENT, Shapes())
    return {each.unit: each for each in column_readers(world, table, graph.readers_of)}


def test_a_column_is_read_for_a_column_or_for_the_rows() -> None:
    query = "SELECT\n  a,\n  SUM(b) AS n\nFROM int_orders\nWHERE c = 'x'\nGROUP BY a"
    found = readers({"fct.sql": stage("fct", query, "id INT, total INT")})["fct"]
    assert found == ColumnReader(
        "fct",
        (),
        (
            ColumnUse("a", "id", "", "a", "fct.sql:3"),
            ColumnUse("b", "total", "", "SUM(b)", "fct.sql:4"),
            ColumnUse("c", "", "WHERE", "c = 'x'", "fct.sql:6"),
            ColumnUse("a", "", "GROUP BY", "GROUP BY a", "fct.sql:7"),
        ),
    )


def test_a_reader_of_a_view_reads_the_columns_behind_it() -> None:
    found = readers(
        {
            "v.sql": "CREATE VIEW v AS SELECT id, a + b AS both, c FROM int_orders",
            "w.sql": "CREATE VIEW w AS SELECT id, both AS again FROM v",
            "fct.sql": stage("fct", "SELECT id, again FROM w", "id BIGINT, n INT"),
        }
    )
    assert found["fct"].through == ("v", "w")
    assert [(use.column, use.into) for use in found["fct"].uses] == [
        ("id", "id"),
        ("a", "n"),
        ("b", "n"),
    ]


def test_where_a_query_cannot_be_followed_all_columns_count_with_the_reason() -> None:
    query = "SELECT id, a FROM int_orders JOIN strange ON TRUE"
    view = "CREATE VIEW strange AS SELECT nope FROM int_orders"
    found = readers({"s.sql": view, "fct.sql": stage("fct", query, "id BIGINT, a INT")})
    assert found["strange"].every == "no source has a column `nope` (s.sql:1)"
    assert not found["strange"].uses


def test_what_hangs_on_each_update_reads_all_columns() -> None:
    over = "SELECT id, SUM(b) OVER (PARTITION BY a ORDER BY ts) FROM int_orders"
    columns = "id BIGINT, a INT, b INT, c STRING, ts TIMESTAMP(3)"
    base = {"int.sql": stage("int_orders", "SELECT id, a, b, c, ts FROM `raw`", columns)}
    found = readers({**base, "fct.sql": stage("fct", over, "id BIGINT, n INT")})["fct"]
    assert found.every.startswith("each update of a row counts for it: ")


def test_each_insert_of_a_statement_set_is_told_by_its_table() -> None:
    both = (
        "CREATE TABLE x (id BIGINT, PRIMARY KEY (id) NOT ENFORCED) "
        "WITH ('changelog.mode' = 'upsert');\n"
        "CREATE TABLE y (a INT, PRIMARY KEY (a) NOT ENFORCED) "
        "WITH ('changelog.mode' = 'upsert');\n"
        "EXECUTE STATEMENT SET BEGIN INSERT INTO x SELECT id FROM int_orders; "
        "INSERT INTO y SELECT a FROM int_orders; END;"
    )
    found = readers({"set.sql": both})["x"]
    assert [(use.column, use.into) for use in found.uses] == [("id", "x.id"), ("a", "y.a")]

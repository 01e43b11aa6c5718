"""What goes into a column of another type as it is, where Flink asks for a cast."""

from __future__ import annotations

import pytest
from tests.unit.planning.lineage.small_worlds import ENVIRONMENT, sides

from teal.planning.checks.types import type_findings
from teal.planning.lineage.world import World
from teal.sql.shape.cache import Shapes

_APPEND = "WITH ('changelog.mode' = 'append')"


def findings(taken: str, query: str, given: str = "INT", view: str = "") -> list[str]:
    files = {
        "src.sql": f"CREATE TABLE src (x {given}) {_APPEND}; INSERT INTO src SELECT a FROM `raw`;",
        "v.sql": view,
        "t.sql": f"CREATE TABLE t (y {taken}) {_APPEND};\nINSERT INTO t\n{query};",
    }
    _, texts = sides(files)
    return [str(each) for each in type_findings(World(texts, ENVIRONMENT, Shapes()), ["t"])]


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("STRING", "TIMESTAMP(3)"),
        ("BIGINT", "INT"),
        ("INT", "STRING"),
        ("DOUBLE", "FLOAT"),
        ("DATE", "TIMESTAMP(3)"),
        ("TIMESTAMP_LTZ(3)", "DATE"),
        ("BOOLEAN", "INT"),
        ("DECIMAL(10, 2)", "BIGINT"),
    ],
)
def test_what_flink_does_not_take_is_found(given: str, taken: str) -> None:
    (said,) = findings(taken, "SELECT x FROM src", given)
    assert said == (
        f"t.sql:3:8: error [TEAL-226]: `x` of `src` is {given}, and goes into `y` of `t`, which "
        f"is {taken}. Cast it, or give `y` the type {given}."
    )


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("INT", "BIGINT NOT NULL"),
        ("INTEGER", "INT"),
        ("VARCHAR(5)", "STRING"),
        ("FLOAT", "DECIMAL(10, 2)"),
        ("TIMESTAMP(3)", "TIMESTAMP(3) WITH LOCAL TIME ZONE"),
        ("TIMESTAMP(3)", "DATE"),
        ("ROW<a INT>", "STRING"),  # not judged
    ],
)
def test_what_flink_takes_is_none(given: str, taken: str) -> None:
    assert findings(taken, "SELECT x FROM src", given) == []


def test_views_subqueries_and_extremes_hand_the_type_on() -> None:
    view = "CREATE VIEW v AS SELECT MAX(x) AS z FROM src GROUP BY x;"
    query = "SELECT z FROM (SELECT z FROM v WHERE z > 1)"
    assert len(findings("STRING", query, view=view)) == 1


@pytest.mark.parametrize("query", ["CAST(x AS STRING)", "x || ''", "COUNT(x)", "COALESCE(x, 1)"])
def test_other_expressions_are_flinks_to_judge(query: str) -> None:
    assert findings("STRING", f"SELECT {query} FROM src") == []

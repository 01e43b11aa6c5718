"""Every touched unit says why, down to the file and the line."""

from tests.unit.planning.lineage.small_worlds import moved, stage

BEFORE = {
    "int.sql": stage("int_orders", "SELECT\n  id,\n  a,\n  b,\n  c\nFROM `raw`"),
    "fct.sql": stage(
        "fct_revenue",
        "SELECT\n  a,\n  SUM(b)\nFROM int_orders\nGROUP BY a",
        "id INT, revenue INT",
    ),
    "vw.sql": "CREATE VIEW vw AS\nSELECT id, revenue / 2 AS half FROM fct_revenue",
}


def reasons(after: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {name: touch.reasons for name, touch in moved(BEFORE, after).touched.items()}


def test_a_changed_column_is_told_with_what_it_was_and_who_reads_it() -> None:
    changed = {
        "int.sql": stage("int_orders", "SELECT\n  id,\n  a,\n  b * 2 AS b,\n  c\nFROM `raw`")
    }
    own = "`b` of int_orders (int.sql:5, was `b`, now `b * 2`)"
    read = f"{own} is read by `SUM(b)` (fct.sql:4) for `revenue`"
    assert reasons(changed) == {
        "int_orders": ("`b` changed in int.sql:5: was `b`, now `b * 2`",),
        "fct_revenue": (read,),
        "vw": (
            "`revenue` of fct_revenue is read by `revenue / 2` (vw.sql:2) for `half`",
            read,
        ),
    }


def test_a_changed_clause_is_told_with_its_kind() -> None:
    changed = {
        "int.sql": stage("int_orders", "SELECT\n  id,\n  a,\n  b,\n  c\nFROM `raw`\nWHERE a > 1")
    }
    own = "WHERE is new in int.sql:8: `a > 1`"
    assert reasons(changed)["int_orders"] == (own,)
    assert reasons(changed)["fct_revenue"] == (
        f"the rows of int_orders ({own}) are read by fct_revenue",
    )


def test_a_column_that_decides_rows_is_told_with_the_clause() -> None:
    changed = {"int.sql": stage("int_orders", "SELECT\n  id,\n  a + 1,\n  b,\n  c\nFROM `raw`")}
    assert reasons(changed)["fct_revenue"] == (
        "`a` of int_orders (int.sql:4, was `a`, now `a + 1`) is read by `GROUP BY a` (fct.sql:6)",
    )


def test_what_differs_inside_a_common_table_expression_is_told_there() -> None:
    query = "WITH s AS (\n  SELECT a, SUM({}) AS n FROM `raw` GROUP BY a\n)\nSELECT a, CAST(n AS INT) FROM s"  # noqa: E501
    before = {"x.sql": stage("x", query.format("b"), "id INT, n INT")}
    after = {"x.sql": stage("x", query.format("id"), "id INT, n INT")}
    assert moved(before, after).touched["x"].reasons == (
        "`n` changed in x.sql:3: was `SUM(b)`, now `SUM(id)`",
    )


def test_a_changed_type_is_told_with_the_line_of_the_column() -> None:
    columns = "id BIGINT,\n  a INT,\n  b BIGINT,\n  c STRING"
    after = {"int.sql": stage("int_orders", "SELECT\n  id,\n  a,\n  b,\n  c\nFROM `raw`", columns)}
    assert reasons(after)["int_orders"] == (
        "`b` has another type in int.sql:3: was `INT`, now `BIGINT`",
    )


def test_a_long_chain_is_cut_in_the_middle() -> None:
    before = {"t0.sql": stage("t0", "SELECT id, a, b, c FROM `raw`")} | {
        f"t{at}.sql": stage(f"t{at}", f"SELECT id, a, b, c FROM t{at - 1}") for at in range(1, 12)
    }
    after = {"t0.sql": stage("t0", "SELECT id, a, b, TRIM(c) FROM `raw`")}
    last = moved(before, after).touched["t11"].reasons
    assert len(last) == 5
    assert last[0] == "`c` of t10 is read by `c` (t11.sql:2)"
    assert last[-1] == "… and so on, up to `c` of t0 (t0.sql:2, was `c`, now `TRIM(c)`)"


def test_a_reader_is_told_where_the_column_stands_in_its_text() -> None:
    after = {"int.sql": stage("int_orders", "SELECT id, a, b * 2 AS b, c FROM `raw`")}
    inner = "SELECT a, SUM(b) AS n FROM int_orders GROUP BY a"
    query = f"WITH s AS (\n  {inner}\n)\nSELECT a, n FROM s"
    before = {**BEFORE, "x.sql": stage("x", query, "id INT, total INT")}
    (why,) = moved(before, after).touched["x"].reasons
    assert why.endswith("is read by `SUM(b)` (x.sql:3) for `total`")


def test_a_renamed_column_is_told_by_both_names() -> None:
    columns = "id BIGINT, a INT, bb INT, c STRING"
    query = "SELECT\n  id,\n  a,\n  b AS bb,\n  c\nFROM `raw`"
    found = reasons({"int.sql": stage("int_orders", query, columns)})
    assert found["int_orders"] == ("`b` is called `bb` now in int.sql:5",)
    assert found["fct_revenue"] == (
        "`b` of int_orders (int.sql:5, `bb` now) is read by fct_revenue in a way that is not "
        "known (fct.sql:4: no source has a column `b`)",
    )


def test_long_texts_are_cut_to_where_they_part() -> None:
    long = " + ".join(["a"] * 60)
    query = "SELECT id, a, {} AS b, c FROM `raw`"
    before = {"x.sql": stage("x", query.format(f"{long} + 1"))}
    after = {"x.sql": stage("x", query.format(f"{long} + 2"))}
    (why,) = moved(before, after).touched["x"].reasons
    assert len(why) < 120
    assert why.endswith("a + 1`, now `… a + a + a + a + a + a + 2`")

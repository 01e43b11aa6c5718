"""Who is touched by what changed: by columns, by rows, and not at all."""

from tests.unit.planning.lineage.small_worlds import RAW, moved, stage, table, touched

COPY = "SELECT id, a, b, c FROM {0}"
CHAIN = {
    "src.sql": stage("src", COPY.format("`raw`")),
    "mid.sql": stage("mid", "SELECT id, a, b, UPPER(c) FROM src WHERE b > 1"),
    "sums.sql": stage(
        "sums", "SELECT a, COUNT(*), SUM(b) FROM mid GROUP BY a", "id INT, a BIGINT, b INT"
    ),
    "names.sql": stage("names", "SELECT id, c FROM mid", "id BIGINT, c STRING"),
}


def src(query: str) -> dict[str, str]:
    return {"src.sql": stage("src", query)}


def test_a_changed_column_touches_those_who_read_it() -> None:
    changed = src("SELECT id, a, b, TRIM(c) AS c FROM `raw`")
    assert touched(CHAIN, changed) == {"src": "c", "mid": "c", "names": "c"}


def test_a_changed_column_that_decides_rows_touches_everything_behind() -> None:
    changed = src("SELECT id, a, b + 1, c FROM `raw`")
    expected = {"src": "b", "mid": "rows", "sums": "rows", "names": "rows"}
    assert touched(CHAIN, changed) == expected


def test_a_changed_filter_touches_all_readers() -> None:
    changed = src("SELECT id, a, b, c FROM `raw` WHERE id > 7")
    assert set(touched(CHAIN, changed).values()) == {"rows"}
    assert len(touched(CHAIN, changed)) == 4


def test_a_new_column_touches_only_its_own_table() -> None:
    columns = "id BIGINT, a INT, b INT, c STRING, d INT"
    added = {"src.sql": stage("src", "SELECT id, a, b, c, a + b AS d FROM `raw`", columns)}
    assert touched(CHAIN, added) == {"src": "d"}


def test_a_new_column_in_the_middle_does_not_shift_the_others() -> None:
    columns = "id BIGINT, d INT, a INT, b INT, c STRING"
    added = {"src.sql": stage("src", "SELECT id, a + b, a, b, c FROM `raw`", columns)}
    assert touched(CHAIN, added) == {"src": "d"}


def test_columns_follow_the_target_not_the_query() -> None:
    swapped = src("SELECT id, b AS a, a AS b, c FROM `raw`")
    assert touched(CHAIN, swapped)["src"] == "a b"


def test_what_means_the_same_touches_nobody() -> None:
    assert touched(CHAIN, src("WITH x AS (SELECT * FROM `raw`) SELECT id, a, b, c FROM x")) == {}


def test_a_renamed_column_touches_no_reader_that_follows() -> None:
    columns = "id BIGINT, a INT, b INT, name STRING"
    renamed = {
        "src.sql": stage("src", "SELECT id, a, b, c AS name FROM `raw`", columns),
        "mid.sql": stage("mid", "SELECT id, a, b, UPPER(name) FROM src WHERE b > 1"),
    }
    assert touched(CHAIN, renamed) == {"src": "c name"}


def test_a_reader_that_does_not_follow_a_renaming_is_touched() -> None:
    columns = "id BIGINT, a INT, b INT, name STRING"
    renamed = {"src.sql": stage("src", "SELECT id, a, b, c FROM `raw`", columns)}
    assert touched(CHAIN, renamed)["mid"] == "rows"


def test_a_star_takes_a_new_column_along() -> None:
    before = {
        "src.sql": stage("src", COPY.format("`raw`")),
        "v.sql": "CREATE VIEW v AS SELECT * FROM src",
        "w.sql": "CREATE VIEW w AS SELECT id, a FROM v",
        "x.sql": "CREATE VIEW x AS SELECT * FROM v",
    }
    columns = "id BIGINT, a INT, b INT, c STRING, d INT"
    added = {"src.sql": stage("src", "SELECT id, a, b, c, a AS d FROM `raw`", columns)}
    assert touched(before, added) == {"src": "d", "v": "d", "x": "d"}


def test_a_star_into_a_table_no_longer_fits_it() -> None:
    before = {
        "src.sql": stage("src", COPY.format("`raw`")),
        "all.sql": stage("everything", "SELECT * FROM src"),
    }
    columns = "id BIGINT, a INT, b INT, c STRING, d INT"
    added = {"src.sql": stage("src", "SELECT id, a, b, c, a AS d FROM `raw`", columns)}
    found = moved(before, added).touched["everything"]
    assert found.rows
    assert "the query has 5 columns" in found.reasons[0]


def test_a_changed_column_of_the_key_changes_the_rows() -> None:
    changed = src("SELECT id + 1, a, b, c FROM `raw`")
    assert touched(CHAIN, changed)["src"] == "rows"
    assert "in the key of src" in moved(CHAIN, changed).touched["src"].reasons[0]


def test_another_key_touches_all_readers() -> None:
    text = f"{table('src', 'id BIGINT, a INT, b INT, c STRING', 'id, a')};\nINSERT INTO src {COPY}"
    assert touched(CHAIN, {"src.sql": text.format("`raw`")})["names"] == "rows"


def test_another_type_is_another_column() -> None:
    columns = "id BIGINT, a INT, b INT, c VARCHAR(9)"
    retyped = {"src.sql": stage("src", COPY.format("`raw`"), columns)}
    assert touched(CHAIN, retyped) == {"src": "c", "mid": "c", "names": "c"}


def test_an_alterable_option_touches_nobody_and_others_everybody() -> None:
    columns = "id BIGINT, a INT, b INT, c STRING"
    text = f"{{}};\nINSERT INTO src {COPY.format('`raw`')}"
    kept = table("src", columns, more=", 'kafka.retention.time' = '7 d'")
    found = moved(CHAIN, {"src.sql": text.format(kept)})
    assert found.touched == {}
    assert [option.is_alterable for option in found.differences["src"].options] == [True]
    format_ = table("src", columns, more=", 'value.format' = 'avro'")
    assert len(touched(CHAIN, {"src.sql": text.format(format_)})) == 4


def test_an_external_moves_by_its_columns() -> None:
    wider = RAW.replace("c STRING", "c STRING, d INT")
    assert touched(CHAIN, {"raw.sql": wider}) == {}
    retyped = RAW.replace("c STRING", "c VARCHAR(3)")
    assert touched(CHAIN, {"raw.sql": retyped}) == {"src": "c", "mid": "c", "names": "c"}


def test_a_new_and_a_removed_unit_change_the_rows_of_their_table() -> None:
    twice = {"src2.sql": "INSERT INTO src SELECT id, b, a, c FROM `raw` WHERE a > 1"}
    _, added = CHAIN, touched(CHAIN, twice)
    assert added["src#2"] == "rows"
    assert added["mid"] == "rows"
    assert touched({**CHAIN, **twice}, {"src2.sql": "-- gone"})["mid"] == "rows"


def test_units_of_one_table_may_change_their_numbers() -> None:
    one = "INSERT INTO src SELECT id, b, a, c FROM `raw` WHERE a > 1;"
    other = "INSERT INTO src SELECT id, b, b, c FROM `raw` WHERE a < 1;"
    before = {**CHAIN, "x1.sql": one, "x2.sql": other}
    assert touched(before, {"x1.sql": other, "x2.sql": one}) == {}


def test_a_unit_that_writes_with_a_touched_one_is_its_partner() -> None:
    before = {**CHAIN, "x.sql": "INSERT INTO src SELECT id, b, a, c FROM `raw` WHERE a > 1"}
    changed = {"x.sql": "INSERT INTO src SELECT id, b, a, TRIM(c) FROM `raw` WHERE a > 1"}
    found = moved(before, changed)
    assert sorted(found.touched) == ["mid", "names", "src#2"]
    assert found.partners == {"src": "src#2"}


def test_each_insert_of_a_statement_set_is_looked_at_by_itself() -> None:
    columns = "id BIGINT, a INT, b INT, c STRING"
    both = (
        f"{table('uno', columns)}; {table('dos', columns)};\nEXECUTE STATEMENT SET BEGIN\n"
        "INSERT INTO uno SELECT id, a, b, c FROM `raw`;\n"
        "INSERT INTO dos SELECT id, a, b, {} FROM `raw`;\nEND;"
    )
    before = {
        "set.sql": both.format("c"),
        "r1.sql": stage("r1", COPY.format("uno")),
        "r2.sql": stage("r2", COPY.format("dos")),
    }
    assert touched(before, {"set.sql": both.format("UPPER(c)")}) == {"uno": "c", "r2": "c"}


def test_listed_columns_are_filled_by_their_names_and_the_rest_with_null() -> None:
    head = f"{table('src', 'id BIGINT, a INT, b INT, c STRING')};\nINSERT INTO src "
    before = {**CHAIN, "src.sql": f"{head}(c, id) SELECT c, id FROM `raw`"}
    assert touched(before, {"src.sql": f"{head}(id, c) SELECT id, c FROM `raw`"}) == {}
    assert touched(before, {"src.sql": f"{head}(id, a, c) SELECT id, 1, c FROM `raw`"}) == {
        "src": "a", "mid": "a", "sums": "rows",
    }  # fmt: skip


def test_what_hangs_on_each_update_is_touched_by_any_column_of_an_upsert_table() -> None:
    ranked = "SELECT id, SUM(a) OVER (PARTITION BY id ORDER BY b) AS s FROM {0}"
    before = {
        "src.sql": stage("src", COPY.format("`raw`")),
        "over.sql": stage("run_sum", ranked.format("src"), "id BIGINT, s INT"),
    }
    changed = src("SELECT id, a, b, TRIM(c) FROM `raw`")
    assert touched(before, changed) == {"src": "c", "run_sum": "rows"}


def test_what_hangs_on_each_update_is_not_touched_by_another_column_of_an_append_table() -> None:
    columns = "id BIGINT, a INT, b INT, c STRING"
    ranked = "SELECT id, SUM(a) OVER (PARTITION BY id ORDER BY b) AS s FROM src"

    def text(c: str) -> str:
        return f"{table('src', columns, key='')};\nINSERT INTO src SELECT id, a, b, {c} FROM `raw`"

    before = {"src.sql": text("c"), "over.sql": stage("run_sum", ranked, "id BIGINT, s INT")}
    assert touched(before, {"src.sql": text("TRIM(c)")}) == {"src": "c"}


def test_what_says_something_else_each_time_does_so_when_its_table_is_filled_again() -> None:
    columns = "id BIGINT, a INT, seen TIMESTAMP(3)"
    before = {
        "src.sql": stage("src", "SELECT id, a, LOCALTIMESTAMP FROM `raw`", columns),
        "seen.sql": stage("seen_when", "SELECT id, seen FROM src", "id BIGINT, seen TIMESTAMP(3)"),
        "other.sql": stage("other", "SELECT id, a FROM src", "id BIGINT, a INT"),
    }
    wider = {"src.sql": stage("src", "SELECT id, a, LOCALTIMESTAMP, b FROM `raw`", f"{columns}, b INT")}  # noqa: E501  # fmt: skip
    assert touched(before, wider) == {"src": "b seen", "seen_when": "seen"}


def test_a_changed_function_touches_what_it_computes() -> None:
    before = {
        "src.sql": stage("src", "SELECT id, a, b, clean(c) FROM `raw`"),
        "mid.sql": stage("mid", "SELECT id, a, b, c FROM src"),
        "few.sql": stage("few", "SELECT id, a FROM src", "id BIGINT, a INT"),
    }
    found = moved(before, {}, functions=("clean",))
    assert list(found.touched) == ["src", "mid"]
    assert found.differences == {}


def test_a_query_that_cannot_be_read_counts_as_changed_with_the_place() -> None:
    strange = src("SELECT id, a, b,\n  E'x' FROM `raw`")
    found = moved(CHAIN, strange)
    assert len(found.touched) == 4
    unread = found.differences["src"].unread
    assert unread is not None
    assert unread.where == "src.sql:3"


def test_a_reader_that_cannot_be_read_is_touched_by_what_it_may_read() -> None:
    before = {**CHAIN, "odd.sql": stage("odd", "SELECT id, a, b, E'c' FROM src")}
    assert touched(before, src("SELECT id, a, b, TRIM(c) FROM `raw`"))["odd"] == "rows"
    assert "odd" not in touched(before, src("SELECT id, a, b, c FROM (SELECT * FROM `raw`)"))

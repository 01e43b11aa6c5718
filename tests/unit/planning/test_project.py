"""From files to a project: any layout, and every mistake at once with its place."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.unit.planning.builders import (
    CHAIN,
    ENVIRONMENT,
    RAW_FILE,
    copy,
    dml,
    sound,
    stage,
    table,
    tree,
)

from teal.model.environment import Environment, ExternalTable
from teal.model.project import Project, UnitKind
from teal.planning.project import build_project

VIEW = "CREATE VIEW v AS SELECT id FROM src"


def mistakes(files: dict[str, str], environment: Environment = ENVIRONMENT) -> list[str]:
    """Place, code and message of each finding."""
    _, found = build_project(tree(files), environment)
    return [f"{each.place} {each.code} {each.message}" for each in found]


def hints(files: dict[str, str], environment: Environment = ENVIRONMENT) -> list[str]:
    return [each.hint for each in build_project(tree(files), environment)[1]]


def test_folders_and_file_names_mean_nothing() -> None:
    text = ";\n".join([table("src"), copy("src", "raw_orders"), VIEW])
    project, _ = sound({**RAW_FILE, "whatever.sql": text})
    assert [unit.name for unit in project.units] == ["src", "v"]
    assert project.units[0].inputs == ("raw_orders",)
    assert project.units[1].kind is UnitKind.VIEW
    assert sorted(project.tables) == ["raw_orders", "src"]
    assert project.externals == {"raw_orders"}


def test_folders_named_tests_are_left_out() -> None:
    project, _ = sound({**CHAIN, "pipelines/src/tests/insert.sql": "INSERT INTO nowhere SELECT 1"})
    assert len(project.units) == 4


def test_a_unit_keeps_the_author_text_and_its_place() -> None:
    files = {**RAW_FILE, "a.sql": f"-- first\n{table('src')};\n\n  {copy('src', 'raw_orders')} ;\n"}
    project, _ = sound(files)
    unit = project.units[0]
    assert unit.sql == copy("src", "raw_orders")
    assert str(unit.place) == "a.sql:4:3"


def test_several_writers_of_one_table_are_units_of_their_own() -> None:
    more = {"b.sql": f"{copy('src', 'raw_orders')}; {copy('src', 'raw_orders', 'id, 1')}"}
    project, _ = sound({**RAW_FILE, "a.sql": table("src"), **more})
    assert [(unit.name, unit.targets) for unit in project.units] == [
        ("src", ("src",)),
        ("src#2", ("src",)),
    ]


def test_a_statement_set_is_named_by_its_first_target() -> None:
    text = (
        f"EXECUTE STATEMENT SET BEGIN {copy('b', 'raw_orders')}; {copy('a', 'raw_orders')}; "
        f"{copy('b', 'raw_orders')}; END"
    )
    project, _ = sound({**RAW_FILE, "t.sql": f"{table('a')};{table('b')};{text}"})
    (unit,) = project.units
    assert (unit.name, unit.kind, unit.targets) == ("b", UnitKind.STATEMENT_SET, ("b", "a"))


def test_the_environments_own_catalog_and_database_are_left_out_of_names() -> None:
    own = replace(ENVIRONMENT, catalog="cat", database="db")
    text = copy("cat.db.src", "`cat`.`db`.raw_orders")
    project, _ = sound({**RAW_FILE, "a.sql": f"{table('db.src')};{text}"}, own)
    assert project.units[0].targets == ("src",)
    assert project.units[0].inputs == ("raw_orders",)


def test_a_table_of_another_database_keeps_its_whole_name() -> None:
    own = replace(ENVIRONMENT, externals={"elsewhere.raw_orders": ExternalTable("x", "raw_orders")})
    raw = "CREATE TABLE elsewhere.raw_orders (id BIGINT, amount INT)"
    text = copy("src", "elsewhere.raw_orders")
    project, _ = sound({"r.sql": raw, "a.sql": f"{table('src')};{text}"}, own)
    assert project.units[0].inputs == ("default_catalog.elsewhere.raw_orders",)
    assert project.externals == {"default_catalog.elsewhere.raw_orders"}


def test_the_order_of_files_does_not_matter() -> None:
    backwards = dict(reversed(CHAIN.items()))
    assert sound(CHAIN)[0] == sound(backwards)[0]


def test_variables_are_put_in_but_what_is_kept_is_the_authors_text() -> None:
    own = replace(ENVIRONMENT, variables={"least": "10", "longer_name": "raw_orders"})
    text = "INSERT INTO src SELECT id, amount FROM ${longer_name} WHERE amount > ${least} -- end"
    project, _ = sound({**RAW_FILE, "a.sql": f"{table('src')};\n{text};"}, own)
    (unit,) = project.units
    assert unit.inputs == ("raw_orders",)
    assert unit.sql == text.removesuffix(" -- end")
    assert unit.statement.text.endswith("amount > 10")


def test_an_unknown_variable_is_a_finding_of_the_scanner() -> None:
    found = mistakes({**RAW_FILE, "a.sql": f"{table('src')};INSERT INTO src SELECT 1 FROM ${{x}}"})
    assert len(found) == 1
    assert "TEAL-103" in found[0]


def test_a_variable_of_two_lines_would_move_places() -> None:
    own = replace(ENVIRONMENT, variables={"x": "1\n2"})
    assert mistakes(CHAIN, own) == ["None TEAL-216 the variable `x` has more than one line."]


def test_a_dml_without_ddl() -> None:
    files = {**CHAIN, "x.sql": copy("fctt", "mid")}
    assert mistakes(files) == [
        "x.sql:1:13 TEAL-201 `fctt` is written, but no CREATE TABLE defines it."
    ]
    assert hints(files)[0].startswith("Did you mean `fct`? Else add CREATE TABLE fctt")


def test_a_ddl_that_nobody_writes() -> None:
    assert mistakes({**CHAIN, "x.sql": "\n" + table("lost")}) == [
        "x.sql:2:1 TEAL-202 no statement writes `lost`."
    ]


def test_a_circle_names_the_files_along_it() -> None:
    files = {**RAW_FILE, **stage("orders", "totals"), **stage("totals", "orders")}
    at = "pipelines/{0}/sql-scripts/dml.{0}.sql"
    assert mistakes(files) == [
        f"{at.format('orders')}:1:1 TEAL-203 `orders` and `totals` feed each other: "
        f"orders ({at.format('orders')}:1) → totals ({at.format('totals')}:1) → orders."
    ]


def test_a_long_circle_is_told_by_its_ends() -> None:
    names = [f"t{i:03}" for i in range(200)]
    files: dict[str, str] = {}
    for name, source in zip(names, [names[-1], *names], strict=False):
        files |= stage(name, source)
    (found,) = mistakes(files)
    assert "`t000`, `t001`, `t002`, `t003`, `t004` and 195 more feed each other" in found
    assert "t004 (pipelines/t004/sql-scripts/dml.t004.sql:1) → … → t195 (" in found


def test_a_view_cannot_be_written() -> None:
    files = {**CHAIN, "v.sql": VIEW, "x.sql": copy("v", "src")}
    assert mistakes(files) == ["x.sql:1:13 TEAL-201 `v` is a view, and a view cannot be written."]


def test_an_unknown_table_offers_the_nearest() -> None:
    files = {**CHAIN, **stage("added", "midd")}
    assert mistakes(files) == [
        f"{dml('added')}:1:42 TEAL-204 `added` reads `midd`, which nothing defines."
    ]
    assert hints(files)[0].startswith("Did you mean `mid`? Else add its CREATE TABLE")


def test_a_table_defined_twice_names_both_places() -> None:
    assert mistakes({**CHAIN, "x.sql": table("src")}) == [
        "x.sql:1:1 TEAL-205 `src` is defined a second time; it is defined at "
        "pipelines/src/sql-scripts/ddl.src.sql:1:1 already."
    ]


def test_an_external_may_be_defined_alike_by_each_file_that_reads_it() -> None:
    raw = "CREATE TABLE {}raw_orders (id INT, amount INT{}) WITH ('connector' = 'kafka')"
    files = {
        "a.sql": f"{raw.format('', '')};{table('src')};{copy('src', 'raw_orders')}",
        "b.sql": f"{raw.format('IF NOT EXISTS ', '')};{table('dim')};{copy('dim', 'raw_orders')}",
    }
    sound(files)
    other = mistakes({**files, "c.sql": raw.format("", ", more INT")})
    assert [each.split()[:2] for each in other] == [["c.sql:1:1", "TEAL-205"]]


def test_a_view_with_the_name_of_a_table_is_defined_twice() -> None:
    found = mistakes({**CHAIN, "x.sql": "CREATE VIEW src AS SELECT id FROM mid"})
    assert [each.split()[1] for each in found] == ["TEAL-205"]


def test_an_external_that_is_written() -> None:
    own = replace(ENVIRONMENT, externals={**ENVIRONMENT.externals, "x": ExternalTable("x", "x")})
    files = {**CHAIN, "x.sql": f"CREATE TABLE x (id BIGINT); {copy('x', 'src', 'id')}"}
    assert mistakes(files, own) == [
        "x.sql:1:41 TEAL-206 `x` is declared external, but `x` writes it."
    ]


def test_an_external_without_definition_is_told_once() -> None:
    files = {path: text for path, text in CHAIN.items() if path not in RAW_FILE}
    files |= stage("added", "raw_orders")
    found = mistakes(files)
    assert len(found) == 1
    assert "TEAL-207 `raw_orders` is declared external, but no CREATE TABLE says" in found[0]


def test_an_external_that_nobody_reads_is_no_mistake() -> None:
    own = replace(ENVIRONMENT, externals={**ENVIRONMENT.externals, "x": ExternalTable("x", "x")})
    assert mistakes(CHAIN, own) == []


@pytest.mark.parametrize(
    ("sql", "code", "words"),
    [
        ("CREATE TABLE c AS SELECT id FROM src", "TEAL-208", "CREATE TABLE … AS defines and fills"),
        ("SELECT * FROM src", "TEAL-209", "this query writes nowhere"),
        ("DROP TABLE src", "TEAL-209", "DROP TABLE is no statement of a pipeline"),
        ("SET 'a' = 'b'", "TEAL-210", "SET prepares a session"),
        ("CREATE FUNCTION f AS 'org.F'", "TEAL-210", "CREATE FUNCTION prepares a session"),
        ("INSERT INTO src VALUES (1, 2)", "TEAL-211", "`src` reads no table"),
        ("INSERT INTO src SELECT id, amount FROM src", "TEAL-213", "which it writes itself"),
    ],
)
def test_statements_that_are_no_pipeline(sql: str, code: str, words: str) -> None:
    found = mistakes({**CHAIN, "x.sql": sql})
    assert [each for each in found if code in each and words in each], found


def test_a_materialized_table_is_to_be_written_as_two_statements() -> None:
    sql = "CREATE MATERIALIZED TABLE m FRESHNESS = INTERVAL '1' MINUTE AS SELECT id FROM src"
    assert hints({**CHAIN, "x.sql": sql}) == [
        "Write CREATE TABLE and INSERT INTO as two statements."
    ]


def test_a_copied_definition_is_refused() -> None:
    files = {**CHAIN, "x.sql": f"CREATE TABLE t LIKE src; {copy('t', 'src')}"}
    assert [each.split()[1] for each in mistakes(files)] == ["TEAL-212"]


def test_an_upsert_table_needs_a_key() -> None:
    sql = "CREATE TABLE u (id INT)\nWITH ('changelog.mode' = 'upsert')"
    assert mistakes({**CHAIN, "x.sql": f"{sql};{copy('u', 'src', 'id')}"}) == [
        "x.sql:2:26 TEAL-301 `u`: an upsert table needs a PRIMARY KEY, and this one has none."
    ]


def test_an_external_table_is_bound_for_its_readers_alone() -> None:
    raw = {"raw.sql": "CREATE TABLE raw_orders (id INT, amount INT) WITH ('what' = 'x')"}
    reader = {"a.sql": f"{table('src')};{copy('src', 'raw_orders')}"}
    assert [each.split()[1] for each in mistakes({**raw, **reader})] == ["TEAL-301"]
    assert mistakes(raw) == []


def test_a_name_that_kafka_refuses_for_a_topic() -> None:
    sql = table("`my table`")
    found = mistakes({**CHAIN, "x.sql": f"{sql};{copy('`my table`', 'src')}"})
    assert found == [
        "x.sql:1:1 TEAL-214 the topic of `my table` would be called `my table`, which Kafka "
        "refuses."
    ]


def test_what_the_scanner_does_not_understand_is_not_called_missing_elsewhere() -> None:
    files = {**CHAIN, **stage("added", "odd"), "x.sql": "CREATE TABEL odd (id INT)"}
    assert [each.split()[1] for each in mistakes(files)] == ["TEAL-101"]


def test_a_table_whose_columns_are_wrong_is_missing_to_nobody() -> None:
    broken = "CREATE TABLE odd (id INT, timestamp STRING)"
    files = {**RAW_FILE, "a.sql": f"{broken};{copy('odd', 'raw_orders')}"}
    more = {"b.sql": f"{table('src')};{copy('src', 'odd')}"}
    assert [each.split()[1] for each in mistakes({**files, **more})] == ["TEAL-108"]


def test_all_mistakes_come_at_once_by_place() -> None:
    files = {
        **CHAIN,
        "a.sql": "SELECT 1 FROM src;\nSET 'x' = 'y';",
        "b.sql": copy("nowhere", "mid"),
        "c.sql": table("lost"),
    }
    assert [each.split()[:2] for each in mistakes(files)] == [
        ["a.sql:1:1", "TEAL-209"],
        ["a.sql:2:1", "TEAL-210"],
        ["b.sql:1:13", "TEAL-201"],
        ["c.sql:1:1", "TEAL-202"],
    ]


def test_a_project_without_files_is_empty() -> None:
    project, found = build_project(tree({}), ENVIRONMENT)
    assert found == ()
    assert project == Project(project.revision, (), {}, frozenset({"raw_orders"}))


@pytest.mark.parametrize("made", ["CREATE TABLE", "CREATE MATERIALIZED TABLE"])
def test_a_table_made_by_a_query_is_seen_and_missing_to_nobody(made: str) -> None:
    files = {
        **RAW_FILE,
        "a.sql": f"{made} made AS SELECT id FROM raw_orders",
        "b.sql": f"{table('src')}; {copy('src', 'made')}",
    }
    project, found = build_project(tree(files), ENVIRONMENT)
    assert [(unit.name, unit.inputs) for unit in project.units] == [
        ("made", ("raw_orders",)),
        ("src", ("made",)),
    ]
    assert [each.code for each in found] == ["TEAL-208"]

"""Where a project's files may lie: whatever the folders, one project is found, or a question."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.unit.planning.builders import ENVIRONMENT, RAW, copy, sound, table, tree

from teal.model.environment import Environment, ExternalTable
from teal.planning.project import build_project

PROD = replace(ENVIRONMENT, name="prod")


def units(files: dict[str, str], environment: Environment = ENVIRONMENT) -> dict[str, str]:
    """The file of each unit of a sound project."""
    project, found = build_project(tree(files), environment)
    assert not [each for each in found if each.is_error]
    return {unit.name: unit.place.file for unit in project.units}


def findings(files: dict[str, str], environment: Environment = ENVIRONMENT) -> list[str]:
    _, found = build_project(tree(files), environment)
    return [str(each) for each in found]


def project_in(folder: str) -> dict[str, str]:
    """A source and a copy of it, in one folder."""
    return {
        f"{folder}raw.sql": RAW,
        f"{folder}src.sql": f"{table('src')};{copy('src', 'raw_orders')}",
    }


def test_ddl_and_dml_in_folders_of_their_own() -> None:
    at = "pipelines/sources/shop/src/sql-scripts"
    files = {
        "pipelines/sources/shop/raw/sql-scripts/ddl.raw.sql": RAW,
        f"{at}/ddl.src.sql": table("src"),
        f"{at}/dml.src.sql": copy("src", "raw_orders"),
        "pipelines/sources/shop/src/tests/insert_raw_1.sql": "INSERT INTO raw_orders VALUES (1, 2)",
    }
    assert units(files) == {"src": f"{at}/dml.src.sql"}


def test_a_flat_folder() -> None:
    assert units(project_in("")) == {"src": "src.sql"}


def test_one_file_with_many_statements_and_a_statement_set() -> None:
    names = ["a", "b", "c", "d"]
    text = ";\n".join([RAW, *map(table, names), copy("a", "raw_orders"), copy("b", "a")])
    together = f"{copy('c', 'b')};\n{copy('d', 'b')};"
    text = f"\ufeff{text};\nEXECUTE STATEMENT SET\nBEGIN\n{together}\nEND;\n".replace("\n", "\r\n")
    assert units({"all.sql": text}) == {"a": "all.sql", "b": "all.sql", "c": "all.sql"}


def test_files_without_statements_change_nothing() -> None:
    files = {**project_in(""), "empty.sql": "", "notes.sql": "-- later: INSERT INTO x\n/* ; */"}
    assert units(files) == {"src": "src.sql"}


@pytest.mark.parametrize("inside", ["", "pipelines/", "pipelines/orders/"])
def test_of_a_folder_an_environment_the_one_that_is_called_like_it_is_read(inside: str) -> None:
    files = {**project_in(f"{inside}dev/"), **project_in(f"{inside}prod/")}
    assert units(files) == {"src": f"{inside}dev/src.sql"}
    assert units(files, PROD) == {"src": f"{inside}prod/src.sql"}
    assert findings(files, replace(ENVIRONMENT, name="production")) == [
        f"info [TEAL-252]: `{inside}prod` is read, as the environment is called so; "
        f"`{inside}dev` left out."
    ]


def test_what_environments_share_is_read_with_each() -> None:
    files = {"common/raw.sql": RAW}
    for name in ("dev", "prod", "stage"):
        files |= {f"{name}/src.sql": f"{table('src')};{copy('src', 'raw_orders')}"}
    assert units(files, PROD) == {"src": "prod/src.sql"}


def test_statements_alone_can_differ_between_environments() -> None:
    files = {
        "ddl/raw.sql": RAW,
        "ddl/src.sql": table("src"),
        "dev/src.sql": f"{copy('src', 'raw_orders')} LIMIT 5",
        "prod/src.sql": copy("src", "raw_orders"),
    }
    assert units(files, PROD) == {"src": "prod/src.sql"}


def test_where_no_folder_is_called_like_the_environment_one_setting_is_asked_for() -> None:
    files = {**project_in("sql/prod/"), **project_in("sql/stage/"), **project_in("sql/qa/")}
    assert findings(files) == [
        "sql/prod:1:1: error [TEAL-251]: `sql/prod`, `sql/qa` and `sql/stage` hold the same "
        "tables, as folders of environments or of projects of their own do, and none of them is "
        "called like this environment, `dev`. Say which one is meant: `pipelines: sql/prod` in the "
        "configuration."
    ]


def test_twins_of_any_name_are_asked_about_too() -> None:
    files = {**project_in("confluent/"), **project_in("open-source/")}
    (found,) = findings(files)
    assert "[TEAL-251]: `confluent` and `open-source` hold the same tables" in found
    assert units(files, replace(ENVIRONMENT, name="confluent")) == {"src": "confluent/src.sql"}


def test_a_table_that_stands_twice_by_mistake_is_no_question_of_folders() -> None:
    files = {
        **project_in("orders/"),
        "customers/src.sql": table("src"),
        "customers/dim.sql": f"{table('dim')};{copy('dim', 'src')}",
    }
    (found,) = findings(files)
    assert "[TEAL-205]" in found


def test_jobs_that_define_their_sources_each_for_itself_are_no_question_of_folders() -> None:
    raw = "CREATE TABLE {} (id INT, amount INT) WITH ('connector' = 'kafka')"
    sources = ";".join(raw.format(name) for name in ("raw_orders", "raw_lines"))
    environment = replace(
        ENVIRONMENT,
        externals={name: ExternalTable(name, name) for name in ("raw_orders", "raw_lines")},
    )
    files = {
        "sales/ddl.sql": f"{sources};{table('sales')}",
        "sales/dml.sql": copy("sales", "raw_orders"),
        "stock/ddl.sql": f"{sources};{table('stock')}",
        "stock/dml.sql": copy("stock", "raw_lines"),
    }
    assert findings(files, environment) == []


def test_several_writers_in_several_folders_are_no_question_of_folders() -> None:
    files = {**project_in("orders/"), "returns/src.sql": copy("src", "raw_orders")}
    assert units(files) == {"src": "orders/src.sql", "src#2": "returns/src.sql"}


def test_mistakes_of_environments_that_are_left_out_are_not_told() -> None:
    files = {**project_in("dev/"), **project_in("prod/"), "prod/x.sql": "SELEKT"}
    assert [each for each in findings(files) if "error" in each] == []


def test_places_in_files_with_variables_are_those_of_the_file() -> None:
    environment = replace(ENVIRONMENT, variables={"from": "raw_orders", "n": "1"})
    text = f"{table('src')};\nINSERT INTO src SELECT ${{n}}, ${{n}} FROM $from JOIN nowhere ON TRUE"
    (found,) = findings({"raw.sql": RAW, "a.sql": text}, environment)
    column = text.splitlines()[1].index("nowhere") + 1
    assert found.startswith(f"a.sql:2:{column}: error [TEAL-204]")


def test_every_template_without_a_value_is_told_in_one_run() -> None:
    files = {
        "raw.sql": RAW,
        "a.sql": "INSERT INTO ${a} SELECT '${x}' FROM {{ b }}, $c -- $d\n;\nSELECT {{ f(1) }};\n",
        "c.sql": "{% if x %} SELECT 1 FROM <c>d</c>;\nINSERT INTO src SELECT $e FROM raw_orders",
    }
    found = [each for each in findings(files) if "TEAL-103" in each]
    assert [each.split(": ")[0] for each in found] == [
        "a.sql:1:13",
        "a.sql:1:37",
        "a.sql:1:46",
        "a.sql:3:8",
        "c.sql:1:1",
        "c.sql:1:26",
        "c.sql:2:24",
    ]
    assert found[1].endswith(
        'Here stands a template, not SQL: "{{ b }}". '
        "Give `b` a value under `variables` of the configuration."
    )
    assert found[3].endswith("Resolve the template before Teal reads the file.")


@pytest.mark.parametrize(
    "template",
    ["{{ ref('orders') }}", "{{config(materialized='table')}}", "{% if is_incremental() %}"],
)
def test_a_template_of_dbt_asks_for_what_dbt_makes_of_it(template: str) -> None:
    (found,) = findings({"raw.sql": RAW, "a.sql": f"{template} SELECT 1 FROM x"})
    assert "Run `dbt compile`" in found


def test_rowtime_is_a_column_and_no_template() -> None:
    environment = replace(ENVIRONMENT, variables={"rowtime": "x", "ROWTIME": "y"})
    text = f"{table('src')};{copy('src', 'raw_orders', 'id, CAST($rowtime AS INT)')}"
    project, _ = sound({"raw.sql": RAW, "a.sql": text}, environment)
    assert "$rowtime" in project.units[0].statement.text

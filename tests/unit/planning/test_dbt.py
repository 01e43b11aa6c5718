"""What a dbt project has compiled: queries that become statements by dbt's manifest."""

from __future__ import annotations

import json
from typing import Any

from tests.unit.planning.builders import ENVIRONMENT, RAW

from teal.model.diagnostics import Diagnostic
from teal.model.project import Project, Revision, SourceFile, SourceTree, UnitKind
from teal.planning.project import build_project

AT = "target/compiled/shop/models"
QUERY = "-- cleaned\nSELECT id, amount\nFROM raw_orders\n"


def node(name: str, materialized: str, **more: Any) -> dict[str, Any]:
    """A model as dbt's manifest describes it."""
    config = {"materialized": materialized, **more.pop("config", {})}
    return {
        "resource_type": "model",
        "package_name": "shop",
        "name": name,
        "alias": name,
        "original_file_path": f"models/{name}.sql",
        "relation_name": f"`default_catalog`.`default_database`.`{name}`",
        "config": config,
        "columns": {},
        "constraints": [],
        **more,
    }


COLUMNS = {
    "columns": {
        "id": {"name": "id", "data_type": "BIGINT", "constraints": [{"type": "primary_key"}]},
        "amount": {"name": "amount", "data_type": "INT", "constraints": []},
    },
    "config": {"distributed_by": ["id"], "buckets": 2, "with": {"changelog.mode": "upsert"}},
}


def read(
    files: dict[str, str], *nodes: dict[str, Any], text: str | None = None
) -> tuple[Project, tuple[Diagnostic, ...]]:
    """The project of compiled models, beside the definition of an external."""
    manifest = json.dumps({"nodes": {each["name"]: each for each in nodes}})
    sources = [SourceFile(f"{AT}/{name}", sql) for name, sql in files.items()]
    tree = SourceTree(
        Revision("working tree", ""),
        (*sources, SourceFile("ddl/raw.sql", RAW)),
        SourceFile("target/manifest.json", manifest if text is None else text),
    )
    return build_project(tree, ENVIRONMENT)


def test_a_view_and_a_table_with_declared_columns_are_units() -> None:
    files = {"stg.sql": QUERY, "fct.sql": "SELECT id, SUM(amount) AS amount FROM stg GROUP BY id"}
    project, found = read(files, node("stg", "view"), node("fct", "streaming_table", **COLUMNS))
    assert found == ()
    assert [(u.name, u.kind, u.inputs, u.stateful) for u in project.units] == [
        ("fct", UnitKind.INSERT, ("stg",), True),
        ("stg", UnitKind.VIEW, ("raw_orders",), False),
    ]
    assert project.units[1].sql == (
        f"CREATE VIEW `default_catalog`.`default_database`.`stg` AS {QUERY}".rstrip()
    )
    definition = project.tables["fct"].definition
    assert [column.name for column in definition.columns] == ["id", "amount"]
    assert (definition.primary_key, definition.buckets) == (("id",), 2)
    assert definition.options == (("changelog.mode", "upsert"),)


def test_places_are_those_of_the_compiled_file() -> None:
    _, found = read({"stg.sql": QUERY.replace("raw_orders", "nowhere")}, node("stg", "view"))
    assert [str(each.place) for each in found if each.code == "TEAL-204"] == [f"{AT}/stg.sql:3:6"]


def test_tests_and_ephemeral_models_are_no_units() -> None:
    files = {
        "stg.sql": QUERY,
        "inner.sql": "SELECT 1",
        "schema.yml/not_null_stg_id.sql": "SELECT id FROM stg WHERE id IS NULL",
    }
    project, found = read(files, node("stg", "view"), node("inner", "ephemeral"))
    assert [unit.name for unit in project.units] == ["stg"]
    assert found == ()


def test_a_table_whose_columns_are_not_declared_has_no_definition() -> None:
    project, found = read({"fct.sql": QUERY}, node("fct", "table"))
    assert [unit.inputs for unit in project.units] == [("raw_orders",)]
    assert [each.code for each in found] == ["TEAL-201"]


def test_a_source_is_a_definition_with_its_connector() -> None:
    faker = node("faker", "streaming_source", config={"connector": "faker", "with": {"rows": 5}})
    project, _ = read({"faker.sql": "id BIGINT, -- the key\namount INT -- last"}, faker)
    definition = project.tables["faker"].definition
    assert [column.name for column in definition.columns] == ["id", "amount"]
    assert dict(definition.options) == {"connector": "faker", "rows": "5"}


def test_watermarks_are_custom_constraints() -> None:
    constraint = {"type": "custom", "expression": "WATERMARK FOR ts AS ts - INTERVAL '1' SECOND"}
    columns = {"ts": {"name": "ts", "data_type": "TIMESTAMP(3)"}}
    late = node("late", "streaming_table", columns=columns, constraints=[constraint])
    project, _ = read({"late.sql": "SELECT ts FROM raw_orders"}, late)
    watermark = project.tables["late"].definition.watermark
    assert watermark is not None
    assert watermark.expression == "ts - INTERVAL '1' SECOND"


def test_a_manifest_that_cannot_be_read_is_told() -> None:
    for text in ("", "[]", '{"nodes": {"a": {}}}', '{"nodes": []}', "[" * 100_000):
        _, found = read({"stg.sql": QUERY}, text=text)
        assert ("target/manifest.json:1:1", "TEAL-254") in [(str(e.place), e.code) for e in found]

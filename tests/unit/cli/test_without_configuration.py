"""Looking at a project that has no teal.yaml: what its files tell is enough to read it."""

from __future__ import annotations

import json

import pytest
from tests.unit.cli.terminal import FILES, Terminal

ORDER = "int_orders   reads raw_orders (external)\nfct_regions  reads int_orders\n"


def write(terminal: Terminal, below: str = "pipelines/") -> None:
    for name, text in FILES.items():
        terminal.write(f"{below}{name}", text)


@pytest.mark.parametrize("below", ["pipelines/", "", "sql/prod/"])
def test_check_graph_and_plan_need_no_configuration(empty: Terminal, below: str) -> None:
    write(empty, below)
    assert empty.teal("graph").out == ORDER
    said = empty.teal("check").out.splitlines()
    assert said[0].startswith("info [TEAL-253]: there is no teal.yaml")
    assert "count as external: `raw_orders`" in said[0]
    assert said[-1] == "2 units, 3 tables in working tree (no commit): sound."
    plan = empty.teal("plan").out
    assert "Plan: 2 to create" in plan
    assert "  there is no teal.yaml, so defaults are used;" in plan
    assert not (empty.folder / ".teal").exists()


def test_a_plan_between_revisions_takes_each_as_its_own_files_tell(empty: Terminal) -> None:
    empty.git("init", "-q")
    write(empty)
    first = empty.commit("first")
    for name, text in FILES.items():
        empty.write(f"pipelines/{name}", text.replace("raw_orders", "all_orders"))
    second = empty.commit("second")
    empty.git("rm", "-q", "-r", "pipelines/sources")
    said = empty.teal("plan", "--from", first, "--to", second).out
    assert "rebuild  int_orders" in said


def test_commands_that_act_still_need_one(empty: Terminal) -> None:
    write(empty)
    empty.teal("plan", "-o", "release.plan")
    for command in (("deploy", "release.plan"), ("status",), ("changes",)):
        assert "There is no teal.yaml" in empty.teal(*command, code=1).err


def test_what_lies_beside_pipelines_is_not_read(empty: Terminal) -> None:
    write(empty)
    empty.write("db/init.sql", "CREATE USER a;")
    assert empty.teal("graph").out == ORDER


def test_folders_of_environments_are_asked_about(empty: Terminal) -> None:
    write(empty, "dev/")
    write(empty, "prod/")
    said = empty.teal("check", code=1).out
    assert "error [TEAL-251]: `dev` and `prod` hold the same tables" in said
    assert "`pipelines: dev`" in said


def test_the_graph_shows_what_could_be_read(empty: Terminal) -> None:
    write(empty)
    empty.write("pipelines/x.sql", "INSERT INTO nowhere SELECT * FROM int_orders;\nSELEKT")
    said = empty.teal("graph", code=1)
    assert said.out == ORDER + "nowhere      reads int_orders\n"
    assert "[TEAL-101]" in said.err
    assert said.err.endswith("2 mistakes found; the graph may lack something.\n")
    found = empty.teal("graph", "--json", code=1).json
    assert [unit["unit"] for unit in found["units"]] == ["int_orders", "fct_regions", "nowhere"]
    assert {"TEAL-101", "TEAL-201"} <= {each["code"] for each in found["diagnostics"]}


def test_a_dbt_project_that_is_not_compiled_says_what_to_run(empty: Terminal) -> None:
    empty.write("dbt_project.yml", "name: shop\n")
    empty.write("models/a.sql", "SELECT * FROM {{ ref('b') }}")
    said = empty.teal("check", code=1).err
    assert "Run `dbt compile`" in said


def test_what_dbt_has_compiled_is_read_although_git_ignores_it(empty: Terminal) -> None:
    empty.git("init", "-q")
    empty.write(".gitignore", "target/\n")
    empty.write("dbt_project.yml", "version: 2\nname: 'shop'\ntarget-path: target\n")
    empty.write("models/a.sql", "SELECT * FROM {{ ref('b') }}")
    nodes = {
        name: {
            "resource_type": "model",
            "package_name": "shop",
            "name": name,
            "original_file_path": f"models/{name}.sql",
            "config": {"materialized": "view"},
        }
        for name in ("a", "b")
    }
    empty.write("target/manifest.json", json.dumps({"nodes": nodes}))
    empty.write("target/compiled/shop/models/a.sql", "SELECT * FROM b")
    empty.write("target/compiled/shop/models/b.sql", "SELECT * FROM raw_orders")
    empty.write("target/compiled/shop/models/schema.yml/unique_a.sql", "SELECT 1 FROM a")
    said = empty.teal("graph", code=1)
    assert said.out == "b  reads raw_orders\na  reads b\n"
    assert "target/compiled/shop/models/b.sql:1:15: error [TEAL-204]" in said.err

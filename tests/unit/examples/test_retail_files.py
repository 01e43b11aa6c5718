"""The example's files keep the layout and the style that the README promises."""

import re
from pathlib import Path

import pytest

from teal.demo.example import CHANGES, apply_change, copy_retail, retail_folder

PIPELINES = retail_folder() / "pipelines"
STATEMENTS = sorted(PIPELINES.rglob("*.sql"))
FOLDER_OF_PREFIX = {
    "raw": "externals",
    "src": "sources",
    "int": "intermediates",
    "dim": "dimensions",
    "fct": "facts",
    "vw": "views",
}


def test_there_are_sixteen_jobs_and_two_views() -> None:
    dml = [file for file in STATEMENTS if file.name.startswith("dml.")]
    views = [file for file in STATEMENTS if file.name.startswith("ddl.vw_")]
    assert (len(dml), len(views)) == (16, 2)


@pytest.mark.parametrize("file", STATEMENTS, ids=lambda file: file.name)
def test_a_file_is_named_after_its_table_and_stands_in_its_layer(file: Path) -> None:
    kind, table, _ = file.name.split(".")
    assert kind in ("ddl", "dml")
    assert file.parent.parts[-2:] == (table, "sql-scripts")
    assert file.relative_to(PIPELINES).parts[0] == FOLDER_OF_PREFIX[table.split("_")[0]]
    verb = {"dml": "INSERT INTO"}.get(kind, "CREATE VIEW" if table.startswith("vw_") else "TABLE")
    assert re.search(rf"^.*\b{verb}\b.*\b{table}\b", file.read_text(), re.MULTILINE)


@pytest.mark.parametrize("file", STATEMENTS, ids=lambda file: file.name)
def test_no_statement_says_where_it_runs(file: Path) -> None:
    text = file.read_text().lower()
    for forbidden in ("'connector'", "'topic'", "'format'", "bootstrap", "proctime", "now("):
        assert forbidden not in text


def test_externals_have_no_writer_and_all_other_tables_have_one() -> None:
    written = {file.name.split(".")[1] for file in STATEMENTS if file.name.startswith("dml.")}
    tables = {file.name.split(".")[1] for file in STATEMENTS} - written
    assert all(table.startswith(("raw_", "vw_")) for table in tables)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_replaces_files_of_the_project_and_no_others(name: str, tmp_path: Path) -> None:
    project = tmp_path / "retail"
    copy_retail(project)
    before = {file: file.read_bytes() for file in project.rglob("*") if file.is_file()}
    written = apply_change(name, project)
    after = {file: file.read_bytes() for file in project.rglob("*") if file.is_file()}
    changed = {file.relative_to(project) for file in before if before[file] != after[file]}
    assert before.keys() == after.keys()
    assert changed == set(written)
    assert written


def test_the_good_change_rewrites_one_file_in_layout_and_comments_only() -> None:
    file = "facts/finance/fct_payments_by_method/sql-scripts/dml.fct_payments_by_method.sql"
    before = (PIPELINES / file).read_text()
    after = (retail_folder() / "changes" / "good" / file).read_text()
    assert before != after
    assert _without_layout(before) == _without_layout(after)


def _without_layout(sql: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"--.*", "", sql))

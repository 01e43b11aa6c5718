"""`teal versions write`: what it shows, what it writes, when it refuses, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.cli.terminal import Terminal

TABLE = "intermediates/int_orders.sql"
FACT = "facts/fct_regions.sql"


@pytest.fixture
def branch(terminal: Terminal) -> Terminal:
    """Version 1 committed on main and deployed; a branch with a change that is committed."""
    terminal.config(pipelines="pipelines", naming="versioned")
    terminal.write(".gitignore", "*.plan\n")
    terminal.git("init", "-q", "-b", "main")
    terminal.commit("first")
    terminal.git("checkout", "-q", "-b", "twice")
    terminal.edit(TABLE, "LAST_VALUE(amount) FROM", "2 * LAST_VALUE(amount) FROM")
    terminal.commit("twice")
    return terminal


def sql(terminal: Terminal) -> dict[str, bytes]:
    files = (terminal.folder / "pipelines").rglob("*.sql")
    return {path.name: path.read_bytes() for path in files}


def test_the_difference_is_shown_and_nothing_written(branch: Terminal) -> None:
    before = sql(branch)
    said = branch.teal("versions", "write", "--base", "main")
    assert said.out == (
        f"Compared with main ({branch.git('rev-parse', 'main')[:10]}):\n"
        "  fct_regions  v1 → v2  fct_regions reads int_orders, whose query changed "
        "(pipelines/intermediates/int_orders.sql:5)\n"
        "  int_orders   v1 → v2  its query changed (pipelines/intermediates/int_orders.sql:5)\n"
        "\n"
        "--- a/pipelines/facts/fct_regions.sql\n"
        "+++ b/pipelines/facts/fct_regions.sql\n"
        "@@ -1,6 +1,6 @@\n"
        "-CREATE TABLE fct_regions (\n"
        "+CREATE TABLE fct_regions_v2 (\n"
        "   region STRING NOT NULL, orders BIGINT, amount DECIMAL(38, 2),\n"
        "   PRIMARY KEY (region) NOT ENFORCED\n"
        " ) DISTRIBUTED BY HASH(region) INTO 1 BUCKETS;\n"
        "-INSERT INTO fct_regions\n"
        "-SELECT region, COUNT(*), SUM(amount) FROM int_orders GROUP BY region;\n"
        "+INSERT INTO fct_regions_v2\n"
        "+SELECT region, COUNT(*), SUM(amount) FROM int_orders_v2 GROUP BY region;\n"
        "\n"
        "--- a/pipelines/intermediates/int_orders.sql\n"
        "+++ b/pipelines/intermediates/int_orders.sql\n"
        "@@ -1,6 +1,6 @@\n"
        "-CREATE TABLE int_orders (\n"
        "+CREATE TABLE int_orders_v2 (\n"
        "   order_id BIGINT NOT NULL, region STRING, amount DECIMAL(12, 2),\n"
        "   PRIMARY KEY (order_id) NOT ENFORCED\n"
        " ) DISTRIBUTED BY HASH(order_id) INTO 1 BUCKETS;\n"
        "-INSERT INTO int_orders\n"
        "+INSERT INTO int_orders_v2\n"
        " SELECT order_id, LAST_VALUE(region), 2 * LAST_VALUE(amount) FROM raw_orders "
        "GROUP BY order_id;\n"
        "\n"
        "2 tables with another number, 2 files to write.\n"
        "Nothing was written. `teal versions write --yes` does it.\n"
    )
    assert branch.teal("versions", "write", "--base", "main", "--dry-run").out == (
        said.out.removesuffix("Nothing was written. `teal versions write --yes` does it.\n")
    )
    assert sql(branch) == before


def test_written_once_there_is_nothing_more_to_write_and_undone_all_is_as_before(
    branch: Terminal,
) -> None:
    before = sql(branch)
    written = branch.teal("versions", "write", "--base", "main", "--yes")
    assert written.out.endswith(
        "Written. Next: commit it, then teal plan (teal versions write --undo: back).\n"
    )
    after = sql(branch)
    assert b"INSERT INTO int_orders_v2\n" in after["int_orders.sql"]
    assert after["raw_orders.sql"] == before["raw_orders.sql"]
    said = branch.teal("versions", "write", "--base", "main", "--yes")
    commit = branch.git("rev-parse", "main")[:10]
    assert said.out == f"Every file says the number that it needs, compared with main ({commit}).\n"
    assert sql(branch) == after
    assert branch.git("status", "--porcelain").splitlines() == [
        "M pipelines/facts/fct_regions.sql",
        " M pipelines/intermediates/int_orders.sql",
    ]
    undone = branch.teal("versions", "write", "--undo")
    assert undone.out.splitlines()[-1] == "2 files as before."
    assert sql(branch) == before
    assert branch.git("status", "--porcelain") == ""
    nothing = branch.teal("versions", "write", "--undo", code=1)
    assert nothing.err.startswith("error: nothing was written from ")


def test_the_difference_is_one_that_git_applies(branch: Terminal, tmp_path: Path) -> None:
    branch.edit(FACT, "GROUP BY region;\n", "GROUP BY region;")
    branch.commit("no line feed at the end")
    files = branch.teal("versions", "write", "--base", "main", "--json").json["files"]
    assert [file["path"] for file in files] == [f"pipelines/{FACT}", f"pipelines/{TABLE}"]
    patch = tmp_path / "numbers.diff"
    patch.write_text("".join(file["diff"] for file in files))
    branch.git("apply", str(patch))
    applied = sql(branch)
    branch.git("checkout", "-q", ".")
    branch.teal("versions", "write", "--base", "main", "--yes")
    assert sql(branch) == applied


def test_a_plan_between_revisions_takes_the_numbers_of_the_files(branch: Terminal) -> None:
    between = ("plan", "--from", "main", "--to", "HEAD")
    assert "`teal versions write`" in branch.teal(*between, code=3).err
    branch.teal("versions", "write", "--base", "main", "--yes")
    branch.commit("numbers")
    assert "int_orders_v2" in branch.teal(*between).out


def test_programs_get_one_object(branch: Terminal) -> None:
    shown = branch.teal("versions", "write", "--base", "main", "--json").json
    assert shown["schema"] == "teal.versions/1"
    assert shown["written"] is False
    assert shown["tables"][1] == {
        "table": "int_orders",
        "from": {"number": 1, "name": "int_orders"},
        "to": {"number": 2, "name": "int_orders_v2"},
        "reason": "its query changed (pipelines/intermediates/int_orders.sql:5)",
    }
    written = branch.teal("versions", "write", "--base", "main", "--json", "--yes").json
    assert written == {**shown, "written": True}
    undone = branch.teal("versions", "write", "--undo", "--json").json["undone"]
    assert undone == [f"pipelines/{FACT}", f"pipelines/{TABLE}"]


def test_files_that_are_not_committed_are_refused_by_name(branch: Terminal) -> None:
    branch.edit(FACT, "COUNT(*)", "COUNT(*) + 0")
    before = sql(branch)
    refused = branch.teal("versions", "write", "--base", "main", "--yes", code=3)
    assert refused.err == (
        "error: files that are not committed would change, and git could not give them back.\n"
        "  - pipelines/facts/fct_regions.sql\n"
        "Commit them first; --force writes them all the same (--undo takes that back).\n"
    )
    assert sql(branch) == before
    branch.teal("versions", "write", "--base", "main", "--yes", "--force")
    assert b"COUNT(*) + 0" in sql(branch)["fct_regions.sql"]
    branch.teal("versions", "write", "--undo")
    assert sql(branch) == before


def test_another_file_may_be_dirty(branch: Terminal) -> None:
    branch.edit("sources/raw_orders.sql", "CREATE TABLE", "-- what customers want\nCREATE TABLE")
    branch.teal("versions", "write", "--base", "main", "--yes")


def test_without_git_it_needs_force_and_can_be_undone(terminal: Terminal) -> None:
    terminal.config(pipelines="pipelines", naming="versioned")
    terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    terminal.edit(TABLE, "LAST_VALUE(amount) FROM", "2 * LAST_VALUE(amount) FROM")
    before = sql(terminal)
    refused = terminal.teal("versions", "write", "--yes", code=3)
    assert f"  - pipelines/{TABLE}\n" in refused.err
    terminal.teal("versions", "write", "--yes", "--force")
    assert b"int_orders_v2" in sql(terminal)["fct_regions.sql"]
    terminal.teal("versions", "write", "--undo")
    assert sql(terminal) == before


def test_a_file_that_was_edited_since_is_not_undone(branch: Terminal) -> None:
    branch.teal("versions", "write", "--base", "main", "--yes")
    branch.edit(FACT, "COUNT(*)", "COUNT(region)")
    after = sql(branch)
    refused = branch.teal("versions", "write", "--undo", code=3)
    assert refused.err == (
        "error: files were edited meanwhile; nothing was written.\n"
        "  - pipelines/facts/fct_regions.sql\n"
        "Look at them with `git diff`, and change them by hand.\n"
    )
    assert sql(branch) == after


def test_an_interrupted_writing_is_taken_back_first(branch: Terminal) -> None:
    branch.teal("versions", "write", "--base", "main", "--yes")
    (kept,) = (branch.folder / ".teal" / "versions").glob("*.json")
    kept.write_text(kept.read_text().replace('"done": true', '"done": false'))
    refused = branch.teal("versions", "write", "--base", "main", code=3)
    assert "`teal versions write --undo`" in refused.err
    branch.teal("versions", "write", "--undo")
    assert branch.git("status", "--porcelain") == ""


def test_bytes_outside_of_the_names_stay(branch: Terminal) -> None:
    path = branch.folder / "pipelines" / TABLE
    path.write_bytes(b"\xef\xbb\xbf-- \xc3\xa4\r\n" + path.read_bytes().replace(b"\n", b"\r\n"))
    path.chmod(0o640)
    branch.commit("from another editor")
    before = path.read_bytes()
    branch.teal("versions", "write", "--base", "main", "--yes")
    assert path.read_bytes() == before.replace(b"int_orders", b"int_orders_v2")
    assert path.stat().st_mode & 0o777 == 0o640
    branch.teal("versions", "write", "--undo")
    assert path.read_bytes() == before


def test_with_logical_names_there_is_nothing_to_write(branch: Terminal) -> None:
    branch.config(pipelines="pipelines")
    refused = branch.teal("versions", "write", code=3)
    assert refused.err.startswith(
        "error: the files carry no numbers here: `naming` is `logical`.\n"
    )


def test_where_nothing_is_deployed_every_table_keeps_its_number(branch: Terminal) -> None:
    assert branch.teal("versions", "write").out == (
        "Every file says the number that it needs, compared with test, where nothing is deployed "
        "(--base REV: with a revision).\n"
    )


def test_names_that_do_not_fit_are_set_right_and_other_mistakes_said(branch: Terminal) -> None:
    branch.edit(TABLE, "INSERT INTO int_orders", "INSERT INTO int_orders_v2")
    branch.edit(TABLE, "CREATE TABLE int_orders", "CREATE TABLE int_orders_v2")
    branch.commit("half of it by hand")
    assert "TEAL-215" in branch.teal("check", code=1).out
    branch.teal("versions", "write", "--base", "main", "--yes")
    branch.teal("check")
    branch.edit(FACT, "FROM int_orders_v2", "FROM int_ordres_v2")
    assert "TEAL-204" in branch.teal("versions", "write", "--base", "main", code=1).err


def test_a_table_can_be_asked_for_by_name(branch: Terminal) -> None:
    branch.git("checkout", "-q", "main")
    arguments = ("versions", "write", "--base", "main", "--json", "--table")
    found = branch.teal(*arguments, "int_orders").json["tables"]
    assert [each["table"] for each in found] == ["fct_regions", "int_orders"]
    assert "Did you mean" in branch.teal(*arguments, "int_order", code=1).out


@pytest.mark.parametrize(
    "arguments", [("--undo", "--yes"), ("--undo", "--base", "main"), ("--dry-run", "--yes")]
)
def test_options_that_do_not_go_together_are_wrong_usage(
    branch: Terminal, arguments: tuple[str, ...]
) -> None:
    branch.teal("versions", "write", *arguments, code=64)

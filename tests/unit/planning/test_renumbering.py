"""Which tables of a release branch get another number, and how their files say it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec.structs import replace
from tests.unit.planning.builders import (
    RAW_FILE,
    World,
    copy,
    dml,
    served,
    table,
    tree,
)
from tests.unit.planning.versioned_files import OTHER, OWN, forked, stage

from teal.model.deployment import Phase, VersionState
from teal.model.environment import Environment, ExternalTable
from teal.model.errors import Mistake, ProjectMistakes
from teal.model.names import Version
from teal.planning.as_served import as_served
from teal.planning.graph import build_graph
from teal.planning.naming import written_versions
from teal.planning.project import build_project
from teal.planning.renumbered_files import renumbered_files
from teal.planning.renumbering import renumberings


def wanted(world: World, files: Mapping[str, str], *asked: str) -> dict[str, int]:
    """The new number of each table that needs one."""
    project, _ = build_project(tree(files), world.environment)
    graph = build_graph(project)
    found = renumberings(project, graph, world.deployment, world.environment, asked)
    return {each.table: each.new.number for each in found}


def rewritten(
    world: World, files: Mapping[str, str], *asked: str, own: Environment | None = None
) -> dict[str, str]:
    """All files after the numbers were written."""
    own = own or world.environment
    project, _ = build_project(tree(files), own)
    found = renumberings(project, build_graph(project), world.deployment, own, asked)
    versions = written_versions(project, own) | {each.table: each.new for each in found}
    changed = renumbered_files(tree(files), versions, own)
    return {**files, **{file.path: file.after for file in changed}}


def aborted(world: World) -> World:
    records = tuple(
        replace(record, state=VersionState.ABORTED) if record.release == "r2" else record
        for record in world.deployment.versions
    )
    releases = tuple(
        replace(release, phase=Phase.ABORTED) if release.id == "r2" else release
        for release in world.deployment.releases
    )
    world.deployment = replace(world.deployment, versions=records, releases=releases)
    return world


def test_what_changed_and_what_reads_it_gets_the_next_number() -> None:
    world = served(forked(), OWN)
    files = forked(query=OTHER)
    assert wanted(world, files) == {"mid": 2, "fct": 2}
    assert rewritten(world, files) == forked(mid="mid_v2", fct="fct_v2", query=OTHER)


def test_written_files_can_be_planned_and_need_nothing_more() -> None:
    world = served(forked(), OWN)
    files = rewritten(world, forked(query=OTHER))
    assert wanted(world, files) == {}
    world.serve(files)
    assert wanted(world, files) == {}
    again = rewritten(world, {**files, dml("mid"): copy("mid_v2", "src", "id, 7")})
    assert again == forked(mid="mid_v3", fct="fct_v3", query="id, 7")
    world.serve(again)
    assert world.deployment.serving == {"src": 1, "mid": 3, "fct": 3, "side": 1}


def test_unchanged_files_need_nothing() -> None:
    files = forked(src="src_v4", mid="mid_v9")
    assert wanted(served(files, OWN), files) == {}
    assert rewritten(served(files, OWN), files) == files


def test_what_was_never_deployed_keeps_its_number() -> None:
    world = served(forked(), OWN)
    files = {**forked(query=OTHER), **stage("fresh", "mid"), **stage("late_v4", "src")}
    assert wanted(world, files) == {"mid": 2, "fct": 2}
    after = rewritten(world, files)
    assert after[dml("fresh")] == copy("fresh", "mid_v2")
    assert after[dml("late")] == copy("late_v4", "src")
    assert wanted(World(OWN), files) == {}


def test_a_number_that_was_raised_by_hand_stays_and_takes_its_readers_along() -> None:
    world = served(forked(), OWN)
    files = forked(mid="mid_v6")
    assert rewritten(world, files) == forked(mid="mid_v6", fct="fct_v2")


def test_readers_that_were_forgotten_are_set_right() -> None:
    world = served(forked(), OWN)
    files = {**forked(mid="mid_v2", query=OTHER), dml("fct"): copy("fct", "mid")}
    assert rewritten(world, files) == forked(mid="mid_v2", fct="fct_v2", query=OTHER)


def test_what_is_on_its_way_keeps_the_number_of_its_file() -> None:
    world = served(forked(), OWN)
    files = forked(mid="mid_v2", fct="fct_v2", query=OTHER)
    world.deploy(files)
    assert wanted(world, files) == {}
    corrected = {**files, dml("mid"): copy("mid_v2", "src", "id, 3")}
    assert wanted(world, corrected) == {"mid": 3, "fct": 3}


def test_after_an_abort_the_next_number_is_taken() -> None:
    world = served(forked(), OWN)
    files = forked(mid="mid_v2", fct="fct_v2", query=OTHER)
    world.deploy(files)
    assert rewritten(aborted(world), files) == forked(mid="mid_v3", fct="fct_v3", query=OTHER)


def test_after_an_abort_what_was_given_up_goes_back_to_what_serves() -> None:
    world = served(forked(), OWN)
    world.deploy(forked(mid="mid_v2", fct="fct_v2", query=OTHER))
    assert rewritten(aborted(world), forked(mid="mid_v2", fct="fct_v2")) == forked()


def test_a_branch_of_the_same_meaning_is_brought_to_the_numbers_that_serve() -> None:
    world = served(forked(), OWN)
    world.serve(forked(mid="mid_v5", fct="fct_v5"))
    assert rewritten(world, forked()) == forked(mid="mid_v5", fct="fct_v5")


def test_a_project_of_logical_names_is_brought_to_the_numbers_that_serve() -> None:
    world = served(forked())
    world.serve(forked(query=OTHER))
    after = rewritten(world, forked(query=OTHER), own=OWN)
    assert after == forked(mid="mid_v2", fct="fct_v2", query=OTHER)
    world.environment = OWN
    assert {action.action.value for action in world.plan(after).actions} == {"keep"}


def test_a_table_can_be_asked_for_though_it_did_not_change() -> None:
    world = served(forked(), OWN)
    assert wanted(world, forked(), "mid") == {"mid": 2, "fct": 2}
    assert wanted(world, forked(), "side") == {"side": 2}
    with pytest.raises(Mistake, match="there is no table `sid`"):
        wanted(world, forked(), "sid")


def test_a_name_that_an_external_has_is_skipped() -> None:
    theirs = {"mid_v2": ExternalTable("mid_v2", "theirs"), **OWN.externals}
    own = replace(OWN, externals=theirs)
    files = {**forked(), "ext.sql": "CREATE TABLE mid_v2 (id BIGINT)"}
    world = served(files, own)
    changed = {**files, dml("mid"): copy("mid", "src", OTHER)}
    assert wanted(world, changed) == {"mid": 3, "fct": 2}
    assert rewritten(world, changed)["ext.sql"] == files["ext.sql"]


def test_tables_of_one_statement_move_together_each_with_its_own_number() -> None:
    both = (
        "EXECUTE STATEMENT SET BEGIN\nINSERT INTO {} SELECT id, amount FROM raw_orders;\n"
        "INSERT INTO {} SELECT id, {} FROM raw_orders;\nEND"
    )
    files = {**RAW_FILE, "a.sql": table("a"), "b.sql": table("b_v4")}
    world = served({**files, "set.sql": both.format("a", "b_v4", "amount")}, OWN)
    after = rewritten(world, {**files, "set.sql": both.format("a", "b_v4", "1")})
    assert after["set.sql"] == both.format("a_v2", "b_v5", "1")
    assert (after["a.sql"], after["b.sql"]) == (table("a_v2"), table("b_v5"))


def test_a_view_has_a_number_like_a_table() -> None:
    view = {"v.sql": "CREATE VIEW big AS SELECT * FROM mid", **stage("tail", "big")}
    world = served({**forked(), **view}, OWN)
    after = rewritten(world, {**forked(query=OTHER), **view})
    assert after["v.sql"] == "CREATE VIEW big_v2 AS SELECT * FROM mid_v2"
    assert after[dml("tail")] == copy("tail_v2", "big_v2")


def test_removed_tables_need_no_number() -> None:
    world = served(forked(), OWN)
    files = {name: text for name, text in forked().items() if "side" not in name}
    assert wanted(world, files) == {}


def test_against_a_revision_it_is_as_if_that_served() -> None:
    for base in (forked(), forked(src="src_v3", mid="mid_v2", fct="fct_v7")):
        project, found = build_project(tree(base), OWN)
        assert found == ()
        world = World(OWN, as_served(project, OWN, project).deployment)
        assert wanted(world, base) == {}
        changed = {**base, dml("mid"): base[dml("mid")].replace("amount", "0")}
        numbers = written_versions(project, OWN)
        assert wanted(world, changed) == {n: numbers[n].number + 1 for n in ("mid", "fct")}


def test_nothing_but_names_changes_in_a_file() -> None:
    world = served(forked(), OWN)
    text = (
        "\ufeff-- mid of old: mid, `mid`\r\nINSERT INTO\tfct /* mid */\r\n"
        "SELECT m.id, 'mid' AS amount -- mid\r\n"
        "FROM `default_catalog`.default_database.`mid` AS m\r\n"
        "WHERE m.id IN (SELECT mid.id FROM mid WHERE mid.amount > 1);\r\n\r\n\r\n"
    )
    files = {**forked(query=OTHER), dml("fct"): text}
    assert rewritten(world, files)[dml("fct")] == (
        "\ufeff-- mid of old: mid, `mid`\r\nINSERT INTO\tfct_v2 /* mid */\r\n"
        "SELECT m.id, 'mid' AS amount -- mid\r\n"
        "FROM `default_catalog`.default_database.`mid_v2` AS m\r\n"
        "WHERE m.id IN (SELECT mid.id FROM mid_v2 AS mid WHERE mid.amount > 1);\r\n\r\n\r\n"
    )


def test_columns_follow_a_number_and_keep_a_bare_name() -> None:
    query = "INSERT INTO fct SELECT {0}.id, {0}.amount FROM {1} WHERE {0}.id > 0"
    first = {**forked(), dml("fct"): query.format("mid", "mid")}
    world = served(first, OWN)
    second = rewritten(world, {**first, dml("mid"): copy("mid", "src", OTHER)})
    assert second[dml("fct")].endswith("mid.amount FROM mid_v2 AS mid WHERE mid.id > 0")
    world.serve(second)
    third = rewritten(world, {**second, dml("mid"): copy("mid_v2", "src", "id, 3")})
    assert third[dml("fct")].endswith("mid.amount FROM mid_v3 AS mid WHERE mid.id > 0")
    numbered_columns = {
        **third,
        dml("fct"): query.format("mid_v3", "mid_v3").replace("fct", "fct_v3"),
    }
    world.serve(third)
    assert wanted(world, numbered_columns) == {}
    changed = {**numbered_columns, dml("mid"): copy("mid_v3", "src", "id, 4")}
    fourth = rewritten(world, changed)
    assert fourth[dml("fct")] == query.format("mid_v4", "mid_v4").replace("fct", "fct_v4")


def test_variables_stay_as_they_are_written() -> None:
    own = replace(OWN, variables={"least": "1", "db": "default_database", "note": "very long"})
    text = (
        "/* ${note} */ INSERT INTO ${db}.fct SELECT id, ${least} FROM ${db}.mid "
        "WHERE amount > ${least} AND id IN (SELECT id FROM mid)"
    )
    world = served({**forked(), dml("fct"): text}, own)
    after = rewritten(world, {**forked(query=OTHER), dml("fct"): text})
    assert after[dml("fct")] == text.replace(".fct", ".fct_v2").replace("mid", "mid_v2")


def test_a_name_out_of_a_variable_is_refused_at_its_place() -> None:
    own = replace(OWN, variables={"table": "mid"})
    files = {**forked(), dml("fct"): copy("fct", "${table}")}
    world = served(files, own)
    with pytest.raises(ProjectMistakes, match="the name `mid` comes from a variable") as found:
        rewritten(world, {**files, dml("mid"): copy("mid", "src", OTHER)})
    assert str(found.value.diagnostics[0].place) == f"{dml('fct')}:1:40"


def test_files_of_tests_stay_as_they_are() -> None:
    world = served(forked(), OWN)
    files = {**forked(query=OTHER), "pipelines/mid/tests/insert.sql": "INSERT INTO mid SELECT 1"}
    after = rewritten(world, files)
    assert after["pipelines/mid/tests/insert.sql"] == "INSERT INTO mid SELECT 1"


def test_the_version_of_a_table_may_be_spelled_with_a_one() -> None:
    files = forked(mid="mid_v1")
    world = served(files, OWN)
    after = rewritten(world, {**files, dml("mid"): copy("mid_v1", "src", OTHER)})
    assert after == forked(mid="mid_v2", fct="fct_v2", query=OTHER)
    assert Version("mid", 1, "mid_v1") in {r.version for r in world.deployment.versions}

"""`naming: versioned`: files say the numbers, everything else goes by the tables' names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.unit.planning.builders import (
    ENVIRONMENT,
    RAW_FILE,
    World,
    copy,
    ddl,
    dml,
    served,
    table,
    tree,
)
from tests.unit.planning.versioned_files import OTHER, OWN, chain, stage

from teal.model.changes import ChangeKind
from teal.model.deployment import VersionState
from teal.model.environment import Environment, ExternalTable, TableSettings
from teal.model.errors import Refused, ReleaseOpen
from teal.model.names import Version, numbered, physical_name
from teal.model.plan import Plan, StartUnit
from teal.planning.changes import changes, changes_between
from teal.planning.choice import Choice
from teal.planning.logical import logical_name, version_written
from teal.planning.naming import written_versions
from teal.planning.project import build_project

COLUMNS = "id BIGINT NOT NULL, amount INT"


def mistakes(files: dict[str, str], environment: Environment = OWN) -> list[str]:
    _, found = build_project(tree(files), environment)
    return [f"{each.place} {each.code} {each.message}" for each in found]


def statements(plan: Plan) -> dict[str, str]:
    """What is submitted, by unit."""
    return {
        step.submission.key.unit: step.submission.statement
        for step in plan.steps
        if isinstance(step, StartUnit)
    }


@pytest.mark.parametrize(
    ("written", "version"),
    [
        (("orders",), Version("orders", 1, "orders")),
        (("orders_v2",), Version("orders", 2, "orders_v2")),
        (("orders_v1",), Version("orders", 1, "orders_v1")),
        (("orders_v02",), Version("orders_v02", 1, "orders_v02")),
        (("orders_v0",), Version("orders_v0", 1, "orders_v0")),
        (("orders_V2",), Version("orders_V2", 1, "orders_V2")),
        (("_v2",), Version("_v2", 1, "_v2")),
        (("orders_v2_v3",), Version("orders_v2", 3, "orders_v2_v3")),
        (("default_database", "orders_v2"), Version("orders", 2, "orders_v2")),
        (("other", "db", "orders_v2"), Version("other.db.orders", 2, "other.db.orders_v2")),
        (("clone.dev.orders_v2",), Version("clone.dev.orders", 2, "clone.dev.orders_v2")),
    ],
)
def test_a_suffix_of_the_template_is_a_number(written: tuple[str, ...], version: Version) -> None:
    assert version_written(written, OWN) == version
    assert logical_name(written, OWN) == version.logical


@pytest.mark.parametrize(
    ("external", "written"),
    [
        ("stock_v2", ("stock_v2",)),
        ("stock_v2", ("default_catalog", "default_database", "stock_v2")),
        ("db.stock_v2", ("default_catalog", "db", "stock_v2")),
        ("default_catalog.default_database.stock_v2", ("stock_v2",)),
        ("stock", ("stock_v2",)),
    ],
)
def test_the_name_of_an_external_is_just_a_name(external: str, written: tuple[str, ...]) -> None:
    own = replace(OWN, externals={external: ExternalTable(external, "t")})
    assert version_written(written, own).number == 1
    assert version_written(written, own).logical.endswith("stock_v2")


@given(
    name=st.text("ab_v12", min_size=1, max_size=8),
    number=st.integers(2, 10**6),
    template=st.sampled_from(["{table}_v{number}", "{table}.b{number}", "r{number}-{table}"]),
)
def test_a_name_that_was_given_is_understood(name: str, number: int, template: str) -> None:
    assert numbered(physical_name(name, number, template), template) == (name, number)


def test_another_template_means_other_suffixes() -> None:
    own = replace(OWN, tables=TableSettings(versions="{table}.b{number}"))
    assert version_written(("t.b7",), own) == Version("t", 7, "t.b7")
    assert version_written(("t_v7",), own).logical == "t_v7"


def test_with_logical_names_a_suffix_is_a_part_of_the_name() -> None:
    assert logical_name(("orders_v2",), ENVIRONMENT) == "orders_v2"
    project, _ = build_project(tree(chain(mid="mid_v2")), ENVIRONMENT)
    assert "mid_v2" in project.tables
    assert written_versions(project, ENVIRONMENT) == {}


def test_units_and_tables_go_by_their_names_and_files_say_the_numbers() -> None:
    view = {"v.sql": "CREATE VIEW big_v3 AS SELECT * FROM mid_v4"}
    project, found = build_project(tree({**chain(mid="mid_v4"), **view}), OWN)
    assert found == ()
    assert [(u.name, u.inputs) for u in project.units] == [
        ("big", ("mid",)),
        ("fct", ("mid",)),
        ("mid", ("src",)),
        ("src", ("raw_orders",)),
    ]
    assert sorted(str(version) for version in written_versions(project, OWN).values()) == [
        "big v3",
        "fct v1",
        "mid v4",
        "src v1",
    ]


def test_a_reader_of_another_version_is_told_which_one_there_is() -> None:
    files = {**chain(mid="mid_v2"), dml("fct"): copy("fct", "mid")}
    assert mistakes(files) == [
        "pipelines/fct/sql-scripts/dml.fct.sql:1:40 TEAL-215 `mid` (v1) is read here, and this "
        "revision defines `mid_v2` (v2)."
    ]


def test_a_writer_of_another_version_is_told_which_one_there_is() -> None:
    files = {**chain(mid="mid_v2"), dml("mid"): copy("mid_v3", "src")}
    assert mistakes(files) == [
        "pipelines/mid/sql-scripts/dml.mid.sql:1:13 TEAL-215 `mid_v3` (v3) is written here, and "
        "this revision defines `mid_v2` (v2)."
    ]


def test_two_versions_side_by_side_are_one_too_many() -> None:
    files = {**chain(), "new.sql": f"{table('mid_v2')};\n{copy('mid_v2', 'src')}"}
    assert mistakes(files) == [
        "pipelines/mid/sql-scripts/ddl.mid.sql:1:1 TEAL-205 `mid` stands here in a second version, "
        "`mid`; `mid_v2` is defined at new.sql:1:1."
    ]


def test_an_unknown_table_is_missing_under_every_number() -> None:
    files = {**chain(), dml("fct"): copy("fct", "mud_v2")}
    assert [each.split()[1] for each in mistakes(files)] == ["TEAL-204"]


def test_what_an_unreadable_statement_defines_is_not_called_missing() -> None:
    files = {**chain(mid="mid_v2"), ddl("mid"): "CREATE TABLE mid_v2 (id BIGINT, x ARRAY<INT>"}
    codes = [each.split()[1] for each in mistakes(files)]
    assert codes
    assert {"TEAL-201", "TEAL-204"}.isdisjoint(codes)


def test_a_first_release_takes_the_numbers_of_the_files_whatever_they_are() -> None:
    plan = World(OWN).plan(chain(src="src_v1", mid="mid_v7"))
    assert sorted(v.version for v in plan.versions) == [
        Version("fct", 1, "fct"),
        Version("mid", 7, "mid_v7"),
        Version("src", 1, "src_v1"),
    ]


def test_what_is_submitted_reads_as_the_files_do() -> None:
    files = chain(src="src_v1", mid="mid_v7")
    assert statements(World(OWN).plan(files)) == {
        name: files[dml(name)] for name in ("src", "mid", "fct")
    }


def test_a_new_number_moves_its_readers_and_nothing_else() -> None:
    world = served(chain(), OWN)
    files = chain(mid="mid_v2", fct="fct_v2", query=OTHER)
    plan = world.plan(files)
    assert {a.unit: a.action.value for a in plan.actions} == {
        "src": "keep",
        "mid": "rebuild",
        "fct": "rebuild",
    }
    assert statements(plan) == {name: files[dml(name)] for name in ("mid", "fct")}
    world.serve(files)
    assert world.deployment.serving == {"src": 1, "mid": 2, "fct": 2}
    assert changes(build_project(tree(files), OWN)[0], world.deployment, OWN) == ()


def test_numbers_may_leave_gaps() -> None:
    world = served(chain(), OWN)
    world.serve(chain(mid="mid_v5", fct="fct_v9", query=OTHER))
    assert world.deployment.serving == {"src": 1, "mid": 5, "fct": 9}


def test_the_bump_of_an_input_is_no_change_of_meaning() -> None:
    before, after = ({**chain(), **stage("fct", "mid")}, chain(mid="mid_v2"))
    found = changes_between(
        build_project(tree(before), OWN)[0], build_project(tree(after), OWN)[0], OWN
    )
    assert {each.unit: each.kinds for each in found} == {
        "fct": (ChangeKind.COSMETIC,),
        "mid": (ChangeKind.VERSION,),
    }
    assert found[1].details == ("mid is v2 in its file, was v1",)


def test_neither_aliases_nor_hints_nor_options_that_follow_the_name_change_the_meaning() -> None:
    before = (
        "INSERT INTO fct SELECT /*+ BROADCAST(mid), STATE_TTL('mid' = '1d') */ mid.id, r.amount "
        "FROM mid JOIN raw_orders AS r ON r.id = mid.id"
    )
    after = (
        "INSERT INTO fct SELECT /*+ BROADCAST(mid), STATE_TTL('mid' = '1d') */ mid.id, r.amount "
        "FROM mid_v2 AS mid JOIN raw_orders AS r ON r.id = mid.id"
    )
    qualified = before.replace("mid", "mid_v2")
    option = (
        "'changelog.mode'",
        "'value.fields-include' = 'ALL', 'path' = 's3://b/{}/x', 'changelog.mode'",
    )
    old, new = (
        table(name).replace(option[0], option[1].format(name)) for name in ("mid", "mid_v2")
    )
    first = {**chain(), dml("fct"): before, ddl("mid"): old}
    for text in (after, qualified):
        second = {**chain(mid="mid_v2"), dml("fct"): text, ddl("mid"): new}
        found = changes_between(
            build_project(tree(first), OWN)[0], build_project(tree(second), OWN)[0], OWN
        )
        kinds = {each.unit: each.kinds for each in found}
        assert kinds == {"fct": (ChangeKind.COSMETIC,), "mid": (ChangeKind.VERSION,)}, text


def test_a_change_without_a_new_number_is_refused_with_the_way_out() -> None:
    with pytest.raises(Refused) as refused:
        served(chain(), OWN).plan(chain(query=OTHER))
    assert refused.value.reasons == (
        "mid has to be built anew, because its query changed "
        "(pipelines/mid/sql-scripts/dml.mid.sql:1); pipelines/mid/sql-scripts/dml.mid.sql:1 says "
        "`mid`, which serves",
        "fct has to be built anew, because fct reads mid, whose query changed "
        "(pipelines/mid/sql-scripts/dml.mid.sql:1); pipelines/fct/sql-scripts/dml.fct.sql:1 says "
        "`fct`, which serves",
    )
    assert "`teal versions write`" in str(refused.value)


def test_a_reader_without_a_new_number_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        served(chain(), OWN).plan(chain(mid="mid_v2", query=OTHER))
    assert [reason.split()[0] for reason in refused.value.reasons] == ["fct"]


def test_a_number_that_was_aborted_is_not_used_again() -> None:
    world = served(chain(), OWN)
    files = chain(mid="mid_v2", fct="fct_v2", query=OTHER)
    world.deploy(files)
    records = tuple(
        replace(record, state=VersionState.ABORTED) if record.release == "r2" else record
        for record in world.deployment.versions
    )
    world.deployment = replace(
        world.deployment, versions=records, releases=world.deployment.releases[:1]
    )
    with pytest.raises(Refused) as refused:
        world.plan(files)
    assert "says `mid_v2`, a number that release r2 used (aborted)" in refused.value.reasons[0]
    assert world.plan(chain(mid="mid_v3", fct="fct_v3", query=OTHER)).versions


def test_what_is_on_its_way_is_said_first() -> None:
    world = served(chain(), OWN)
    files = chain(mid="mid_v2", fct="fct_v2", query=OTHER)
    world.deploy(files)
    with pytest.raises(ReleaseOpen):
        world.plan(files)


def test_an_older_number_is_refused_even_if_the_text_means_the_same() -> None:
    world = served(chain(), OWN)
    world.serve(chain(mid="mid_v2", fct="fct_v2"))
    with pytest.raises(Refused) as refused:
        world.plan(chain())
    assert "says `mid`, which stands by since it was replaced" in refused.value.reasons[0]


def test_a_number_between_two_that_were_made_is_refused() -> None:
    world = served(chain(), OWN)
    world.serve(chain(mid="mid_v5", fct="fct_v5", query=OTHER))
    with pytest.raises(Refused) as refused:
        world.plan(chain(mid="mid_v3", fct="fct_v6", query="id, 3"))
    assert "says `mid_v3`, and v5 was made already: numbers only grow" in refused.value.reasons[0]


def test_an_excluded_reader_stays_on_what_it_reads_whatever_its_file_says() -> None:
    world = served(chain(), OWN)
    plan = world.plan(chain(mid="mid_v2", query=OTHER), Choice(exclude=("fct",)))
    assert [str(v.version) for v in plan.versions] == ["mid v2"]
    assert any("fct stays on mid v1" in note for note in plan.notes)


def test_a_kept_input_is_read_in_the_version_that_serves() -> None:
    world = served(chain(src="src_v3"), OWN)
    files = chain(src="src_v3", mid="mid_v2", fct="fct_v2", query=OTHER)
    assert "FROM src_v3" in statements(world.plan(files))["mid"]


def test_a_name_that_the_record_gave_to_another_table_is_refused() -> None:
    world = served({**RAW_FILE, **stage("mid_v2", "raw_orders")})  # deployed with logical names
    world.environment = OWN
    with pytest.raises(Refused) as refused:
        world.plan({**RAW_FILE, **stage("mid_v2", "raw_orders")})
    assert "says `mid_v2`, which the record knows as a version of mid_v2" in str(refused.value)


def test_a_deployment_of_logical_names_goes_on_once_the_files_say_its_numbers() -> None:
    logical = {name: text.replace("_v3", "") for name, text in chain().items()}
    world = served(logical)
    changed = {**logical, dml("mid"): copy("mid", "src", OTHER)}
    world.serve(changed)
    world.environment = OWN
    numbers = chain(mid="mid_v2", fct="fct_v2", query=OTHER)
    assert {a.action.value for a in world.plan(numbers).actions} == {"keep"}
    with pytest.raises(Refused):
        world.plan(changed)

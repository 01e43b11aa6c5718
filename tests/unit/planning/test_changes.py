"""What a revision changes, in meaning."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.unit.planning.builders import (
    CHAIN,
    ENVIRONMENT,
    RAW,
    RAW_FILE,
    World,
    copy,
    ddl,
    dml,
    served,
    sound,
    table,
)

from teal.model.changes import ChangeKind, ColumnChange, UnitChange
from teal.model.environment import Environment
from teal.planning.changes import changes, changes_between
from teal.planning.choice import Choice

SRC_DDL, SRC_DML = f"{ddl('src')}:1", f"{dml('src')}:1"


def found(
    files: dict[str, str], world: World | None = None, environment: Environment = ENVIRONMENT
) -> tuple[UnitChange, ...]:
    here = world or served(CHAIN, environment)
    project, _ = sound({**CHAIN, **files}, environment)
    return changes(project, here.deployment, environment)


def test_nothing_changed() -> None:
    assert found({}) == ()


def test_everything_is_new_on_an_empty_deployment() -> None:
    kinds = {each.unit: each.kinds for each in found({}, World())}
    assert kinds == dict.fromkeys(("src", "mid", "fct", "other"), (ChangeKind.NEW,))


@pytest.mark.parametrize(
    "text",
    [
        "insert into src\n  select id, amount\n  from raw_orders",
        "INSERT INTO src -- the raw ones\nSELECT id, amount /* all */ FROM raw_orders",
    ],
)
def test_layout_comments_and_keyword_case_are_no_change_of_meaning(text: str) -> None:
    (change,) = found({dml("src"): text})
    assert change == UnitChange("src", (ChangeKind.COSMETIC,), files=(SRC_DML,))
    assert not change.is_meaningful


def test_a_comment_before_a_statement_is_no_change_at_all() -> None:
    assert found({dml("src"): f"-- new\n{CHAIN[dml('src')]}"}) == ()


def test_a_changed_query() -> None:
    (change,) = found({dml("src"): copy("src", "raw_orders", "id, amount + 1")})
    assert change == UnitChange(
        "src", (ChangeKind.QUERY,), details=("its meaning changed",), files=(SRC_DML,)
    )


def test_columns_are_named() -> None:
    columns = "id BIGINT NOT NULL, amount BIGINT, extra STRING"
    (change,) = found({ddl("src"): table("src", columns)})
    assert change.kinds == (ChangeKind.COLUMNS,)
    assert change.columns == (
        ColumnChange("amount", "INT", "BIGINT"),
        ColumnChange("extra", None, "STRING"),
    )
    assert change.files == (SRC_DDL,)


def test_a_removed_column() -> None:
    (change,) = found({ddl("src"): table("src", "id BIGINT NOT NULL")})
    assert change.columns == (ColumnChange("amount", "INT", None),)


def test_columns_in_another_order_are_a_change() -> None:
    (change,) = found({ddl("src"): table("src", "amount INT, id BIGINT NOT NULL")})
    assert change.kinds == (ChangeKind.COLUMNS,)
    assert change.details == ("the columns stand in another order",)


@pytest.mark.parametrize(
    ("old", "new", "detail"),
    [
        ("(id) NOT", "(id, amount) NOT", "primary key is (id, amount), was (id)"),
        ("HASH(id)", "HASH(amount)", "distribution is (amount), was (id)"),
        ("HASH(id)", "RANGE(id)", "distribution is RANGE(id), was (id)"),
        ("2 BUCKETS", "3 BUCKETS", "buckets is 3, was 2"),
    ],
)
def test_keys(old: str, new: str, detail: str) -> None:
    (change,) = found({ddl("src"): CHAIN[ddl("src")].replace(old, new)})
    assert change.kinds == (ChangeKind.KEY,)
    assert change.details == (detail,)


def test_a_watermark_is_a_key() -> None:
    columns = "id BIGINT NOT NULL, ts TIMESTAMP(3), WATERMARK FOR ts AS ts"
    world = served({**CHAIN, ddl("src"): table("src", columns)})
    later = columns.replace("AS ts", "AS ts - INTERVAL '5' SECOND")
    (change,) = found({ddl("src"): table("src", later)}, world)
    assert change.kinds == (ChangeKind.KEY,)
    assert change.details == ("watermark is ts AS ts - INTERVAL '5' SECOND, was ts AS ts",)


def test_the_changelog_mode_is_a_key_and_other_options_are_options() -> None:
    plain = "CREATE TABLE src (id BIGINT, amount INT) WITH ('changelog.mode' = '{}'{})"
    world = served({**CHAIN, ddl("src"): plain.format("append", "")})
    more = plain.format("append", ", 'kafka.retention.time' = '7 d'")
    (change,) = found({ddl("src"): more}, world)
    assert change.kinds == (ChangeKind.OPTIONS,)
    assert change.details == ("option 'kafka.retention.time' is new: '7 d'",)
    (change,) = found({}, world)
    assert ChangeKind.KEY in change.kinds
    assert "changelog.mode is upsert, was append" in change.details


def test_a_comment_on_a_column_means_nothing() -> None:
    columns = "id BIGINT NOT NULL COMMENT 'the key', amount INT"
    (change,) = found({ddl("src"): table("src", columns)})
    assert change.kinds == (ChangeKind.COSMETIC,)


def test_a_moved_external_is_an_input_of_its_readers() -> None:
    (path,) = RAW_FILE
    (change,) = found({path: RAW.replace("amount INT", "amount BIGINT")})
    assert change.unit == "src"
    assert change.kinds == (ChangeKind.INPUT,)
    assert change.details == (
        "the external table raw_orders changed: column amount is BIGINT, was INT",
    )
    assert change.files == (f"{path}:1",)


def test_a_comment_in_an_external_changes_nobody() -> None:
    (path,) = RAW_FILE
    assert found({path: RAW.replace("amount INT", "amount INT COMMENT 'in cents'")}) == ()


def test_new_and_removed_units() -> None:
    files = {path: text for path, text in CHAIN.items() if "other" not in path}
    project, _ = sound({**files, "x.sql": f"{table('more_of')};{copy('more_of', 'src')}"})
    kinds = {
        change.unit: change.kinds
        for change in changes(project, served(CHAIN).deployment, ENVIRONMENT)
    }
    assert kinds == {"more_of": (ChangeKind.NEW,), "other": (ChangeKind.REMOVED,)}


def test_what_is_green_does_not_count_as_deployed() -> None:
    world = served(CHAIN)
    world.deploy({**CHAIN, dml("src"): copy("src", "raw_orders", "id, 5")})
    assert found({}, world) == ()
    assert [
        each.unit for each in found({dml("src"): copy("src", "raw_orders", "id, 5")}, world)
    ] == ["src"]


def test_the_qualified_name_means_the_same_as_the_bare_one() -> None:
    (change,) = found({dml("mid"): copy("mid", "default_catalog.default_database.src")})
    assert change.kinds == (ChangeKind.COSMETIC,)


def test_a_variables_value_belongs_to_the_environment() -> None:
    text = "INSERT INTO src SELECT id, amount FROM raw_orders WHERE amount > ${least}"
    low = replace(ENVIRONMENT, variables={"least": "1"})
    world = served({**CHAIN, dml("src"): text}, low)
    high = replace(ENVIRONMENT, variables={"least": "2"})
    assert found({dml("src"): text}, world, high) == ()


def test_writers_of_one_table_may_change_places() -> None:
    one, two = copy("src", "raw_orders"), copy("src", "raw_orders", "id, 1")
    world = served({**CHAIN, dml("src"): f"{one};{two}"})
    assert found({dml("src"): f"{two};{one}"}, world) == ()
    changed = found({dml("src"): f"{two};{two}"}, world)
    assert [(each.unit, each.kinds) for each in changed] == [("src", (ChangeKind.QUERY,))]


def test_a_table_that_becomes_a_view() -> None:
    world = served(CHAIN)
    files = {path: text for path, text in CHAIN.items() if path not in (ddl("other"), dml("other"))}
    project, _ = sound({**files, "v.sql": "CREATE VIEW other AS SELECT id FROM src"})
    (change,) = changes(project, world.deployment, ENVIRONMENT)
    assert change.kinds == (ChangeKind.QUERY,)
    assert "it is a view, was an INSERT" in change.details


def test_a_unit_that_was_left_on_an_old_version_is_seen_next_time() -> None:
    world = served(CHAIN)
    files = {**CHAIN, dml("src"): copy("src", "raw_orders", "id, 5")}
    world.serve(files, Choice(exclude=("other",)))
    (change,) = found(files, world)
    assert change == UnitChange(
        "other", (ChangeKind.BEHIND,), details=("it reads src v1, which serves no more",)
    )


def test_two_revisions_are_compared_without_a_deployment() -> None:
    old, _ = sound(CHAIN)
    new, _ = sound({**CHAIN, dml("src"): copy("src", "raw_orders", "id, 5")})
    assert [each.unit for each in changes_between(old, new, ENVIRONMENT)] == ["src"]
    assert changes_between(old, old, ENVIRONMENT) == ()

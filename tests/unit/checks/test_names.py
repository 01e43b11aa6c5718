"""Names, and tables with several writers."""

from __future__ import annotations

from msgspec.structs import replace
from tests.unit.checks.conftest import ENVIRONMENT, Check, findings
from tests.unit.checks.tables import append

from teal.model.environment import Naming, TableSettings


def test_reserved_words_and_kafkas_own_names(check: Check) -> None:
    assert check("CREATE VIEW `order` AS SELECT id FROM src") == ["TEAL-271"]
    assert check("CREATE VIEW __orders AS SELECT id FROM src") == ["TEAL-271"]
    assert check("CREATE VIEW orders AS SELECT id FROM src") == []


def test_a_name_like_a_version(check: Check) -> None:
    assert check("CREATE VIEW orders_v2 AS SELECT id FROM src") == ["TEAL-272"]
    assert check("CREATE VIEW orders_v02 AS SELECT id FROM src") == []
    assert check("CREATE VIEW v2 AS SELECT id FROM src") == []


def test_names_of_versions_follow_the_template() -> None:
    own = replace(ENVIRONMENT, tables=TableSettings(versions="{table}__{number}"))
    sql = "CREATE VIEW a__3 AS SELECT id FROM src; CREATE VIEW b_v3 AS SELECT id FROM src"
    (found,) = findings(sql, own)
    assert found.message == (
        "`a__3` is called like version 3 of `a`; its own next version would be `a__3__2`."
    )


def test_files_that_carry_the_numbers_may(check: Check) -> None:
    own = replace(ENVIRONMENT, naming=Naming.VERSIONED)
    assert findings("CREATE VIEW orders_v2 AS SELECT id FROM src", own) == ()


def test_several_writers_are_told_once_with_the_first_place() -> None:
    insert = "INSERT INTO t SELECT id FROM src;\n"
    (found,) = findings(append("id BIGINT") + insert * 3)
    assert found.code == "TEAL-281"
    assert found.message.startswith("3 statements write `t`, the first at a.sql:2:1: ")
    assert found.place is not None
    assert found.place.line == 3


def test_one_statement_set_is_one_writer(check: Check) -> None:
    insert = "INSERT INTO t SELECT id FROM src; "
    sql = f"{append('id BIGINT')}EXECUTE STATEMENT SET BEGIN {insert}{insert} END;"
    assert check(sql) == []


def test_fixed_rows_are_no_further_writers(check: Check) -> None:
    values = "INSERT INTO t VALUES (1);\n"
    assert set(check(append("id BIGINT") + values * 2)) == {"TEAL-211"}

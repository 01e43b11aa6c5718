"""What Flink is given beside the SQL."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from teal.engines.flink.submission_text import (
    executable,
    execution_config,
    explaining,
    fingerprint,
    opening,
    without_explain,
)
from teal.model.names import UnitKey, job_id, job_name
from teal.model.submission import Submission

KEY = UnitKey("d2f0c1de-0000-4000-8000-000000000000", "orders", 1, 1)
GIVEN = Submission(KEY, "INSERT INTO a SELECT 1", ("CREATE TABLE a",), ("SET 'x'='y'",), {"k": "v"})


def test_the_fingerprint_covers_all_but_the_key() -> None:
    others = (
        replace(GIVEN, statement="INSERT INTO a SELECT 2"),
        replace(GIVEN, definitions=("CREATE TABLE b",)),
        replace(GIVEN, definitions=("CREATE TABLE a", "CREATE TABLE b")),
        replace(GIVEN, session=()),
        replace(GIVEN, settings={"k": "w"}),
        replace(GIVEN, definitions=GIVEN.session, session=GIVEN.definitions),
    )
    assert len({fingerprint(each) for each in (GIVEN, *others)}) == len(others) + 1
    assert fingerprint(replace(GIVEN, key=replace(KEY, attempt=2))) == fingerprint(GIVEN)


def test_the_job_gets_its_id_its_name_and_its_mark() -> None:
    assert execution_config(GIVEN) == {
        "$internal.pipeline.job-id": job_id(KEY),
        "pipeline.name": job_name(KEY),
        "pipeline.global-job-parameters": f"teal.submission:{fingerprint(GIVEN)}",
        "table.dml-sync": "false",
    }


@pytest.mark.parametrize(
    ("statement", "explained"),
    [
        ("INSERT INTO a SELECT 1;", "EXPLAIN INSERT INTO a SELECT 1"),
        ("-- why\nINSERT INTO a", "EXPLAIN -- why\nINSERT INTO a"),
        (
            "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; END;",
            "EXPLAIN STATEMENT SET BEGIN INSERT INTO a SELECT 1; END",
        ),
        (
            "/* a */ -- b\n execute statement set BEGIN",
            "/* a */ -- b\n EXPLAIN statement set BEGIN",
        ),
        (
            "-- a\nbegin statement set; INSERT INTO a SELECT 1; END;",
            "-- a\nEXPLAIN statement set BEGIN INSERT INTO a SELECT 1; END",
        ),
        ("INSERT INTO executed SELECT 1", "EXPLAIN INSERT INTO executed SELECT 1"),
    ],
)
def test_a_statement_is_explained_whatever_stands_before_it(statement: str, explained: str) -> None:
    assert explaining(statement) == explained


@pytest.mark.parametrize(
    ("statement", "executed"),
    [
        ("BEGIN STATEMENT SET; INSERT", "EXECUTE STATEMENT SET BEGIN INSERT"),
        (
            "-- a\n begin /* b */ statement\nset -- c\n;\nINSERT",
            "-- a\n EXECUTE /* b */ statement\nset -- c\n BEGIN\nINSERT",
        ),
        ("EXECUTE STATEMENT SET BEGIN INSERT", "EXECUTE STATEMENT SET BEGIN INSERT"),
        (
            "INSERT INTO a SELECT 'BEGIN STATEMENT SET;'",
            "INSERT INTO a SELECT 'BEGIN STATEMENT SET;'",
        ),
    ],
)
def test_a_statement_set_is_spelled_as_the_gateway_takes_it(statement: str, executed: str) -> None:
    assert executable(statement) == executed


def test_a_place_is_one_in_the_authors_text() -> None:
    assert without_explain("line 1, column 36: no", "INSERT …") == "line 1, column 28: no"
    assert without_explain('"g" at line 1, column 36.', "INSERT …") == '"g" at line 1, column 28.'
    assert without_explain("line 2, column 36: no", "INSERT …") == "line 2, column 36: no"
    assert without_explain("line 1, column 36: no", "EXECUTE …") == "line 1, column 36: no"
    begun = "BEGIN STATEMENT SET; INSERT …"
    assert without_explain("line 1, column 36: no", begun) == "line 1, column 29: no"


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("CREATE TABLE  orders (id BIGINT)", "CREATE TABLE orders"),
        ("SET 'password' = 'x'", "SET"),
        ("CREATE VIEW " + "v" * 80, "CREATE VIEW " + "v" * 47 + "…"),
    ],
)
def test_a_statement_is_named_by_its_first_words(statement: str, words: str) -> None:
    assert opening(statement) == words

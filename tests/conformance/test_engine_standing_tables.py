"""What an engine knows of tables that stand in its catalogs. Each rule says what it is for."""

from __future__ import annotations

import pytest
from tests.conformance.engine_subjects import EngineSubject

from teal.model.errors import Unreachable
from teal.sql.definition import table_definition
from teal.sql.scanner import scan

PAYMENTS = ("shared", "landing", "payments")
SESSION = (
    "CREATE CATALOG shared WITH ('type' = 'generic_in_memory')",
    "CREATE DATABASE shared.landing",
    "CREATE TABLE shared.landing.payments (id BIGINT NOT NULL, amount DECIMAL(10, 2), "
    "PRIMARY KEY (id) NOT ENFORCED) WITH ('connector' = 'datagen')",
)


def test_a_table_of_a_catalog_is_told_with_its_columns_types_and_key(
    subject: EngineSubject,
) -> None:
    """A plan that reads it knows as much as if a file had defined it."""
    told = subject.engine.standing_tables((PAYMENTS,), SESSION, {})
    definition = table_definition(scan(told[PAYMENTS], "told").statements[0])
    assert not isinstance(definition, tuple)
    columns = [(each.name, each.type, each.not_null) for each in definition.columns]
    assert columns == [("id", "BIGINT", True), ("amount", "DECIMAL(10, 2)", False)]
    assert definition.primary_key == ("id",)
    assert definition.parts[-1] == "payments"
    assert dict(definition.options)["connector"] == "datagen"


def test_a_table_that_is_not_there_is_left_out_beside_one_that_is(subject: EngineSubject) -> None:
    """One wrong name hides no other table."""
    told = subject.engine.standing_tables((("nobody",), PAYMENTS), SESSION, {})
    assert list(told) == [PAYMENTS]


def test_nothing_is_left_behind_by_asking(subject: EngineSubject) -> None:
    """A plan changes nothing: the next session knows what its own statements make, no more."""
    subject.engine.standing_tables((PAYMENTS,), SESSION, {})
    assert subject.engine.standing_tables((PAYMENTS,), (), {}) == {}


def test_an_engine_out_of_reach_says_so(subject: EngineSubject) -> None:
    """Silence is not "no such table"."""
    with pytest.raises(Unreachable):
        subject.out_of_reach().standing_tables((PAYMENTS,), SESSION, {})

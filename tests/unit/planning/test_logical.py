"""Names as authors write them, and the nearest to a wrong one."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.unit.planning.builders import ENVIRONMENT

from teal.planning.logical import logical_name, logical_of_text, written_as
from teal.planning.nearest import did_you_mean, nearest

OWN = replace(ENVIRONMENT, catalog="cat", database="db")


@pytest.mark.parametrize(
    ("written", "logical"),
    [
        ("t", "t"),
        ("db.t", "t"),
        ("cat.db.t", "t"),
        ("other.t", "cat.other.t"),
        ("cat.other.t", "cat.other.t"),
        ("dog.db.t", "dog.db.t"),
    ],
)
def test_the_environments_own_catalog_and_database_say_nothing(written: str, logical: str) -> None:
    assert logical_name(tuple(written.split(".")), OWN) == logical
    assert logical_of_text(written, OWN) == logical


def test_a_quoted_name_keeps_its_dots() -> None:
    assert logical_name(("clone.dev.orders",), OWN) == "clone.dev.orders"


@pytest.mark.parametrize(
    ("physical", "written", "last"),
    [
        ("t_v2", ("t",), "t_v2"),
        ("t_v2", ("cat", "db", "t"), "t_v2"),
        ("cat.other.t_v2", ("other", "t"), "t_v2"),
        ("dog.db.t_v2", ("dog", "db", "t"), "t_v2"),
        ("clone.dev.orders_v2", ("clone.dev.orders",), "clone.dev.orders_v2"),
    ],
)
def test_a_version_is_written_where_its_table_was(
    physical: str, written: tuple[str, ...], last: str
) -> None:
    assert written_as(physical, written, OWN) == last


def test_the_nearest_name_is_offered_only_if_it_is_near() -> None:
    names = ("int_orders", "src_orders", "fct_sales")
    assert nearest("int_order", names) == "int_orders"
    assert nearest("INT_ORDERS", names) == "int_orders"
    assert nearest("something", names) is None
    assert did_you_mean("src_ordres", names) == "Did you mean `src_orders`?"
    assert did_you_mean("x", ()) == ""

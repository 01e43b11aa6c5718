"""A job is ours if its name says so and its id proves it."""

from __future__ import annotations

import pytest

from teal.engines.ownership import Ownership, key_of_job
from teal.model.names import UnitKey, job_id, job_name

OWNER = "d2f0c1de-1111-4000-8000-000000000000"
KEY = UnitKey(OWNER, "fct_orders#2", 3, 1)


def test_a_job_of_our_own_has_its_key() -> None:
    assert key_of_job(OWNER, job_name(KEY), job_id(KEY)) == KEY


@pytest.mark.parametrize(
    ("name", "native_id"),
    [
        (job_name(KEY), "0" * 31 + "1"),
        ("insert-into_default_catalog.default_database.fct_orders", job_id(KEY)),
        ("teal/d2f0c1de/fct_orders/v3", job_id(KEY)),
    ],
)
def test_a_name_or_an_id_alone_is_no_proof(name: str, native_id: str) -> None:
    assert key_of_job(OWNER, name, native_id) is None


def test_a_deployment_with_the_same_tag_is_somebody_else() -> None:
    other = UnitKey("d2f0c1de-2222-4000-8000-000000000000", KEY.unit, KEY.version, KEY.attempt)
    assert job_name(other) == job_name(KEY)
    assert key_of_job(OWNER, job_name(other), job_id(other)) is None


def test_adopted_jobs_go_by_the_ids_that_they_came_with() -> None:
    key = UnitKey(OWNER, "fct", 1, 1)
    ours = Ownership(OWNER)
    assert ours.native_id(key) == job_id(key)
    ours.adopt({key: "given-by-flink"})
    assert ours.native_id(key) == "given-by-flink"
    assert ours.key_of("nightly", "given-by-flink") == key
    assert ours.key_of("nightly", "another") is None
    other = UnitKey(OWNER, "int", 1, 1)
    assert ours.key_of(job_name(other), job_id(other)) == other

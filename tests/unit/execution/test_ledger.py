"""The record in memory says the same as the store after each transaction."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.execution.small_plans import (
    NOW,
    OWNER,
    deployment,
    release,
    unit_key,
    unit_record,
    version,
    version_record,
)
from tests.unit.execution.walks import ADA

from teal.execution.leasing import DURATION
from teal.execution.ledger import Ledger
from teal.model.deployment import Phase, UnitState, VersionState
from teal.model.run import Run, RunState
from teal.ports.store import PointerMove, Update
from teal.ports.switching import ServedTable, Serving
from teal.store.address import sqlite_url
from teal.store.store import SqlStore

RECORDS: tuple[Update, ...] = (
    version_record("orders", 1),
    version_record("orders", 2),
    version_record("seen", 1, is_view=True),
    version_record("orders", 1, VersionState.SERVING, "id-1"),
    unit_record("orders"),
    unit_record("orders", state=UnitState.STARTED),
    release(),
    release(Phase.DEPLOYING),
    release(name="r2"),
    Run("r1-1-deploy", "r1", "deploy", "{}", RunState.OPEN, NOW, "ada"),
    PointerMove({"orders": 1}),
    PointerMove({"orders": 2, "seen": 1}),
    PointerMove({"orders": None}),
    PointerMove({"never served": None}),
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from(RECORDS), max_size=4), max_size=5))
def test_the_ledger_equals_the_store_after_any_transactions(
    transactions: list[list[Update]],
) -> None:
    with TemporaryDirectory() as folder, opened(Path(folder)) as store:
        ledger = Ledger(store.found(deployment()))
        lease = store.acquire(ADA, NOW, DURATION)
        for updates in transactions:
            store.record(lease, (), tuple(updates))
            ledger.apply(tuple(updates))
        stored = store.load()
    assert stored is not None
    fresh = Ledger(stored)
    assert (ledger.versions, ledger.units, ledger.releases) == (
        fresh.versions,
        fresh.units,
        fresh.releases,
    )
    assert (ledger.serving, ledger.pointer_serial) == (fresh.serving, fresh.pointer_serial)


def opened(folder: Path) -> SqlStore:
    return SqlStore(sqlite_url(folder / "teal.db"), "shop", "test")


def test_readers_are_told_physical_names_and_topics() -> None:
    ledger = Ledger(deployment())
    ledger.apply(
        (
            version_record("orders", 2, VersionState.SERVING),
            version_record("seen", 1, VersionState.SERVING, is_view=True),
            PointerMove({"seen": 1, "orders": 2}),
        )
    )
    assert ledger.served() == Serving(
        OWNER,
        1,
        {
            "orders": ServedTable(2, "orders_v2", "orders_v2"),
            "seen": ServedTable(1, "seen", None),
        },
    )


def test_what_is_not_recorded_is_none() -> None:
    ledger = Ledger(deployment())
    assert ledger.version(version("orders")) is None
    assert ledger.unit(unit_key("orders")) is None

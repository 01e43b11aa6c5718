"""A fresh bench for each walk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.execution.small_plans import OWNER
from tests.unit.execution.walks import (
    StillClock,
    Walks,
)

from teal.engines.memory.engine import MemoryEngine
from teal.store.address import sqlite_url
from teal.store.store import SqlStore


@pytest.fixture
def walks(tmp_path: Path) -> Iterator[Walks]:
    """A bench with a store in which nothing stands yet."""
    clock = StillClock()
    with SqlStore(sqlite_url(tmp_path / "teal.db"), "shop", "test") as store:
        yield Walks(store, MemoryEngine(OWNER, clock), clock=clock)

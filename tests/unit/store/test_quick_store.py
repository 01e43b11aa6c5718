"""The store that reads with the standard library: it knows the schema, and asks for nothing more
than it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from teal.model.deployment import Deployment
from teal.store.address import sqlite_url
from teal.store.light import SCHEMA_VERSION
from teal.store.migrations import current_version
from teal.store.quick import QuickStore
from teal.store.store import SqlStore

READ = """
import sys
from teal.store.quick import QuickStore
with QuickStore(sys.argv[1], "shop", "test") as store:
    print(store.load().id, store.lease(), store.runs(), store.journal("r"), store.pointer()[0])
print("sqlalchemy" in sys.modules)
"""


def deployed(path: Path) -> str:
    url = sqlite_url(path)
    with SqlStore(url, "shop", "test") as store:
        store.found(Deployment("d1", "shop", "test", serial=3, pointer_serial=2))
    return url


def test_it_reads_the_schema_that_the_migrations_lead_to() -> None:
    assert str(current_version()) == SCHEMA_VERSION


def test_reading_loads_no_sqlalchemy(tmp_path: Path) -> None:
    url = deployed(tmp_path / "teal.db")
    done = subprocess.run(
        (sys.executable, "-c", READ, url), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["d1 None () () 2", "False"]


def test_what_did_not_change_is_the_same_object(tmp_path: Path) -> None:
    with QuickStore(deployed(tmp_path / "teal.db"), "shop", "test") as store:
        assert store.load() is store.load()


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "teal.db"
    path.touch()
    with QuickStore(sqlite_url(path), "shop", "test") as store:
        assert store.load() is None

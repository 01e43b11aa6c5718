"""A store tells of some units alone, and of what serves in plain values, as long as it is usual."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from teal.model.deployment import (
    Deployment,
    Phase,
    Release,
    UnitRecord,
    UnitState,
    VersionRecord,
    VersionState,
)
from teal.model.names import UnitKey, Version
from teal.model.recorded import RecordedUnit
from teal.model.submission import Submission
from teal.store.address import sqlite_url
from teal.store.quick import QuickStore
from teal.store.store import SqlStore

NAMES = ("a", "b", "c")
MORNING = datetime(2026, 1, 1, tzinfo=UTC)


def version(name: str) -> Version:
    return Version(name, 2, f"{name}_v2")


def serving(name: str) -> VersionRecord:
    return VersionRecord(
        version(name), VersionState.SERVING, f"CREATE {name}", name, "r1", topic=name
    )


def unit(name: str, *inputs: str) -> UnitRecord:
    key = UnitKey("d1", name, 2, 1)
    return UnitRecord(
        key,
        "insert",
        (version(name),),
        tuple(map(version, inputs)),
        {"raw": "CREATE raw"},
        f"INSERT {name}",
        f"{name}.sql",
        3,
        "",
        "r1",
        UnitState.STARTED,
        Submission(key, "bound", (), ("USE x",), {}),
    )


CHAIN = Deployment(
    "d1",
    "shop",
    "test",
    4,
    3,
    tuple(map(serving, NAMES)),
    (unit("a"), unit("b", "a"), unit("c", "b")),
    dict.fromkeys(NAMES, 2),
)


def quick(tmp_path: Path, deployment: Deployment) -> QuickStore:
    url = sqlite_url(tmp_path / "teal.db")
    with SqlStore(url, "shop", "test") as store:
        store.found(deployment)
    return QuickStore(url, "shop", "test")


def test_a_part_holds_the_units_and_what_they_write_and_read(tmp_path: Path) -> None:
    with quick(tmp_path, CHAIN) as store:
        identity = store.identity()
        assert identity is not None
        assert store.part(identity, ("c",)) == replace(
            CHAIN, versions=CHAIN.versions[1:], units=CHAIN.units[2:], serving={"b": 2, "c": 2}
        )
        assert store.part(identity, NAMES) == store.load() == CHAIN
        assert store.part(f"{identity}!", ("c",)) is None


def test_what_serves_is_told_in_plain_values(tmp_path: Path) -> None:
    measured = replace(
        CHAIN.units[1], started_at=MORNING, caught_up_at=MORNING.replace(minute=1), replayed=30
    )
    units = (CHAIN.units[0], measured, CHAIN.units[2])
    with quick(tmp_path, replace(CHAIN, units=units)) as store:
        found = store.recorded()
        assert found is not None
        assert found.identity == store.identity()
        assert found.units[1] == RecordedUnit(
            "b",
            "insert",
            "b.sql",
            3,
            "INSERT b",
            ("b",),
            ("a",),
            {"raw": "CREATE raw"},
            ("USE x",),
            {},
        )
        assert found.tables == {name: f"CREATE {name}" for name in NAMES}
        assert found.owners == {f"{name}_v2": name for name in NAMES}
        assert (found.topics, found.measured) == (3, (("b", 60.0, 30),))


def test_nothing_is_told_where_something_else_is_alive(tmp_path: Path) -> None:
    older = replace(serving("a"), version=Version("a", 1, "a"), state=VersionState.STANDBY)
    with quick(tmp_path, replace(CHAIN, versions=(older, *CHAIN.versions))) as store:
        assert store.recorded() is None


def test_nothing_is_told_while_a_release_is_open(tmp_path: Path) -> None:
    release = Release("r1", 1, Phase.SOAKING, "hash", "", "me", MORNING)
    with quick(tmp_path, replace(CHAIN, releases=(release,))) as store:
        assert store.recorded() is None

"""What serves, in few plain values: enough to tell which texts of a project are deployed word for
word, without making a record of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct


class RecordedUnit(NamedTuple):
    """One unit whose version serves. `session` and `settings` are what it was started with (None
    for a view), `outside` the definitions of the externals that it reads."""

    name: str
    kind: str
    file: str
    line: int
    sql: str
    targets: tuple[str, ...]
    inputs: tuple[str, ...]
    outside: Mapping[str, str]
    session: tuple[str, ...] | None
    settings: Mapping[str, str] | None


class Recorded(Struct, frozen=True):
    """What serves, of a deployment in which nothing else is alive and no release is open.

    `tables` are the definitions by table, without views; `owners` has the table of each physical
    name that is not its own; `topics` counts those that serve; `measured` are units that have
    caught up, with the seconds that it took and the records that they read, the newest last.
    """

    identity: str
    units: tuple[RecordedUnit, ...]
    tables: Mapping[str, str]
    owners: Mapping[str, str]
    topics: int
    measured: tuple[tuple[str, float, int], ...]

"""Units that a release changes in place, after COMMIT: the same tables and topics, one job after
the other (or the same job, where it need not stop)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from teal.model.changes import Action
from teal.model.names import UnitKey, Version
from teal.model.submission import Submission


class TableEdition(Struct, frozen=True):
    """What a table's author said, and the settings of its topic in which the two editions differ
    (None: what Kafka has by default)."""

    sql: str
    settings: Mapping[str, str | None] = field(default_factory=dict)


class Edition(Struct, frozen=True):
    """A unit and its tables as they are before the change, or after it. The key of `submission` is
    one of the past: a job that starts gets the next attempt."""

    sql: str
    file: str
    line: int
    commit: str
    external_sql: Mapping[str, str]
    submission: Submission
    tables: Mapping[str, TableEdition]


class InLineChange(Struct, frozen=True):
    """A change in place: from `before` to `after`, and back on a rollback.

    `restarts` says that the job is stopped with a savepoint and another one goes on from it;
    otherwise it runs on. `targets` are the versions that it writes, `topics` their topics by
    logical name.
    """

    key: UnitKey
    action: Action
    targets: tuple[Version, ...]
    topics: Mapping[str, str]
    before: Edition
    after: Edition
    restarts: bool
    notes: tuple[str, ...] = ()


class PersonsWord(Struct, frozen=True):
    """Why somebody goes on with these units (their name and version) although it cannot be proven
    that no record is lost or doubled."""

    reason: str
    units: frozenset[tuple[str, int]]

    def of(self, key: UnitKey) -> str:
        """The reason where the word is for this unit, else ""."""
        return self.reason if (key.unit, key.version) in self.units else ""


NOBODYS_WORD = PersonsWord("", frozenset())

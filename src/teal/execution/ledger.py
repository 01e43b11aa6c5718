"""The deployment's record while a run changes it: what the store holds, kept in step with it."""

from __future__ import annotations

from typing import assert_never

from teal.model.deployment import Deployment, Release, UnitRecord, VersionRecord
from teal.model.names import UnitKey, Version
from teal.model.run import Run
from teal.ports.store import PointerMove, Update
from teal.ports.switching import ServedTable, Serving


class Ledger:
    """Mutable, owned by the runner's one thread; `apply` follows each successful transaction."""

    def __init__(self, deployment: Deployment) -> None:
        self.id = deployment.id
        self.pointer_serial = deployment.pointer_serial
        self.versions = {
            (record.version.logical, record.version.number): record
            for record in deployment.versions
        }
        self.units = {record.key: record for record in deployment.units}
        self.releases = {release.id: release for release in deployment.releases}
        self.serving = dict(deployment.serving)

    def apply(self, updates: tuple[Update, ...]) -> None:
        """Take up what the store has just made durable."""
        for update in updates:
            match update:
                case VersionRecord():
                    self.versions[(update.version.logical, update.version.number)] = update
                case UnitRecord():
                    self.units[update.key] = update
                case Release():
                    self.releases[update.id] = update
                case PointerMove():
                    self._move_pointer(update)
                case Run():
                    pass
                case _:
                    assert_never(update)

    def version(self, version: Version) -> VersionRecord | None:
        """The record of a version."""
        return self.versions.get((version.logical, version.number))

    def unit(self, key: UnitKey) -> UnitRecord | None:
        """The record of a unit's version."""
        return self.units.get(key)

    def served(self) -> Serving:
        """What readers are to be told now."""
        tables = {}
        for logical, number in sorted(self.serving.items()):
            record = self.versions[(logical, number)]
            tables[logical] = ServedTable(number, record.version.physical, record.topic)
        return Serving(self.id, self.pointer_serial, tables)

    def _move_pointer(self, move: PointerMove) -> None:
        self.pointer_serial += 1
        for table, number in move.serving.items():
            if number is None:
                self.serving.pop(table, None)
            else:
                self.serving[table] = number

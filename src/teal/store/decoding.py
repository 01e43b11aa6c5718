"""What stands in rows as the values that it was: the same for every way of reading them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from teal.model.codec import Undecodable, decoded
from teal.model.deployment import Deployment, Release, UnitRecord, VersionRecord
from teal.model.errors import Mistake

T = TypeVar("T")


def record_of(kind: type[T], text: str) -> T:
    """The record in a row. Raises Mistake where somebody has changed it."""
    try:
        return decoded(kind, text)
    except Undecodable as error:
        raise Mistake(
            f"the store holds a {kind.__name__} that cannot be read ({error}).",
            "Put a copy of the store from a backup in its place.",
        ) from error


def stamp_of(deployment: str) -> str:
    """The name under which the store keeps a text that is another one after each change: serials
    may come again where a store is put back from a copy."""
    return f"stamp:{deployment}"


def records_of(kind: type[T], texts: Iterable[str]) -> tuple[T, ...]:
    """The records in rows."""
    return tuple([record_of(kind, text) for text in texts])


def serving_of(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The pointer's map, by name."""
    return dict(sorted(rows))


def assembled(
    bare: Deployment,
    versions: Iterable[VersionRecord],
    units: Iterable[UnitRecord],
    releases: Iterable[Release],
    serving: dict[str, int],
) -> Deployment:
    """A deployment with its records, in an order that does not depend on the database."""
    return Deployment(
        id=bare.id,
        project=bare.project,
        environment=bare.environment,
        serial=bare.serial,
        pointer_serial=bare.pointer_serial,
        versions=tuple(sorted(versions, key=_version)),
        units=tuple(sorted(units, key=_unit)),
        serving=serving,
        releases=tuple(sorted(releases, key=lambda each: (each.number, each.id))),
    )


def _version(record: VersionRecord) -> tuple[str, int, str]:
    version = record.version
    return version.logical, version.number, version.physical


def _unit(record: UnitRecord) -> tuple[str, str, int, int]:
    key = record.key
    return key.deployment, key.unit, key.version, key.attempt

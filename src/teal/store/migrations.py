"""The schema's version: what a database holds, and how it is brought up to date.

An empty database gets all tables as they are now; an older one walks the steps from its version
on, in one transaction, while nobody else may change tables. Every transaction of the store looks
at the version again, so that an older Teal stops as soon as a newer one has migrated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from sqlalchemy import Connection, insert, inspect, select, update

from teal.model.errors import Mistake
from teal.store.database import Database
from teal.store.schema import META, METADATA

Step: TypeAlias = Callable[[Connection], None]

# STEPS[n] leads from version n + 1 to n + 2. Released steps are never changed.
STEPS: tuple[Step, ...] = ()

_VERSION = "schema_version"


def current_version(steps: Sequence[Step] = STEPS) -> int:
    """The version that this Teal writes."""
    return len(steps) + 1


def stored_version(connection: Connection, may_hold_other_tables: bool) -> int | None:
    """The version that the database holds; None where it holds nothing of Teal's yet.
    Raises Mistake where it is somebody else's."""
    inspector = inspect(connection)
    if inspector.has_table(META.name):
        return read_version(connection)
    if not may_hold_other_tables and inspector.get_table_names():
        raise Mistake(
            "the store's file is a database of another program.",
            "Check the path in the configuration; Teal did not touch it.",
        )
    return None


def read_version(connection: Connection) -> int:
    """The version of a database that holds Teal's tables."""
    text = connection.scalar(select(META.c.value).where(META.c.name == _VERSION))
    if text is None or not text.isdecimal():
        raise Mistake(
            f"the store does not say which schema it has (it says {text!r}).",
            "Put a copy of it from a backup in its place.",
        )
    return int(text)


def refuse_newer(version: int, steps: Sequence[Step] = STEPS) -> None:
    """Raises Mistake where a newer Teal has been here."""
    if version > (known := current_version(steps)):
        raise Mistake(
            f"the store was written by a newer Teal (schema {version}, this one knows {known}).",
            "Upgrade teal-flink here, too.",
        )


def migrate(database: Database, steps: Sequence[Step] = STEPS) -> None:
    """Bring a database to the current version; harmless where it is there already."""
    with database.writing() as connection:
        database.lock_schema(connection)
        version = stored_version(connection, database.may_hold_other_tables())
        if version is None:
            METADATA.create_all(connection)
            row = {"name": _VERSION, "value": str(current_version(steps))}
            connection.execute(insert(META).values(row))
            return
        refuse_newer(version, steps)
        if version == current_version(steps):
            return
        for step in steps[version - 1 :]:
            step(connection)
        current = str(current_version(steps))
        connection.execute(update(META).where(META.c.name == _VERSION).values(value=current))

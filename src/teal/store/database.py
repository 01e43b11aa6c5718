"""The seam between the store and what kinds of databases there are."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection


class Database(Protocol):
    """Transactions of one database. Raises Mistake and Unreachable, never a foreign error."""

    def exists(self) -> bool:
        """Whether there is anything to read; False only where no file stands."""
        ...

    def create(self) -> None:
        """Make sure that there is something to write to."""
        ...

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one moment and changes nothing."""
        ...

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that is durable when it ends well and undone when it does not."""
        ...

    def lock_schema(self, connection: Connection) -> None:
        """Keep every other process from changing tables until the transaction ends."""
        ...

    def may_hold_other_tables(self) -> bool:
        """Whether tables of others beside Teal's are in order."""
        ...

    def close(self) -> None:
        """Give back connections."""
        ...

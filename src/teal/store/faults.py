"""What databases complain of, told in the operator's words. Passwords are cut out."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from teal.model.errors import Mistake, TealError, Unreachable
from teal.store.address import PostgresServer, SqliteFile

_PRIMARY_CODE = 0xFF  # the rest of a SQLite code is detail


def sqlite_fault(cause: BaseException, address: SqliteFile) -> TealError:
    """A complaint of SQLite about its file."""
    code = getattr(cause, "sqlite_errorcode", 0) & _PRIMARY_CODE
    what, hint = _SQLITE.get(code, ("cannot be used", "See the reason."))
    if code == sqlite3.SQLITE_BUSY or not isinstance(cause, sqlite3.Error):
        return Unreachable("the store", str(address), str(cause), hint)
    return Mistake(f"the store {address} {what} ({cause}).", hint)


_RESTORE = "Put a copy of it from a backup in its place."
_ROOM = "Make room, then run `teal resume`: what was recorded before is safe."
_SQLITE = {
    sqlite3.SQLITE_BUSY: ("is busy", "Another process keeps writing to it; try again."),
    sqlite3.SQLITE_READONLY: ("is read-only", "Make the file and its folder writable."),
    sqlite3.SQLITE_PERM: ("may not be opened", "Make the file and its folder accessible."),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "Make the file and its folder accessible."),
    sqlite3.SQLITE_FULL: ("has no room to grow, the disk is full", _ROOM),
    sqlite3.SQLITE_IOERR: ("cannot be read or written, perhaps for want of room", _ROOM),
    sqlite3.SQLITE_CORRUPT: ("is damaged", _RESTORE),
    sqlite3.SQLITE_NOTADB: ("is not a database", "Check the path in the configuration."),
}


def postgres_fault(
    error: SQLAlchemyError, address: PostgresServer, at_commit: bool = False
) -> TealError:
    """A complaint of a PostgreSQL server, or its silence."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    state: str | None = getattr(cause, "sqlstate", None)
    reason = _reason(cause or error, address)
    if state is not None and state[:2] not in _SILENCE and state not in _BUSY:
        what, hint = _told(state)
        return Mistake(f"the store {address} {what} ({reason}).", hint)
    if found := _refusal(reason):
        return Mistake(f"the store {address} {found[0]} ({reason}).", found[1])
    if at_commit:
        reason += "; it is not known whether the last record was kept"
        return Unreachable("the store", str(address), reason, "Run `teal resume`: it looks first.")
    return Unreachable("the store", str(address), reason)


# Connection lost, out of resources, stopped by an operator; locks and deadlocks pass by themselves.
_SILENCE = ("08", "57")
_BUSY = ("55P03", "40001", "40P01", "53300")
_POSTGRES = {
    "28": ("refuses the user", "Check user and password in the store's URL."),
    "3D": ("does not exist", "Create the database or correct the store's URL."),
    "25": ("is read-only", "Point the store's URL at the primary server."),
    "42501": ("lacks a right", "Grant the user CREATE and USAGE on its schema and its tables."),
    "53100": ("has no room to grow", _ROOM),
    "42": ("does not hold Teal's tables as they should be", _RESTORE),
}


def _told(state: str) -> tuple[str, str]:
    known = _POSTGRES.get(state) or _POSTGRES.get(state[:2])
    return known or (f"refused a statement, SQLSTATE {state}", "See the reason.")


def _refusal(reason: str) -> tuple[str, str] | None:
    # While connecting, psycopg tells the server's answer as text only.
    if "password" in reason or "no pg_hba.conf entry" in reason or "role " in reason:
        return _POSTGRES["28"]
    return _POSTGRES["3D"] if "database " in reason and "does not exist" in reason else None


def _reason(cause: BaseException, address: PostgresServer) -> str:
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    reason = lines[0] if lines else type(cause).__name__
    for secret in address.secrets:
        reason = reason.replace(secret, "***")
    return reason

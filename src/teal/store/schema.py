"""The tables of the store, the same for SQLite and PostgreSQL.

A row holds its identity in columns of its own and the record as canonical JSON. Every table but
`teal_meta` is keyed by the deployment, since a team's database may hold several. The prefix keeps
them apart from other tables of a shared PostgreSQL database.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()

# SQLite grows a key by itself only where its type is exactly INTEGER.
_GROWING = BigInteger().with_variant(Integer, "sqlite")


def _deployment_key() -> Column[str]:
    return Column("deployment", Text, ForeignKey("teal_deployment.id"), primary_key=True)


META = Table(
    "teal_meta",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

DEPLOYMENT = Table(
    "teal_deployment",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("project", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("serial", BigInteger, nullable=False),
    Column("pointer_serial", BigInteger, nullable=False),
    UniqueConstraint("project", "environment"),
)

VERSION = Table(
    "teal_version",
    METADATA,
    _deployment_key(),
    Column("logical", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("record", Text, nullable=False),
)

UNIT = Table(
    "teal_unit",
    METADATA,
    _deployment_key(),
    Column("unit", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("record", Text, nullable=False),
)

RELEASE = Table(
    "teal_release",
    METADATA,
    _deployment_key(),
    Column("id", Text, primary_key=True),
    Column("record", Text, nullable=False),
)

RUN = Table(
    "teal_run",
    METADATA,
    Column("sequence", _GROWING, primary_key=True, autoincrement=True),
    Column("deployment", Text, ForeignKey("teal_deployment.id"), nullable=False),
    Column("id", Text, nullable=False),
    Column("release", Text, nullable=False),
    Column("record", Text, nullable=False),
    UniqueConstraint("deployment", "id"),
    sqlite_autoincrement=True,
)

JOURNAL = Table(
    "teal_journal",
    METADATA,
    Column("sequence", _GROWING, primary_key=True, autoincrement=True),
    Column("deployment", Text, ForeignKey("teal_deployment.id"), nullable=False),
    Column("run", Text, nullable=False),
    Column("record", Text, nullable=False),
    Index("teal_journal_of_run", "deployment", "run", "sequence"),
    sqlite_autoincrement=True,
)

POINTER = Table(
    "teal_pointer",
    METADATA,
    _deployment_key(),
    Column("logical", Text, primary_key=True),
    Column("number", Integer, nullable=False),
)

# The row outlives the lease: `epoch` must never be given twice. No record means free.
LEASE = Table(
    "teal_lease",
    METADATA,
    _deployment_key(),
    Column("epoch", BigInteger, nullable=False),
    Column("record", Text),
)

"""Definitions for the tests of checks, by their columns."""

from __future__ import annotations


def append(columns: str) -> str:
    """A table `t` without a key."""
    return f"CREATE TABLE t ({columns}) WITH ('changelog.mode' = 'append');\n"


def upsert(columns: str, key: str) -> str:
    """A table `t` with a key."""
    return (
        f"CREATE TABLE t ({columns}, PRIMARY KEY ({key}) NOT ENFORCED) "
        "WITH ('changelog.mode' = 'upsert');\n"
    )

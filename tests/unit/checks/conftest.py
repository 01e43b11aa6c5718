"""Small projects, and what the checks say of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from teal.model.diagnostics import Diagnostic
from teal.model.environment import Environment, ExternalTable, SessionSettings
from teal.model.project import Revision, SourceFile, SourceTree
from teal.usecases.checking import checked_tree

EXTERNALS = """
CREATE TABLE src (
  id BIGINT, k STRING, amount DECIMAL(10, 2), ts TIMESTAMP(3), pt AS PROCTIME(),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) WITH ('changelog.mode' = 'append');
CREATE TABLE plain (id BIGINT, k STRING, ts TIMESTAMP(3)) WITH ('changelog.mode' = 'append');
CREATE TABLE dim (id BIGINT NOT NULL, k STRING, ts TIMESTAMP(3), PRIMARY KEY (id) NOT ENFORCED)
WITH ('changelog.mode' = 'upsert');
CREATE TABLE pair (id BIGINT NOT NULL, k STRING NOT NULL, PRIMARY KEY (id, k) NOT ENFORCED)
WITH ('changelog.mode' = 'upsert');
"""
ENVIRONMENT = Environment(
    project="shop",
    name="test",
    externals={name: ExternalTable(name, name) for name in ("src", "plain", "dim", "pair")},
)

Check = Callable[..., list[str]]
"""Codes of what is found in a text of SQL; `settings` are the session's."""


def findings(sql: str, environment: Environment = ENVIRONMENT) -> tuple[Diagnostic, ...]:
    """All that is said of a project beside the externals, by place."""
    files = (SourceFile("externals.sql", EXTERNALS), SourceFile("a.sql", sql))
    return checked_tree(SourceTree(Revision("a test", ""), files), environment)[1]


@pytest.fixture
def check() -> Check:
    """The codes that a text gets."""

    def codes(sql: str, **settings: str) -> list[str]:
        environment = ENVIRONMENT
        if settings:
            named = {key.replace("__", "."): value for key, value in settings.items()}
            environment = replace(ENVIRONMENT, session=SessionSettings(settings=named))
        return [found.code for found in findings(sql, environment)]

    return codes

"""Where a store may be, and that its password is never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from teal.model.errors import Mistake
from teal.store.address import PostgresServer, SqliteFile, sqlite_url, store_address


@pytest.mark.parametrize("path", ["/tmp/a b/teal.db", "relative/ü.db", "/tmp/100%?x=1#y.db"])
def test_a_file_is_named_by_its_path_as_it_stands(path: str) -> None:
    assert store_address(sqlite_url(Path(path))) == SqliteFile(Path(path))
    assert str(store_address(sqlite_url(Path(path)))) == path


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_is_reached_through_psycopg_and_shown_without_secrets(scheme: str) -> None:
    address = store_address(f"{scheme}://ada:p%40ss@db.example:5433/teal?sslpassword=deep")
    assert isinstance(address, PostgresServer)
    assert address.url.drivername == "postgresql+psycopg"
    assert str(address) == "postgresql://db.example:5433/teal"
    assert address.secrets == ("p@ss", "deep")
    assert not any(secret in repr(address) for secret in ("p@ss", "p%40ss", "deep"))


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:teal.db",
        "teal.db",
        "",
        "mysql://ada:hush@db/teal",
        "postgresql+asyncpg://ada:hush@db/teal",
        "postgresql://ada:hush@db:port/teal",
    ],
)
def test_anything_else_is_a_mistake_that_repeats_no_secret(url: str) -> None:
    with pytest.raises(Mistake, match="Use sqlite:///path") as caught:
        store_address(url)
    assert "hush" not in str(caught.value)

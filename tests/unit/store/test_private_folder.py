"""The folder that is made for a store."""

from pathlib import Path

from teal.model.deployment import Deployment
from teal.store.address import sqlite_url
from teal.store.store import SqlStore


def test_a_folder_made_for_the_store_keeps_itself_out_of_git(tmp_path: Path) -> None:
    path = tmp_path / ".teal" / "state.db"
    with SqlStore(sqlite_url(path), "shop", "test") as store:
        store.found(Deployment("d", "shop", "test", serial=0))
    assert (path.parent / ".gitignore").read_text() == "*\n"


def test_a_folder_of_somebody_else_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with SqlStore(sqlite_url(path), "shop", "test") as store:
        store.found(Deployment("d", "shop", "test", serial=0))
    assert not (tmp_path / ".gitignore").exists()

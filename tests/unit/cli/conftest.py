"""A terminal in an empty folder, and one in a small project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.cli.terminal import Terminal, opened, small_pipeline


@pytest.fixture
def empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    """A terminal in a folder in which there is nothing."""
    folder = tmp_path / "shop"
    folder.mkdir()
    yield from opened(folder, capsys, monkeypatch)


@pytest.fixture
def terminal(empty: Terminal) -> Terminal:
    """A terminal in a project of an external and two units."""
    small_pipeline(empty)
    return empty

"""Where the commands of a peer are installed."""

from __future__ import annotations

from pathlib import Path

PEERS = Path(__file__).parents[1] / "build" / "peers"


def home(peer: str) -> Path:
    """The virtual environment of a peer."""
    return PEERS / peer


def executable(peer: str, command: str) -> Path:
    """A command in it."""
    return home(peer) / "bin" / command

"""The port to secrets by name."""

from __future__ import annotations

from typing import Protocol


class Secrets(Protocol):
    """Gives values for `${secret:NAME}`; only adapters ask, and only when they need them."""

    def filled(self, text: str) -> str:
        """The text with every placeholder replaced. Raises Mistake naming a secret not found."""
        ...

    def masked(self, text: str) -> str:
        """The text with every known secret value replaced by `***`, for foreign messages."""
        ...

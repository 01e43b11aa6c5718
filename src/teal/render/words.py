"""Lists and numbers as people write them."""

from __future__ import annotations

from collections.abc import Sequence


def listed(names: Sequence[str], most: int = 8) -> str:
    """Names in a row; what is too many is counted."""
    return shortened(list(names), most)


def shortened(items: list[str], most: int) -> str:
    """The first of the items, and how many more there are."""
    if len(items) <= most:
        return ", ".join(items)
    return f"{', '.join(items[:most])} and {len(items) - most} more"

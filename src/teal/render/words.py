"""Lists and numbers as people write them."""

from __future__ import annotations

from collections.abc import Sequence


def plural(count: int, noun: str) -> str:
    """`1 job`, `3 jobs`, `2,000 rows`, `4 keys`, `5 queries`."""
    if count == 1:
        return f"1 {noun}"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{count:,} {noun[:-1]}ies"
    return f"{count:,} {noun}s"


def listed(names: Sequence[str], most: int = 8) -> str:
    """Names in a row; what is too many is counted."""
    return shortened(list(names), most)


def shortened(items: list[str], most: int) -> str:
    """The first of the items, and how many more there are."""
    if len(items) <= most:
        return ", ".join(items)
    return f"{', '.join(items[:most])} and {len(items) - most} more"

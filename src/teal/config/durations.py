"""Durations as people write them: `24h`, `30m`, `10s`, `500ms`, `7d`, `1h30m`."""

from __future__ import annotations

import re
from datetime import timedelta

PATTERN = r"^(\d+(d|h|m|s|ms))+$"

_PART = re.compile(r"(\d+)(ms|[dhms])")
_MILLISECONDS = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
_LONGEST = timedelta(days=36_500)


def duration(text: str) -> timedelta:
    """The duration that a text means. Raises ValueError with what to write instead."""
    text = text.strip()
    if text == "0":
        return timedelta(0)
    if text.isdigit():
        raise ValueError(f"`{text}` has no unit: write {text}s, {text}m, {text}h or {text}d.")
    if not re.fullmatch(PATTERN, text):
        raise ValueError(f"`{text}` is no duration: write one such as 30s, 15m, 24h, 7d or 1h30m.")
    total = sum(int(number) * _MILLISECONDS[unit] for number, unit in _PART.findall(text))
    if total > _LONGEST / timedelta(milliseconds=1):
        raise ValueError(f"`{text}` is longer than a hundred years.")
    return timedelta(milliseconds=total)


def written(value: timedelta) -> str:
    """The usual text for this duration: `1h30m`, `24h`, `7d`, `0s`."""
    rest = value // timedelta(milliseconds=1)
    parts = []
    for unit, size in _MILLISECONDS.items():
        if unit == "d" and value < timedelta(days=2):
            continue
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"

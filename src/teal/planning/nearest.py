"""The name that somebody probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Collection


def nearest(name: str, names: Collection[str]) -> str | None:
    """The most similar of the names, if any is similar; ties go to the first by alphabet."""
    lowered = {each.lower(): each for each in sorted(names, reverse=True)}
    found = difflib.get_close_matches(name.lower(), sorted(lowered), n=1, cutoff=0.7)
    return lowered[found[0]] if found else None


def did_you_mean(name: str, names: Collection[str]) -> str:
    """A sentence that offers the nearest name, or nothing."""
    found = nearest(name, names)
    return f"Did you mean `{found}`?" if found else ""

"""The form `${secret:NAME}` in which secrets are referred to."""

from __future__ import annotations

import re

PLACEHOLDER = re.compile(r"\$\{secret:([A-Za-z_][A-Za-z0-9_.-]*)\}")

_BROKEN = re.compile(r"\$\{secret:(?![A-Za-z_][A-Za-z0-9_.-]*\})")


def secret_names_in(text: str) -> tuple[str, ...]:
    """The names of all secrets that a text refers to, in order, each once."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(text)))


def has_broken_placeholder(text: str) -> bool:
    """Whether a reference to a secret is not well formed."""
    return _BROKEN.search(text) is not None

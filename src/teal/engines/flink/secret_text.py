"""Secrets on their way to Flink, and Flink's words on their way back."""

from __future__ import annotations

import re
from collections.abc import Mapping

from teal.ports.secrets import Secrets

_PLACEHOLDER = re.compile(r"\$\{secret:[^}]*\}")


class SecretText:
    """Puts values in at the last moment and takes them out of everything that comes back."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def sql(self, text: str) -> str:
        """SQL with its secrets. They stand in string literals, so their quotes are doubled."""
        return _PLACEHOLDER.sub(
            lambda found: self._secrets.filled(found.group()).replace("'", "''"), text
        )

    def settings(self, settings: Mapping[str, str]) -> dict[str, str]:
        """Session settings with their secrets."""
        return {key: self._secrets.filled(value) for key, value in settings.items()}

    def masked(self, foreign: str) -> str:
        """A foreign text without secrets, also where SQL had their quotes doubled."""
        return self._secrets.masked(foreign.replace("''", "'"))

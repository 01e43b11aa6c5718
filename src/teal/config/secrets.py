"""Secrets by name, from the environment and a file, and the mask that keeps them hidden."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from teal.config.mask import mask_for
from teal.config.placeholders import PLACEHOLDER, has_broken_placeholder, secret_names_in
from teal.model.errors import Mistake

_PREFIX = "TEAL_SECRET_"


class FileAndEnvironmentSecrets:
    """Gives `${secret:NAME}` from the variable TEAL_SECRET_NAME or NAME, else from the file.

    The mask covers every value handed out, every value in the file, every TEAL_SECRET_ variable,
    the secrets in `names` (those that the configuration refers to), and `sensitive`, passwords
    that stand somewhere in plain text. Safe to use from several threads.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        file: Path | None = None,
        sensitive: Iterable[str] = (),
        names: Iterable[str] = (),
    ) -> None:
        self._environ = dict(environ)
        self._file = file
        self._in_file: Mapping[str, str] | None = None
        self._lock = threading.Lock()
        self._names = set(names)
        self._values = set(sensitive)
        self._values |= {v for name, v in environ.items() if name.startswith(_PREFIX)}
        self._mask: re.Pattern[str] | None = None

    def filled(self, text: str) -> str:
        """The text with every placeholder replaced. Raises Mistake naming a secret not found."""
        if has_broken_placeholder(text):
            raise Mistake(
                "A reference to a secret is not well formed.",
                "Write ${secret:NAME}; a name has letters, digits, `_`, `-` and `.`.",
            )
        return PLACEHOLDER.sub(lambda found: self._value(found.group(1)), text)

    def filled_url(self, text: str) -> str:
        """The same for a URL: a secret that is a part of it is percent-encoded."""
        if PLACEHOLDER.fullmatch(text.strip()):
            return self.filled(text.strip())
        known = {name: self._value(name) for name in secret_names_in(text)}
        return PLACEHOLDER.sub(lambda found: quote(known[found.group(1)], safe=""), text)

    def masked(self, text: str) -> str:
        """The text with every known secret value replaced by `***`, for foreign messages."""
        mask = self._current_mask()
        return mask.sub("***", text)

    def know(self, text: str) -> None:
        """From now on also mask the secrets that this text refers to; nothing need be found."""
        with self._lock:
            self._names |= set(secret_names_in(text))
            self._mask = None

    def _value(self, name: str) -> str:
        value = self._found(name)
        if value is None:
            raise Mistake(
                f"The secret {name} was not found: looked for {self._looked_for(name)}.",
                f"Set {name}, or write it into a file that `secrets.file` names.",
            )
        if not value:
            raise Mistake(f"The secret {name} is empty.", "Give it a value.")
        self._remember(value)
        return value

    def _found(self, name: str) -> str | None:
        for variable in (f"{_PREFIX}{name}", name):
            if variable in self._environ:
                return self._environ[variable]
        return self._file_values().get(name)

    def _looked_for(self, name: str) -> str:
        variables = f"the environment variables {_PREFIX}{name} and {name}"
        return f"{variables}, then {self._file}" if self._file else variables

    def _file_values(self) -> Mapping[str, str]:
        if self._in_file is None:
            self._in_file = _secrets_in(self._file) if self._file else {}
        return self._in_file

    def _remember(self, value: str) -> None:
        if value not in self._values:
            with self._lock:
                self._values |= {value}
                self._mask = None

    def _current_mask(self) -> re.Pattern[str]:
        with self._lock:
            if self._mask is None:
                self._mask = mask_for(self._values | self._maskable())
            return self._mask

    def _maskable(self) -> set[str]:
        try:
            in_file = self._file_values()
        except Mistake:  # whoever needs the file hears of it; a mask must never fail
            in_file = {}
        variables = (v for name in self._names for v in (f"{_PREFIX}{name}", name))
        return {*in_file.values(), *(self._environ.get(v, "") for v in variables)}


def _secrets_in(file: Path) -> Mapping[str, str]:
    from teal.config.secret_file import secrets_in  # with PyYAML, which most commands never need

    return secrets_in(file)

"""A file of secrets: `NAME=value` lines, or YAML with a name and a value a line."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from teal.config.document import Scalar
from teal.config.yaml_text import document_of
from teal.model.errors import Mistake, ProjectMistakes

_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=(.*)")
_OTHERS = stat.S_IROTH | stat.S_IWOTH


def secrets_in(path: Path) -> Mapping[str, str]:
    """The secrets in a file. Raises Mistake, never with a value in it."""
    text = _text_of(path)
    if path.suffix in (".yaml", ".yml"):
        return _from_yaml(text, path)
    return _from_lines(text, path)


def _text_of(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as file:
            _refuse_if_open_to_others(os.fstat(file.fileno()).st_mode, path)
            return file.read()
    except FileNotFoundError as error:
        raise Mistake(
            f"The secrets file {path} does not exist.",
            "Create it with NAME=value lines, or correct `secrets.file`.",
        ) from error
    except UnicodeDecodeError:
        raise Mistake(f"The secrets file {path} is not UTF-8 text.") from None
    except OSError as error:
        raise Mistake(f"The secrets file {path} cannot be read ({error.strerror}).") from error


def _refuse_if_open_to_others(mode: int, path: Path) -> None:
    if os.name == "posix" and mode & _OTHERS:
        raise Mistake(
            f"Everybody on this machine may read or change the secrets file {path}.",
            f"Run `chmod o= {path}`, and change those secrets if others use the machine.",
        )


def _from_lines(text: str, path: Path) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise Mistake(f"{path}:{number}: this is no NAME=value line.")
        found[parts.group(1)] = _unquoted(parts.group(2).strip())
    return found


def _unquoted(value: str) -> str:
    is_quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if is_quoted else value


def _from_yaml(text: str, path: Path) -> Mapping[str, str]:
    try:
        document = document_of(text, str(path))
    except ProjectMistakes as error:
        place = error.diagnostics[0].place
        raise Mistake(f"{place or path}: the secrets file is no YAML of NAME: value.") from None
    found: dict[str, str] = {}
    for name, value in document.data.items():
        if not isinstance(value, str | Scalar):
            place = document.place_of_key((name,))
            raise Mistake(f"{place}: the secret {name} has no value.", "Write NAME: value.")
        found[name] = value if isinstance(value, str) else value.text
    return found

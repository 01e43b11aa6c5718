"""Lists of tables in files: a name a line, `#` begins a comment."""

from __future__ import annotations

from pathlib import Path

from teal.model.errors import Mistake


def read_table_list(path: Path) -> tuple[str, ...]:
    """The names in a list, in its order. Raises Mistake for an unreadable or empty one."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Mistake(f"{path} cannot be read: {error}.") from error
    names = (line.split("#", 1)[0].strip().rstrip(",") for line in text.splitlines())
    found = tuple(dict.fromkeys(name for name in names if name))
    if not found:
        raise Mistake(f"{path} names no table.", "Write one table name a line.")
    return found


def write_table_list(names: tuple[str, ...], path: Path) -> None:
    """Write a list. Raises Mistake where it cannot be written."""
    try:
        path.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    except OSError as error:
        raise Mistake(f"{path} cannot be written: {error.strerror or error}.") from error

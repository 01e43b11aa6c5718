"""How names and literals are quoted in Flink SQL."""

import re

from teal.sql.words import RESERVED

_NEEDS_NO_QUOTES = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def quoted(name: str) -> str:
    """A name in backticks."""
    doubled = name.replace("`", "``")
    return f"`{doubled}`"


def as_written(name: str) -> str:
    """A name, in backticks if it needs them."""
    plain = _NEEDS_NO_QUOTES.fullmatch(name) and name.upper() not in RESERVED
    return name if plain else quoted(name)


def unquoted(name: str) -> str:
    """A name without its backticks."""
    return name[1:-1].replace("``", "`") if name[:1] == "`" else name


def literal(value: str) -> str:
    """A value as a literal."""
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


def literal_value(literal: str) -> str:
    """What stands between the quotes of a plain literal."""
    return literal[1:-1].replace("''", "'")

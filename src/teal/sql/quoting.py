"""How names and literals are quoted in Flink SQL."""

import re

from teal.sql.words import RESERVED, words

_NO_NAMES = RESERVED | words(
    """
    ARRAY_CONCAT_AGG BITMAP CONNECTIONS CONTAINS_SUBSTR DATETIME_TRUNC DATE_TRUNC DOT GROUP_CONCAT
    ILIKE INCLUDE QUARTERS RLIKE SEPARATOR STRING_AGG TIMESTAMP_DIFF TIMESTAMP_TRUNC TIME_DIFF
    TIME_TRUNC VARIANT WEEKS
    """
)
"""Words that Flink 2.3 takes for names only in backticks; other versions and Confluent Cloud take
some of them as they are."""

_NEEDS_NO_QUOTES = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def quoted(name: str) -> str:
    """A name in backticks."""
    doubled = name.replace("`", "``")
    return f"`{doubled}`"


def as_written(name: str) -> str:
    """A name, in backticks if it needs them."""
    plain = _NEEDS_NO_QUOTES.fullmatch(name) and name.upper() not in _NO_NAMES
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

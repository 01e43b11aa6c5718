"""Records as text that DuckDB can take apart: batches joined into one text, exact numbers kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

SEPARATOR = "\x1e"
"""Stands between records. JSON never holds it: control characters are escaped there."""

BROKEN = "?"
"""Stands for a record that is no text, or that holds the separator. No JSON looks like it."""

_ABSENT = ""
_LONGEST_DECIMAL = 100  # 1e999999999 is short in JSON and would be a gigabyte written out


ANYTHING = re.compile("")
"""Asks for all JSON to be written anew."""


def long_numbers(names: Iterable[str]) -> re.Pattern[str] | None:
    """Matches JSON in which a field of these names may hold a number too long for a double; None
    where there is no such field. It may match too much, never too little."""
    wanted = tuple(names)
    if not wanted:
        return None
    if not all(re.fullmatch(r"[ -!#-\[\]-~]+", name) for name in wanted):
        return re.compile(r"\d[\d.]{15}")
    field = "|".join(map(re.escape, wanted))
    return re.compile(rf'"(?:{field})"\s*:\s*-?\d[\d.]{{15}}')


def joined(texts: Sequence[bytes | None], rewrite: re.Pattern[str] | None) -> str:
    """One text for a batch; a None is an empty piece. JSON that the pattern matches is written
    anew: keys in order, numbers with a fraction as strings, in one form."""
    raw = b"\x1e".join([b"" if text is None else text or b"?" for text in texts])
    try:
        batch = raw.decode()
    except UnicodeDecodeError:
        return SEPARATOR.join(_piece(text, rewrite) for text in texts)
    if batch.count(SEPARATOR) != len(texts) - 1:
        return SEPARATOR.join(_piece(text, rewrite) for text in texts)
    if rewrite is None or not rewrite.search(batch):
        return batch
    return SEPARATOR.join(
        _rewritten(piece) if rewrite.search(piece) else piece for piece in batch.split(SEPARATOR)
    )


def _piece(text: bytes | None, rewrite: re.Pattern[str] | None) -> str:
    if text is None:
        return _ABSENT
    try:
        piece = text.decode() or BROKEN
    except UnicodeDecodeError:
        return BROKEN
    if SEPARATOR in piece:
        return BROKEN
    return _rewritten(piece) if rewrite and rewrite.search(piece) else piece


def _rewritten(piece: str) -> str:
    if not piece:
        return piece
    try:
        data = json.loads(piece, parse_float=_plain)
    except (ValueError, RecursionError):
        return BROKEN
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(number: str) -> str:
    """A decimal number as text in one form: 1.50 and 15e-1 are both 1.5."""
    value = Decimal(number)
    if not value:
        return "0"
    if abs(value.adjusted()) > _LONGEST_DECIMAL:
        return number.lower()
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

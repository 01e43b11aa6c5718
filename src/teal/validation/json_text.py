"""Records as text that DuckDB can take apart: batches joined into one text, exact numbers kept."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal

SEPARATOR = "\x1e"
"""Stands between records. JSON never holds it: control characters are escaped there."""

BROKEN = "?"
"""Stands for a record that is no text, or that holds the separator. No JSON looks like it."""

_ABSENT = ""
_LONGEST_DECIMAL = 100  # 1e999999999 is short in JSON and would be a gigabyte written out
_LONG_NUMBER = re.compile(r"\d[\d.]{15}")


def joined(texts: Sequence[bytes | None], *, exact: bool, nested: bool) -> str:
    """One text for a batch; a None is an empty piece. With `exact`, numbers too long for a double
    become strings; with `nested`, all JSON is written anew with sorted keys."""
    raw = b"\x1e".join([b"" if text is None else text or b"?" for text in texts])
    try:
        batch = raw.decode()
    except UnicodeDecodeError:
        return SEPARATOR.join(_piece(text, rewrite=exact or nested) for text in texts)
    if nested or batch.count(SEPARATOR) != len(texts) - 1:
        return SEPARATOR.join(_piece(text, rewrite=exact or nested) for text in texts)
    if exact and _LONG_NUMBER.search(batch):
        return SEPARATOR.join(
            _rewritten(piece) if _LONG_NUMBER.search(piece) else piece
            for piece in batch.split(SEPARATOR)
        )
    return batch


def _piece(text: bytes | None, *, rewrite: bool) -> str:
    if text is None:
        return _ABSENT
    try:
        piece = text.decode() or BROKEN
    except UnicodeDecodeError:
        return BROKEN
    if SEPARATOR in piece:
        return BROKEN
    return _rewritten(piece) if rewrite else piece


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

"""Calls whose value hangs on when, or how often, they are made."""

from __future__ import annotations

from collections.abc import Iterator

from teal.sql.outlining import Outliner
from teal.sql.words import words

_VALUES = words("CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP")
_CALLS = words("CURRENT_ROW_TIMESTAMP CURRENT_WATERMARK NOW RAND RAND_INTEGER UUID")
_WITHOUT_ARGUMENTS = words("PROCTIME UNIX_TIMESTAMP")  # with one the second is a plain function
VOLATILE = _VALUES | _CALLS | _WITHOUT_ARGUMENTS
"""The words that may stand for such a call."""


def volatile_calls(outliner: Outliner, first: int, last: int) -> Iterator[int]:
    """The tokens in [first, last) at which such a call begins."""
    keys = outliner.keys
    for index in range(first, last):
        key = keys[index]
        if key not in VOLATILE:
            continue
        if key in _VALUES or (keys[index + 1] == "(" and (key in _CALLS or keys[index + 2] == ")")):
            yield index

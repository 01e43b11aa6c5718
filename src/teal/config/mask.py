"""One pattern for all forms in which secret values can turn up in foreign text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

_NOTHING = re.compile(r"(?!)")
_SHORT = 4
_LONG_LINE = 16


def mask_for(values: Iterable[str]) -> re.Pattern[str]:
    """Matches every value, plain or escaped for a URL, JSON or SQL, the longest first.

    A value shorter than four characters is matched only where it stands alone: as a part of
    words it would tear every message to pieces.
    """
    forms = {form for value in values if value.strip() for form in _forms(value)}
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile("|".join(map(_pattern, ordered))) if ordered else _NOTHING


def _forms(value: str) -> Iterator[str]:
    for text in (value, value.strip()):
        yield text
        yield text.replace("'", "''")
        yield quote(text, safe="")
        yield quote(text)
        yield quote_plus(text)
        yield re.sub(r"%[0-9A-F]{2}", lambda found: found.group().lower(), quote(text, safe=""))
        for is_ascii in (True, False):
            inside = json.dumps(text, ensure_ascii=is_ascii)[1:-1]
            yield inside
            yield inside.replace("/", "\\/")
            yield json.dumps(inside, ensure_ascii=is_ascii)[1:-1]
    # Of a key or certificate of many lines, a message may hold a single one.
    yield from (line.strip() for line in value.splitlines() if len(line.strip()) >= _LONG_LINE)


def _pattern(form: str) -> str:
    escaped = re.escape(form)
    return rf"(?<!\w){escaped}(?!\w)" if len(form) < _SHORT else escaped

"""Numbers as people write them, and text as people may see it."""

import re


def plural(count: int, noun: str) -> str:
    """`1 job`, `3 jobs`, `2,000 rows`, `4 keys`, `5 queries`."""
    if count == 1:
        return f"1 {noun}"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{count:,} {noun[:-1]}ies"
    return f"{count:,} {noun}s"


def verb(count: int, word: str) -> str:
    """What so many do: `1 reads`, `2 read`."""
    return f"{word}s" if count == 1 else word


_CONTROLS = (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0))
_DIRECTIONS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SHOWN = {each: f"\\x{each:02x}" for each in _CONTROLS}
_SHOWN |= {each: f"\\u{each:04x}" for each in _DIRECTIONS}
_HIDDEN = re.compile(f"[{re.escape(''.join(map(chr, _SHOWN)))}]")


def visible(text: str) -> str:
    """The text with what a terminal would obey written out: somebody else's SQL may neither move
    the cursor nor turn the direction of what is read."""
    return _HIDDEN.sub(lambda found: _SHOWN[ord(found.group())], text)

"""Whether a file contains a whole statement, as text."""

from __future__ import annotations

import re

# Possessive: a line of many dashes must not be tried in every way to cut it into comments.
_REST = r"(?:\s|--[^\n]*+|/\*.*?\*/)*+(?:;|\Z)"


def holds_statement(content: bytes, statement: str) -> bool:
    """Whether the statement stands in the file, up to its semicolon or the file's end.

    White space at both ends and the kind of line ends do not count. A longer statement that
    begins like this one is another one.
    """
    wanted = _plain(statement).strip().removesuffix(";").rstrip()
    if not wanted:
        return False
    text = _plain(content.decode(errors="replace"))
    if wanted not in text:
        return False
    return re.search(re.escape(wanted) + _REST, text, re.DOTALL) is not None


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")

"""Turns the lines and columns of Flink's parser into offsets of a Python string."""

import re

_LINE_END = re.compile(r"\r\n|\r|\n")


class Positions:
    """The offsets of one text. Lines and columns count from one, columns in UTF-16 units."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [0, *(found.end() for found in _LINE_END.finditer(text))]

    def offset(self, line: int, column: int) -> int:
        """The offset of the character at a line and column."""
        place = self._lines[line - 1]
        if self._text.isascii():
            return place + column - 1
        units = column - 1
        while units > 0:
            units -= 2 if ord(self._text[place]) > 0xFFFF else 1
            place += 1
        return place

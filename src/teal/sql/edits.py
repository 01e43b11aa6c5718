"""Replaces stretches of a text and leaves all else as it is."""

from collections.abc import Sequence

from msgspec import Struct


class Edit(Struct, frozen=True, order=True):
    """The new text for [start, end); what is empty is inserted before `start`."""

    start: int
    end: int
    text: str


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text after edits that are in order and do not overlap."""
    pieces: list[str] = []
    end = 0
    for edit in edits:
        pieces += (text[end : edit.start], edit.text)
        end = edit.end
    return "".join([*pieces, text[end:]])

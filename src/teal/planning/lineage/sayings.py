"""Says what stands in a statement or a definition, with the file and the line."""

from __future__ import annotations

import re

from msgspec import Struct

from teal.planning.lineage.differences import Saying
from teal.planning.lineage.world import World
from teal.planning.texts import Text
from teal.sql.shape.values import Written


class Defines(Struct, frozen=True):
    """Says what a definition says, with the line where a name stands in it first."""

    before: Text | None
    after: Text | None

    def old(self, text: str, name: str = "") -> Saying:
        return Saying(text, _line_of(self.before, name))

    def new(self, text: str, name: str = "") -> Saying:
        return Saying(text, _line_of(self.after, name))


def _line_of(text: Text | None, name: str) -> str:
    if text is None:
        return ""
    found = re.search(rf"\(.*?(?<!\w){re.escape(name)}(?!\w)", text.sql, re.DOTALL)
    at = found.end() if name and found is not None else 0
    return place(text, text.sql, Written("", at))


class Says(Struct, frozen=True):
    """Says what a statement says, with its line."""

    old_world: World
    new_world: World
    before: str
    after: str

    def old(self, written: Written) -> Saying:
        return said(self.old_world, self.before, written)

    def new(self, written: Written) -> Saying:
        return said(self.new_world, self.after, written)


def said(world: World, unit: str, written: Written) -> Saying:
    """What a unit's statement says somewhere, with file and line."""
    text = world.statement(unit)
    return Saying(written.text, place(world.units[unit].statement, text, written))


def place(text: Text, filled: str, written: Written) -> str:
    """`file:line` of a piece of a statement."""
    file, _, line = text.where.rpartition(":")
    if not file or not line.isdigit():
        return text.where
    return f"{file}:{int(line) + filled.count(chr(10), 0, written.at)}"

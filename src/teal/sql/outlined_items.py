"""The entries of select lists and of GROUP BY: which column is plain, and what each is called."""

from __future__ import annotations

from collections.abc import Iterator

from teal.sql.outline import Item
from teal.sql.walk import Walk
from teal.sql.words import is_name, words

_NO_OPERAND = words("NOT AND OR OVER . => IS LIKE IN BETWEEN AS OF BY")


class ItemWalk(Walk):
    """Reads the entries of lists."""

    __slots__ = ()

    def group(self, first: int, last: int) -> tuple[Item, ...]:
        """What GROUP BY lists; nothing where it is more than a list."""
        items = tuple(self.items(first, last))
        for item in items:
            key = self.keys[item.first]
            if key in ("GROUPING", "ROLLUP", "CUBE", "(") or key[0].isdigit():
                return ()
        return items

    def items(self, first: int, last: int) -> Iterator[Item]:
        """The entries between the commas of [first, last)."""
        for start, end in self.split(first, last):
            yield self.item(start, end)

    def item(self, first: int, last: int) -> Item:
        """The entry in the tokens [first, last): an expression, and maybe its alias."""
        keys = self.keys
        if last - first == 1:
            key = keys[first]
            if key == "*":
                return Item(first, last, None, (), is_star=True)
            if not is_name(key) and key != "$ROWTIME":
                return Item(first, last, None, ())
            path = self.parts(first)
            if path[-1] == "*":
                return Item(first, last, None, path[:-1], is_star=True)
            return Item(first, last, path[-1], path)
        if last <= first:
            return Item(first, first, None, ())
        if keys[first] == "*":  # with something behind it that Flink has not got
            return Item(first, last, None, ("",), is_star=True)
        before, key = keys[last - 2], keys[last - 1]
        if before == "AS":
            last -= 2
        elif is_name(key) and "." not in key and before not in _NO_OPERAND and self._ends(last - 2):
            last -= 1
        else:
            return Item(first, last, None, ())
        name = self.parts(last + (keys[last] == "AS"))[-1]
        plain = last - first == 1 and (is_name(keys[first]) or keys[first] == "$ROWTIME")
        return Item(first, last, name, self.parts(first) if plain else ())

    def _ends(self, index: int) -> bool:
        """Whether an operand ends with a token, so that a name behind it is an alias."""
        key = self.keys[index]
        return key[-1] in ")]'`" or key == "END" or key[0].isdigit() or is_name(key)

"""Writes the items of a statement as a text: random white space, comments, case and quotes."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tests.sql_cases.grammar.items import Item, Keyword, Name, Raw
from tests.sql_cases.grammar.vocabulary import COMMENTS, SPACES, needs_quotes

from teal.model.statements import NameRole, Parts

Found = tuple[int, int, Parts, NameRole]
"""A name's place [start, end), parts and role."""

_TOUCHING = frozenset("(),;[]")


@dataclass(frozen=True, slots=True)
class Written:
    """A text with the names in it, and where the names that qualifiers and hints mean begin."""

    text: str
    names: tuple[Found, ...]
    referred: tuple[int | None, ...]


def written(items: Sequence[Item], random: Random, oddity: float = 0.15) -> Written:
    """The items as a text; `oddity` is how often a gap is more or less than one blank."""
    pieces: list[str] = []
    names: list[Found] = []
    starts: dict[Name, int] = {}
    place = 0
    for item, behind in zip(items, [*items[1:], Raw("")], strict=True):
        text = _written(item, random, oddity)
        if isinstance(item, Name):
            first = place + item.in_literal
            end = place + len(text) - item.in_literal
            starts[item] = first
            names.append((first, end, item.parts, item.role))
            text += f".{item.column}" if item.column else ""
        text += _gap(item, behind, random, oddity)
        pieces.append(text)
        place += len(text)
    mentioned = [item for item in items if isinstance(item, Name)]
    referred = tuple(None if n.refers_to is None else starts[n.refers_to] for n in mentioned)
    return Written("".join(pieces), tuple(names), referred)


def _written(item: Item, random: Random, oddity: float) -> str:
    match item:
        case Keyword(text):
            return random.choice([text, text, text.lower(), text.title()])
        case Raw(text):
            return text
        case Name(parts, in_literal=True):
            literal = ".".join(parts).replace("'", "''")
            return f"'{literal}'"
        case Name(parts):
            dot = "."
            if random.random() < oddity / 4:
                dot = random.choice([" .", ". ", " . ", "\n.", "/* . */.", ".-- x.y\n"])
            return dot.join(_quoted(part, random) for part in parts)


def _quoted(part: str, random: Random) -> str:
    if not needs_quotes(part) and random.randrange(3):
        return part
    doubled = part.replace("`", "``")
    return f"`{doubled}`"


def _gap(item: Item, behind: Item, random: Random, oddity: float) -> str:
    if random.random() >= oddity:
        return " "
    touching = [each.text for each in (item, behind) if isinstance(each, Raw)]
    if random.randrange(2) and not _TOUCHING.isdisjoint(touching):
        return ""
    if random.randrange(2):
        return random.choice(SPACES)
    return random.choice(SPACES) + random.choice(COMMENTS) + random.choice(SPACES)

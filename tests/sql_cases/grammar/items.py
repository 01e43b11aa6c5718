"""What random statements are made of: words, other tokens, and names that know their meaning."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from teal.model.statements import NameRole, Parts, StatementKind


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word whose case does not matter."""

    text: str


@dataclass(frozen=True, slots=True)
class Raw:
    """A token that stays as it is."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A name with its meaning. Two are the same only if they stand at the same place.

    `column` follows it behind a dot if it qualifies one; `in_literal` puts it into single quotes;
    `refers_to` is the reference that a qualifier or hint speaks of.
    """

    parts: Parts
    role: NameRole
    column: str = ""
    in_literal: bool = False
    refers_to: "Name | None" = None


Item = Keyword | Raw | Name


@dataclass(frozen=True, slots=True)
class Truth:
    """What a reader must find in a statement, beside the names that stand in its items.

    `stateful` is None where one cannot tell without knowing a function or the types.
    """

    kind: StatementKind
    stateful: bool | None = False
    options: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    primary_key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Built:
    """A statement as it was built. `is_open_source` says whether Flink's own parser takes it."""

    items: tuple[Item, ...]
    truth: Truth
    is_open_source: bool = field(default=True)


_TOKEN = re.compile(r"'[^']*'|\S+")


def say(*pieces: str | Item | Sequence[Item]) -> list[Item]:
    """One list of items. A text is split at its blanks: words in capitals are keywords."""
    items: list[Item] = []
    for piece in pieces:
        match piece:
            case str():
                items += map(_item, _TOKEN.findall(piece))
            case Keyword() | Raw() | Name():
                items.append(piece)
            case _:
                items += piece
    return items


def separated(groups: Sequence[Sequence[Item]], by: str = ",") -> list[Item]:
    """The groups with a token between each two."""
    items: list[Item] = []
    for group in groups:
        if items:
            items += say(by)
        items += group
    return items


def _item(word: str) -> Item:
    is_keyword = word.isupper() and word.replace("_", "").isalpha()
    return Keyword(word) if is_keyword else Raw(word)

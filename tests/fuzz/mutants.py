"""Texts that are nearly statements: cut off, with words lost, doubled, swapped or added."""

import re
from collections.abc import Callable
from random import Random

_TOKEN = re.compile(r"`(?:[^`]|``)*`|'(?:[^']|'')*'|--[^\r\n]*|/\*.*?\*/|\w+|\s+|.", re.DOTALL)
_WORDS = """
    SELECT FROM WITH AS JOIN , ( ) . ; TABLE LATERAL UNNEST UNION ALL VALUES INSERT INTO ON LIKE
    FOR SYSTEM_TIME OF /*+ */ /* -- ' ` BEGIN STATEMENT SET END MATCH_RECOGNIZE MODEL DESCRIPTOR
    => [ ] { } < > PARTITION BY ORDER GROUP LIMIT IN EXISTS DISTINCT OVER WINDOW 1 'x' t `t` a.b
    * = CREATE VIEW IF NOT UPDATE DELETE MERGE USING DROP ALTER RENAME TO EXPLAIN COMPILE PLAN
    $ ${v} {{v}} \\ " e'\\' U&'x' é #
"""
_ADDED = (*_WORDS.split(), "\x00", "\u00a0")


def mutant(text: str, random: Random) -> str:
    """The text after one to three small accidents."""
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        text = random.choice(_ACCIDENTS)(text, random)
    return text


def cut_off(text: str, random: Random) -> str:
    """A beginning of the text."""
    return text[: random.randint(0, len(text))]


def random_text(random: Random) -> str:
    """Words of SQL and odd characters in no order."""
    return random.choice(["", " "]).join(random.choices(_ADDED, k=random.randint(0, 30)))


def random_piece(random: Random) -> str:
    """A few words to be repeated."""
    pieces = [random.choice(_ADDED) for _ in range(random.randint(1, 7))]
    if "." in (pieces[0], pieces[-1]):
        pieces.append(",")  # no name has thousands of parts
    return random.choice(["", " ", "\n"]).join([*pieces, ""])


def tokens_of(text: str) -> list[str]:
    """The text in pieces; joined they are the text again."""
    return _TOKEN.findall(text)


def _without_a_token(text: str, random: Random) -> str:
    return _edited(text, random, lambda tokens, place: tokens.pop(place))


def _with_a_token_twice(text: str, random: Random) -> str:
    def twice(tokens: list[str], place: int) -> None:
        tokens[place:place] = [tokens[place], random.choice([" ", ""])]

    return _edited(text, random, twice)


def _with_two_swapped(text: str, random: Random) -> str:
    def swapped(tokens: list[str], place: int) -> None:
        other = min(len(tokens) - 1, place + random.randint(1, 6))
        tokens[place], tokens[other] = tokens[other], tokens[place]

    return _edited(text, random, swapped)


def _with_a_token_more(text: str, random: Random) -> str:
    def more(tokens: list[str], place: int) -> None:
        tokens.insert(place, random.choice([" {} ", "{}"]).replace("{}", random.choice(_ADDED)))

    return _edited(text, random, more)


def _with_a_token_changed(text: str, random: Random) -> str:
    def changed(tokens: list[str], place: int) -> None:
        tokens[place] = random.choice([*_ADDED, *tokens])

    return _edited(text, random, changed)


def _without_a_stretch(text: str, random: Random) -> str:
    def shorter(tokens: list[str], place: int) -> None:
        del tokens[place : place + random.randint(2, 20)]

    return _edited(text, random, shorter)


def _with_a_character_changed(text: str, random: Random) -> str:
    place = random.randint(0, len(text))
    return text[:place] + random.choice("'`\"/*-+().,;{}$<>\n\r\\#aé\x00 ") + text[place + 1 :]


def _edited(text: str, random: Random, edit: Callable[[list[str], int], object]) -> str:
    tokens = tokens_of(text)
    if tokens:
        edit(tokens, random.randrange(len(tokens)))
    return "".join(tokens)


_ACCIDENTS = (
    _without_a_token,
    _with_a_token_twice,
    _with_two_swapped,
    _with_a_token_more,
    _with_a_token_changed,
    _without_a_stretch,
    _with_a_character_changed,
)

"""The lexer: one pass of one compiled expression over a text, every token with its place.

Tokens are kept as columns rather than as objects, which is several times faster: the scanner has
to read tens of thousands of statements in a second.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

from msgspec import Struct

from teal.sql.quoting import unquoted
from teal.sql.words import words

# It runs over text whose ASCII letters are upper-cased. Comments, literals and quoted names that
# are not closed reach to the end of the text, so only the last token can be unclosed. Each token
# takes the white space behind it along, so that lengths add up to places.
_QUOTED = r"`(?:[^`]++|``)*+`?"
_LETTERS = "\u0100-\u1fff\u3040-\u318f\u3300-\u337f\u3400-\u3d2d\u4e00-\u9fff\uf900-\ufaff"
"""What may stand in a plain name of Flink's beside what Python takes for a part of a word."""
_LINE_COMMENT = r"(?:--|//)[^\r\n]*+"
_COMMENT = r"/\*(?!\+)(?:\*[^/])?+(?:[^*]++|\*(?!/))*+"  # without its end; `/***/` is none
_SPACE = " \t\r\n\f\ufeff"
_SPACES = f"[{_SPACE}]"


def _token(start: str, part: str) -> re.Pattern[str]:
    """The expression of a token, where plain names start with one thing and go on with another."""
    chain = rf"(?:\.(?:[A-Z_]{part}*+|\*|{_QUOTED}|\$[\w$]++|{start}{part}*+))*+"
    return re.compile(
        rf"""(?:
      U&'(?:[^']++|'')*+'? | [XN]'(?:[^']++|'')*+'? | _[\w-]+'(?:[^']++|'')*+'?
    | E'(?:[^'\\]++|\\.|'')*+'?          # in this kind of literal, \' is a quote too
    | [A-Z_]{part}*+{chain}               # a word, or a dotted name as one token
    | [(),;] | =>?+
    | '(?:[^']++|'')*+'?
    | {_QUOTED}{chain}
    | \d[\d.]*+(?:E[+-]?\d+)?+ | \.\d++(?:E[+-]?\d+)?+
    | {_LINE_COMMENT} | {_COMMENT}(?:\*/)?
    | /\*\+ | \*/                          # a hint's ends; what is inside are tokens
    | <> | <= | >= | != | \|\| | -> | </
    | \$[\w$]++
    | {start}{part}*+{chain}
    | .
    ){_SPACES}*+""",
        re.VERBOSE | re.DOTALL,
    )


_ASCII_TOKEN = _token(r"[A-Z_]", r"[\w$]")


@cache
def _any_token() -> re.Pattern[str]:
    """For texts with other letters too: compiled when one is met, since that takes its time."""
    return _token(rf"(?:[^\W\d]|[{_LETTERS}])", rf"[\w${_LETTERS}]")


_LEAD = re.compile(rf"(?:{_SPACES}++|{_LINE_COMMENT}|{_COMMENT}\*/)*+")
_LEADS = frozenset(f"{_SPACE}-/")
_ASCII_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_COMMENT_STARTS = ("--", "//", "/*")
_PART = re.compile(rf"{_LINE_COMMENT}|{_COMMENT}\*/|({_QUOTED}|\*|[\w${_LETTERS}]+)", re.DOTALL)
_CLOSED_COMMENT = re.compile(rf"{_COMMENT}\*/", re.DOTALL)
_CLOSED = re.compile(
    r"""(?:U&|[XN]|_[\w-]+)?'(?:[^']++|'')*+'
      | E'(?:[^'\\]++|\\.|'')*+'
      | (?:[^`']*+`(?:[^`]++|``)*+`)*+[^`']*+""",
    re.VERBOSE | re.DOTALL,
)
_SENTINELS = 4
_NEXT_CLAUSES = words(
    """
    AS CROSS EXCEPT FROM FULL GROUP HAVING INNER INTERSECT JOIN LEFT LIMIT MINUS NATURAL ON ORDER
    QUALIFY RIGHT SELECT SET UNION USING VALUES WHERE WINDOW WITH
    """
)
"""Reserved words that are no part of a name that breaks off before them: `SELECT t. FROM t`."""


class Tokens(Struct):
    """The tokens of a text without its comments: token i is `keys[i]`, at `starts[i]`.

    `keys` are upper-cased: compare them with keywords, and read names with `word`. Behind the last
    of `count` tokens stand a few semicolons, so that looking a little ahead never leaves the list.
    `unclosed` is the place of a literal, name or comment that has no end, else None.
    """

    text: str
    keys: list[str]
    starts: list[int]
    count: int
    unclosed: int | None

    def word(self, index: int) -> str:
        """A token as written."""
        start = self.starts[index]
        return self.text[start : start + len(self.keys[index])]

    def end(self, index: int) -> int:
        """The place behind a token."""
        return self.starts[index] + len(self.keys[index])

    def span(self, first: int, last: int) -> str:
        """The text from token `first` up to token `last`, which is left out."""
        return self.text[self.starts[first] : self.end(last - 1)] if first < last else ""


def lexed(text: str) -> Tokens:
    """The tokens of a text. Never fails: judging them is the scanner's part."""
    return lexed_part(text, upper(text), 0, len(text))


def lexed_part(text: str, uppered: str, start: int, end: int) -> Tokens:
    """The tokens of [start, end) of a text, with their places in the whole."""
    lead = leading(text, start, end)
    is_ascii = text.isascii()
    raws = (_ASCII_TOKEN if is_ascii else _any_token()).findall(uppered, lead, end)
    starts = list(accumulate(map(len, raws), initial=lead))
    keys = list(map(str.rstrip, raws)) if is_ascii else [raw.rstrip(_SPACE) for raw in raws]
    unclosed = starts[-2] if keys and not _is_closed(keys[-1]) else None
    if any(text.find(opener, lead, end) >= 0 for opener in _COMMENT_STARTS):
        keys, starts = _without_comments(text, keys, starts)
    if "." in keys:
        keys, starts = _with_spaced_names_joined(text, keys, starts)
    count = len(keys)
    keys += [";"] * _SENTINELS
    starts += [starts[-1]] * (_SENTINELS - 1)
    return Tokens(text, keys, starts, count, unclosed)


def upper(text: str) -> str:
    """The text with its ASCII letters upper-cased; no character moves."""
    return text.upper() if text.isascii() else text.translate(_ASCII_UPPER)


def parts(word: str) -> tuple[str, ...]:
    """A dotted name's parts without quotes: `` `a`.b `` is ("a", "b")."""
    if word.isidentifier():
        return (word,)
    if word[0] == "`" and word.find("`", 1) == len(word) - 1:
        return (word[1:-1],)
    return tuple(unquoted(part) for part in _PART.findall(word) if part)


def part_spans(word: str) -> Sequence[tuple[int, int]]:
    """Where the parts of a dotted name stand in it, quotes included."""
    return [found.span(1) for found in _PART.finditer(word) if found[1]]


def leading(text: str, start: int = 0, end: int = sys.maxsize) -> int:
    """The place behind the white space and comments that stand at a place."""
    behind = start + text.startswith("\n", start, end)  # mostly nothing else stands there
    if text[behind : behind + 1] not in _LEADS:
        return behind
    found = _LEAD.match(text, behind, end)
    return found.end() if found else behind


def _is_closed(token: str) -> bool:
    if token[:2] == "/*":
        return token == "/*+" or _CLOSED_COMMENT.fullmatch(token) is not None
    if ("'" not in token and "`" not in token) or token[:2] in _COMMENT_STARTS[:2]:
        return True
    return _CLOSED.fullmatch(token) is not None


def _without_comments(text: str, keys: list[str], starts: list[int]) -> tuple[list[str], list[int]]:
    kept_keys: list[str] = []
    kept_starts: list[int] = []
    first = 0
    for index in sorted(_comments(text, keys, starts)):
        kept_keys += keys[first:index]
        kept_starts += starts[first:index]
        first = index + 1
    return kept_keys + keys[first:], kept_starts + starts[first:]


def _comments(text: str, keys: list[str], starts: list[int]) -> set[int]:
    """The tokens that are comments. Searching the text is quicker than looking at each token."""
    found: set[int] = set()
    for opener in _COMMENT_STARTS:
        place = text.find(opener, starts[0], starts[-1])
        while place >= 0:
            index = bisect_right(starts, place) - 1
            if _is_comment(keys[index]):
                found.add(index)
            place = text.find(opener, starts[index + 1], starts[-1])
    return found


def _is_comment(key: str) -> bool:
    return key[:2] in _COMMENT_STARTS and key != "/*+"


def _with_spaced_names_joined(
    text: str, keys: list[str], starts: list[int]
) -> tuple[list[str], list[int]]:
    """`a . b` and `a /* … */ .b` become one token, as `a.b` is."""
    joined: list[str] = []
    places: list[int] = []
    i = 0
    while i < len(keys):
        last = i
        if _ends_a_name(keys[i]):
            while last + 2 < len(keys) and keys[last + 1] == "." and _is_part(keys[last + 2]):
                last += 2
        end = starts[last] + len(keys[last])
        joined.append(keys[i] if last == i else upper(text[starts[i] : end]))
        places.append(starts[i])
        i = last + 1
    return joined, [*places, starts[-1]]


def _ends_a_name(key: str) -> bool:
    first, last = key[:1], key[-1:]
    return last == "`" or ((last.isalnum() or last in ("_", "$")) and not first.isdigit())


def _is_part(key: str) -> bool:
    return (key[:1] in ("`", "*", "_") or key[:1].isalpha()) and key not in _NEXT_CLAUSES

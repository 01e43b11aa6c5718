"""What no Flink SQL has: templates, foreign quotes, odd characters, literals without an end."""

import re
from collections.abc import Iterator, Sequence

from teal.model.diagnostics import Diagnostic, Severity
from teal.sql.mistakes import Code, Misread, Origin, diagnostic, shown
from teal.sql.piece import Piece
from teal.sql.tokens import Tokens

SUSPECTS = frozenset({'"', "\\", "#", "@", "$", "{", "</", "", *map(chr, range(32)), chr(127)})
"""Tokens that are wrong, or may be: the text around them decides."""

_VARIABLE = re.compile(r"(?<![\w$`])\$(?!rowtime\b)\w", re.IGNORECASE)
_TEMPLATE_HINT = (
    "Resolve the template before Teal reads the file, or put the value into the "
    "environment's `variables`."
)


class Suspicions:
    """The suspicious places among some tokens, to be checked statement by statement, in order.

    `has_templates` says whether templates may stand in the whole text.
    """

    def __init__(self, tokens: Tokens, marks: Sequence[int], has_templates: bool) -> None:
        text = tokens.text
        self.has_templates = has_templates
        self._tokens = tokens
        self._unclosed = tokens.unclosed
        found = map(tokens.keys.__getitem__, marks)
        self._is_clean = text.isascii() and not self.has_templates and SUSPECTS.isdisjoint(found)

    def check(self, piece: Piece) -> None:
        """Refuse the statement if something in it cannot be SQL."""
        if self._unclosed is not None and piece.last == self._tokens.count:
            misread = self.left_over()
            assert misread is not None
            raise misread
        if piece.misread is not None:
            raise piece.misread
        if not self._is_clean and not self._looks_clean(piece):
            for index in range(piece.first, piece.last):
                _check_token(self._tokens, index)

    def left_over(self) -> Misread | None:
        """What is not closed and belongs to no statement, once; None if there is nothing."""
        start, self._unclosed = self._unclosed, None
        return None if start is None else _unclosed(self._tokens.text, start)

    def _looks_clean(self, piece: Piece) -> bool:
        text, keys = piece.text, self._tokens.keys[piece.first : piece.last]
        return text.isascii() and not _is_template(text) and SUSPECTS.isdisjoint(keys)


def seems_a_template(text: str) -> bool:
    """Whether templates may stand in a text."""
    return _is_template(text) or ("$" in text and bool(_VARIABLE.search(text)))


def templates(piece: Piece, origin: Origin) -> Iterator[Diagnostic]:
    """Errors for names that are templates, though Flink's grammar lets them pass, and warnings for
    literals that look like templates; `${secret:NAME}` is Teal's own."""
    tokens = piece.tokens
    for index in range(piece.first, piece.last):
        key, word = tokens.keys[index], tokens.word(index)
        if key[-1:] != "'":
            if _VARIABLE.match(key) or ("`" in key and _is_template(key)):
                yield diagnostic(_template(tokens.text, tokens.starts[index]), tokens.text, origin)
        elif _is_template(word.replace("${secret:", "")):
            yield Diagnostic(
                Code.TEMPLATE_IN_LITERAL.value,
                Severity.WARNING,
                f"The literal {shown(word)} looks like a template that nobody resolved.",
                origin.place(tokens.text, tokens.starts[index]),
                _TEMPLATE_HINT,
            )


def _check_token(tokens: Tokens, index: int) -> None:
    key = tokens.keys[index]
    text, start = tokens.text, tokens.starts[index]
    if key not in SUSPECTS:
        if len(key) == 1 and not key.isascii() and not key.isalnum():
            raise _meaningless(text, start)
        return
    follower = text[start + 1 : start + 2]
    match key:
        case "{":
            if follower in ("{", "%", "#"):
                raise _template(text, start)
        case "$":
            if follower == "{" or follower.isalnum() or follower == "_":
                raise _template(text, start)
        case "</":
            raise _template(text, start)
        case '"':
            raise Misread(
                Code.UNEXPECTED_CHARACTER,
                start,
                "Flink SQL has no double quotes.",
                "Quote names with backticks and literals with single quotes.",
            )
        case _:
            raise _meaningless(text, start)


def _is_template(text: str) -> bool:
    return "${" in text or "{{" in text


def _template(text: str, start: int) -> Misread:
    line = shown(text[start : start + 40])
    return Misread(
        Code.TEMPLATE, start, f"Here stands a template, not SQL: {line}.", _TEMPLATE_HINT
    )


def _meaningless(text: str, start: int) -> Misread:
    return Misread(
        Code.UNEXPECTED_CHARACTER,
        start,
        f"The character {text[start]!a} means nothing in Flink SQL.",
        "Take it out; quotes and blanks pasted from a document often only look right.",
    )


def _unclosed(text: str, start: int) -> Misread:
    if text.startswith("/*", start):
        what, close = "comment", "*/"
    elif text.find("`", start) >= 0 and text[start : text.find("`", start)].count("'") == 0:
        what, close = "quoted name", "`"
    else:
        what, close = "literal", "'"
    return Misread(
        Code.UNCLOSED,
        start,
        f"This {what} has no end: {shown(text[start : start + 40])}.",
        f"Close it with {close}.",
    )

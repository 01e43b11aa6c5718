"""The commonest text of all, one plain CREATE TABLE by itself, recognised by one expression: four
times as quick as reading its tokens, with the same result. Whatever is not plain is left alone."""

import re

from teal.model.statements import NameRole, NameSpan, Statement, StatementKind
from teal.sql.tokens import leading, parts, upper
from teal.sql.words import CALLS_NOTHING_OF_OURS, KEEPS_STATE, is_name

_S = r"[ \t\r\n\f]"
_NAME = r"(?:[A-Z_][A-Z0-9_]*+|`[A-Z0-9_ .-]++`)"
_LITERAL = r"(?<![A-Z0-9_&])'(?:[^']++|'')*+'"
_WORDS = r"[A-Z_][A-Z0-9_]*+|\d++(?![A-Z_])|[,<> \t\r\n\f]++"
_INNER = rf"\((?:{_WORDS}|`[A-Z0-9_ .-]++`)*+\)"
_PLAIN = re.compile(
    rf"""(?P<all>CREATE{_S}++(?:TEMPORARY{_S}++)?TABLE{_S}++(?:IF{_S}++NOT{_S}++EXISTS{_S}++)?
    (?P<name>{_NAME}(?:\.{_NAME})*+){_S}*+
    \((?P<columns>(?:{_WORDS}|-(?!-)|{_LITERAL}|`[A-Z0-9_ .-]++`|{_INNER})*+)\)
    (?:{_S}*+(?:
        COMMENT{_S}*+{_LITERAL}
      | (?:DISTRIBUTED|PARTITIONED){_S}++BY(?:{_S}++(?:HASH|RANGE))?+{_S}*+{_INNER}
      | INTO{_S}++\d++{_S}++BUCKETS(?![A-Z0-9_`])
    ))*+
    (?:{_S}*+WITH{_S}*+\((?:{_S}*+{_LITERAL}{_S}*+={_S}*+{_LITERAL}{_S}*+,?+)*+{_S}*+\))?+
    ){_S}*+;?+{_S}*+\Z""",
    re.VERBOSE,
)
_CALL = re.compile(rf"(?:\A|[^A-Z0-9_`.])([A-Z0-9_`.]++){_S}*+\(")
_CALLS_NOTHING = CALLS_NOTHING_OF_OURS | KEEPS_STATE


def plain_definition(text: str, file: str) -> Statement | None:
    """The statement of a text that is one plain CREATE TABLE, else None."""
    if not text.isascii() or "${" in text or "{{" in text:
        return None
    start = leading(text)
    if text[start : start + 6].upper() != "CREATE":
        return None
    found = _PLAIN.match(upper(text), start)
    if found is None or not is_name(found["name"]):
        return None
    for name in _CALL.findall(found["columns"]):
        if name not in _CALLS_NOTHING and is_name(name):
            return None
    first, last = found.span("name")
    return Statement(
        file,
        start,
        1 + text.count("\n", 0, start),
        text[start : found.end("all")],
        StatementKind.CREATE_TABLE,
        (NameSpan(first - start, last - start, parts(text[first:last]), NameRole.DEFINITION),),
        False,
        start - text.rfind("\n", 0, start),
    )

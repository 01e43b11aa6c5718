"""The compiled expressions that walk over plain queries.

They run over upper-cased text and take what is ordinary as one stretch, up to the next step that
matters: a parenthesis, a table, a clause, the end. They match nothing else, so that whatever they
do not know is left to the tokens. Each step has an empty group at its end, which tells it apart.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from teal.sql.query import ACTIONS
from teal.sql.query_words import BREAKS_OFF, CALL_MODELS, SEARCHES
from teal.sql.words import CALLS_NOTHING_OF_OURS, KEEPS_STATE, words

_ENDING_NOTHING = words("AS AND OR NOT BY IN IS LIKE BETWEEN WHEN THEN ELSE CASE")
_MARKS = frozenset(word for word in ACTIONS if word.isidentifier())
_SPECIAL = (
    _MARKS
    | _ENDING_NOTHING
    | {word for word in BREAKS_OFF if word.isidentifier()}
    | words("STREAM BEGIN WITHIN MULTISET")
)
CALLS: dict[str | None, bool] = {
    **dict.fromkeys(CALLS_NOTHING_OF_OURS - _MARKS - _ENDING_NOTHING - {"PATTERN"}, False),
    **dict.fromkeys(KEEPS_STATE - _MARKS - SEARCHES - CALL_MODELS, True),
    **dict.fromkeys(("LEFT", "RIGHT"), False),
    "OVER": True,
    None: False,
}
"""The words that may stand before a parenthesis, and whether they keep state; or no word."""

# Steps, by the number of the last group that took part.
CLOSE, LISTED_TABLE, JOINED_TABLE, TABLE, DERIVED, WINDOW, FROM_ALONE = 2, 7, 8, 9, 10, 14, 15
WHERE, CLAUSE, UNION, DISTINCT, END, SUBQUERY, CALL, OPEN = 16, 17, 19, 20, 21, 23, 24, 25
# Groups inside of steps.
TOKENS_END, FROM, NAME, IN_WINDOW, ALL, CALLED = 1, 3, 4, 12, 18, 22
_WRAPPED = 11


class Patterns(NamedTuple):
    """The expressions; the groups of each are told at its making."""

    head: re.Pattern[str]
    step: re.Pattern[str]
    listed: re.Pattern[str]
    behind_derived: re.Pattern[str]
    behind_cte: re.Pattern[str]


def _one_of(listed: Iterable[str]) -> str:
    """An expression for one of these words, by their common beginnings."""
    ends = ""
    behind: dict[str, list[str]] = {}
    for word in sorted(listed):
        if word:
            behind.setdefault(word[0], []).append(word[1:])
        else:
            ends = "?+"
    branches = [first + _one_of(rest) for first, rest in behind.items()]
    if not branches:
        return ""
    return f"(?:{'|'.join(branches)}){ends}" if len(branches) > 1 or ends else branches[0]


_S = r"[ \t\r\n\f]*+"
_PART = "[A-Z0-9_]"
_E = r"(?![A-Z0-9_.$])"  # the end of a word


def _said(phrase: str) -> str:
    """An expression for these words, and the white space behind them."""
    return "".join(rf"{word}{_E}{_S}" for word in phrase.split())


_LITERAL = "'(?:[^']++|'')*+'"
_QUOTED = "`[^`]++`"
_ANY_NAME = rf"(?:[A-Z_]{_PART}*+|{_QUOTED})"
_NO_MORE = r"(?![.$'`(])"
_CHAIN = rf"(?:\.(?:[A-Z_]{_PART}*+|\*|{_QUOTED}))*+{_NO_MORE}{_S}(?!\()"
_COMMENT = rf"(?:--[^\r\n]*+|/\*(?!\+)(?:\*[^/])?+(?:[^*]++|\*(?!/))*+\*/){_S}"
_COMMENTS = rf"(?:{_COMMENT})*+"
_CLAUSES = "JOIN|LEFT|RIGHT|FULL|INNER|CROSS|WHERE|GROUP|HAVING|ORDER|LIMIT|UNION"
_END_OF_PART = rf"[),;]|\Z|(?!(?:LEFT|RIGHT)\()(?:FROM|{_CLAUSES}){_E}"
_GOES_ON = rf"(?!{_COMMENTS}(?:{_END_OF_PART}))"
_FOLLOWS = rf"{_S}(?={_COMMENTS}(?:[,);]|\Z|(?:ON|USING|{_CLAUSES}){_E}))"
_ENDING_NOTHING_BUT_IN_IS = _one_of(_ENDING_NOTHING - {"IN", "IS"})
_ORDINARY = "|".join(
    (
        rf",{_S}{_GOES_ON}",
        rf"(?!{_one_of(_SPECIAL)}{_E})(?:[A-Z]{_PART}*+|_{_PART}*+(?!-)){_CHAIN}",
        _LITERAL + _S,
        rf"(?:DECIMAL|VARCHAR|CHAR|TIMESTAMP(?:_LTZ)?+){_S}\({_S}\d++{_S}(?:,{_S}\d++{_S})?+\){_S}",
        rf"\d++(?:\.\d++)?+(?![A-Z0-9_.$`']){_S}",
        rf"\*(?!/){_S}",
        # what ends nothing: something has to come behind it
        rf"(?:=(?!>)|<(?:[=>]|(?!/))|>=?+|-(?![-'>])|[+%]|/(?![/*])|\|\||!="
        rf"|I(?:S(?:{_E}{_S}(?:{_said('NOT')})?+{_said('DISTINCT')}FROM)?+|N){_E}|{_ENDING_NOTHING_BUT_IN_IS}{_E})"
        rf"{_S}{_GOES_ON}",
        _QUOTED + _CHAIN,
        rf"(?:{_COMMENT})++(?![;(]|\Z)",  # before a parenthesis stands what is called
        rf"\[{_S}(?:\d++|{_LITERAL}){_S}\]{_S}",
    )
)
_SELECT = _said("SELECT") + _GOES_ON
_IN_PARENTHESES = rf"\({_S}{_COMMENTS}{_SELECT}"
_BODY = _said("AS") + _IN_PARENTHESES
_ALIAS = rf"(?:(?:{_said('AS')})?((?!(?:ON|USING|{_CLAUSES}){_E}){_ANY_NAME}){_NO_MORE})?{_FOLLOWS}"
_MOMENT = (
    _said("FOR SYSTEM_TIME AS OF")
    + rf"(?:PROCTIME{_S}\({_S}\)|[A-Z_]{_PART}*+\.[A-Z_]{_PART}*+{_NO_MORE})"
)
_NAME = rf"({_ANY_NAME}(?:\.{_ANY_NAME})*+)"
_TABLE = rf"{_NAME}{_NO_MORE}{_S}(?:({_MOMENT}){_S})?{_ALIAS}"
_CONDITION = rf"(?:ON|USING){_E}{_S}{_GOES_ON}"
_SIDES = rf"(?:(?:LEFT|RIGHT|FULL){_E}{_S}(?:{_said('OUTER')})?+|(?:INNER|CROSS){_E}{_S})?+"
_WINDOW = (
    rf"(TABLE{_S}\({_S})?(?:TUMBLE|HOP|CUMULATE){_S}\({_S}{_said('TABLE')}{_NAME}{_NO_MORE}{_S}"
    rf",{_S}DESCRIPTOR{_S}\({_S}({_ANY_NAME}){_S}\){_S}"
    rf"(?:,{_S}{_said('INTERVAL')}{_LITERAL}{_S}(?:SECOND|MINUTE|HOUR|DAY)S?+{_E}{_S})++"
    rf"\){_S}(?({_WRAPPED})\){_S})"
)
_STEP = (
    rf"(?:{_ORDINARY})*+()(?:"
    rf"\){_S}()"
    rf"|(?:(FROM)|{_SIDES}JOIN){_E}{_S}"
    rf"(?:{_TABLE}(?:,{_S}()|{_CONDITION}()|())|{_IN_PARENTHESES}()|{_WINDOW}()|())"
    rf"|{_said('WHERE')}{_GOES_ON}()"
    rf"|(?:(?:GROUP|ORDER){_E}{_S}BY|HAVING|LIMIT){_E}{_S}{_GOES_ON}()"
    rf"|{_said('UNION')}(?:(ALL){_E}{_S})?{_COMMENTS}{_SELECT}()"
    rf"|{_said('DISTINCT')}{_GOES_ON}()"
    rf"|{_COMMENTS}(?:;|\Z)()"
    rf"|(?:([A-Z_]{_PART}*+){_S})?\({_S}(?:{_SELECT}()|(?:{_ORDINARY})*+(?:\){_S}()|()))"
    ")"
)
_COLUMNS = rf"\({_S}(?!(?:SELECT|WITH|VALUES?|TABLE){_E})(?:{_ANY_NAME}{_S},?+{_S})++\){_S}"
_CTE = rf"{_COMMENTS}({_ANY_NAME}){_S}{_BODY}"
_HEAD = (
    rf"(?:{_said('INSERT')}(?:INTO|OVERWRITE){_E}{_S}{_NAME}(?![.$'`]){_S}(?:{_COLUMNS})?+"
    rf"|{_said('CREATE')}(?:{_said('TEMPORARY')})?+{_said('VIEW')}(?:{_said('IF NOT EXISTS')})?+"
    rf"{_NAME}{_NO_MORE}{_S}{_said('AS')})?"
    rf"{_COMMENTS}(?:{_SELECT}|{_said('WITH')}{_CTE})"
)


@cache
def patterns() -> Patterns:
    """The expressions, compiled when the first query is read: it takes some milliseconds.

    Groups of `head`: the target, the view, the first common table expression. Of `listed`: name,
    moment, alias, comma. Of `behind_derived`: alias, comma, condition, neither. Of `behind_cte`:
    the next one.
    """
    return Patterns(
        re.compile(_HEAD),
        re.compile(_STEP),
        re.compile(rf"{_TABLE}(?:,{_S}())?"),
        re.compile(rf"{_ALIAS}(?:,{_S}()|{_CONDITION}()|())"),
        re.compile(rf"{_COMMENTS}(?:,{_S}{_CTE}|{_SELECT})"),
    )

"""The canonical text of a statement: what differs only in layout, comments, needless quotes or the
case of keywords has the same one. Identifiers keep their case, as Flink does."""

import re
from collections.abc import Mapping

from teal.sql.quoting import as_written, unquoted
from teal.sql.tokens import Tokens, lexed, part_spans
from teal.sql.words import KEEPS_STATE, RESERVED, SCALAR_FUNCTIONS, words

_BEFORE_PARENTHESES = (
    SCALAR_FUNCTIONS
    | KEEPS_STATE
    | words(
        """
        INPUT OUTPUT OPTIONS BROADCAST SHUFFLE_HASH SHUFFLE_MERGE NEST_LOOP LOOKUP STATE_TTL
        MULTI_JOIN MAP
        """
    )
)
_LIKE_FEATURES = words(
    "ALL CONSTRAINTS DISTRIBUTION GENERATED METADATA OPTIONS PARTITIONS WATERMARKS"
)
# Words that are not reserved are keywords only next to certain others; elsewhere they may name a
# column, and then their case counts. "''" stands for any literal, "0" for any number.
_AFTER: Mapping[str, frozenset[str]] = {
    "CONFLICT": words("ON"),
    "CONNECTION": words("USING"),
    "DEDUPLICATE": words("DO"),
    "DO": words("CONFLICT"),
    "ENFORCED": words("NOT"),
    "ERROR": words("DO"),
    "FIRST": words("NULLS TO"),
    "FOLLOWING": words("UNBOUNDED 0 '' DAY HOUR MINUTE SECOND MONTH YEAR"),
    "GENERATED": words("INCLUDING EXCLUDING OVERWRITING"),
    "KEY": words("PRIMARY"),
    "LAST": words("NULLS TO PAST"),
    "METADATA": words("INCLUDING EXCLUDING OVERWRITING"),
    "JAVA": words("LANGUAGE"),
    "PYTHON": words("LANGUAGE"),
    "SCALA": words("LANGUAGE"),
    "MODEL": words("=>"),
    "NOTHING": words("DO"),
    "OPTIONS": words("INCLUDING EXCLUDING OVERWRITING"),
    "ORDINALITY": words("WITH"),
    "OVERWRITE": words("INSERT"),
    "PARTITIONS": words("INCLUDING EXCLUDING OVERWRITING SHOW"),
    "CONSTRAINTS": words("INCLUDING EXCLUDING"),
    "PAST": words("SKIP"),
    "PRECEDING": words("UNBOUNDED 0 '' DAY HOUR MINUTE SECOND MONTH YEAR"),
    "REPLACE": words("OR"),
    "SETS": words("GROUPING"),
    "VIRTUAL": words("METADATA ''"),
    "ZONE": words("TIME"),
}
_BEFORE: Mapping[str, frozenset[str]] = {
    "ABSENT": words("ON"),
    "COMPUTE": words("STATISTICS"),
    "STATISTICS": words("FOR ;"),
    "WRAPPER": words(") ERROR EMPTY NULL"),
    "AFTER": words("MATCH"),
    "ASC": words(", ) ; NULLS LIMIT OFFSET FETCH ROWS RANGE"),
    "DESC": words(", ) ; NULLS LIMIT OFFSET FETCH ROWS RANGE"),
    "EXCLUDING": words(
        "ALL CONSTRAINTS DISTRIBUTION GENERATED METADATA OPTIONS PARTITIONS WATERMARKS"
    ),
    "IF": words("NOT EXISTS"),
    "INCLUDING": words(
        "ALL CONSTRAINTS DISTRIBUTION GENERATED METADATA OPTIONS PARTITIONS WATERMARKS"
    ),
    "MAP": words("< ["),
    "METADATA": words("FROM VIRTUAL"),
    "NULLS": words("FIRST LAST"),
    "OVERWRITING": words("GENERATED METADATA OPTIONS WATERMARKS"),
    "PARTITIONED": words("BY"),
    "RETURNING": words("ARRAY BIGINT BOOLEAN DOUBLE INT INTEGER STRING VARCHAR"),
    "UNBOUNDED": words("PRECEDING FOLLOWING"),
}
_ON_ERROR = words("'' 0 ARRAY ERROR FALSE NULL OBJECT TRUE UNKNOWN")
_ENDS_OPERAND = words(
    """
    CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DAY END FALSE HOUR LOCALTIME LOCALTIMESTAMP MINUTE
    MONTH NULL SECOND TRUE YEAR
    """
)
_UNITS = words("DAYS HOURS MINUTES MONTHS QUARTERS SECONDS WEEK WEEKS YEARS QUARTER")
_NAME = re.compile(r"[^\W\d][\w$]*")
_VERBS = words(
    """
    ADD ALTER ANALYZE BEGIN CALL COMPILE CREATE DESC DESCRIBE DROP EXECUTE EXPLAIN LOAD REMOVE
    REPLACE RESET SET SHOW STOP TRUNCATE UNLOAD UPSERT USE
    """
)
_NOUNS = words(
    """
    AGENT CATALOG COLUMNS CONNECTION DATABASE FUNCTION JAR JOB MODEL MODULE PARTITIONS PLAN TABLE
    TOOL VIEW
    """
)
_ENDS_HEAD = words("SELECT INSERT UPSERT INTO FROM IN FOR")
_BEHIND_VERBS = (
    RESERVED
    | _NOUNS
    | words(
        """
        CHANGELOG_MODE CONNECTIONS ESTIMATED_COST JARS JOBS JSON_EXECUTION_PLAN PLAN_ADVICE
        TEMPORARY ,
        """
    )
)


def normalised(text: str) -> str:
    """The canonical text of a statement, without the semicolon at its end. Hints stay."""
    tokens = lexed(text)
    last = tokens.count
    while last and tokens.keys[last - 1] == ";":
        last -= 1
    head = _end_of_head(tokens, last)
    return " ".join(_canonical(tokens, index, index < head) for index in range(last))


def _end_of_head(tokens: Tokens, last: int) -> int:
    """The token behind the fixed words that a statement other than a query begins with."""
    if tokens.keys[0] not in _VERBS:
        return 0
    for index in range(1, last):
        key = tokens.keys[index]
        if key in _ENDS_HEAD:
            return index
        is_name = key not in RESERVED and index + 1 == last and tokens.keys[0] != "SHOW"
        if key not in _BEHIND_VERBS or is_name:  # as in `DESCRIBE model`
            return index
        if key in _NOUNS:
            return index + 1
    return last


def _canonical(tokens: Tokens, index: int, in_head: bool) -> str:
    word, key = tokens.word(index), tokens.keys[index]
    if key[-1:] == "'":
        start = key.index("'")
        return key[:start] + word[start:]
    if "`" in key or ("." in key and not _is_number(key)):
        return ".".join(_part(word[first:last]) for first, last in part_spans(word)) or key
    if in_head or key in RESERVED or _is_number(key) or _is_keyword(tokens, index):
        return key
    return as_written(word) if _NAME.fullmatch(word) else word


def _part(part: str) -> str:
    return part if part == "*" else as_written(unquoted(part))


def _is_keyword(tokens: Tokens, index: int) -> bool:
    key = tokens.keys[index]
    before = _kind_of(tokens.keys[index - 1]) if index else ""
    behind = tokens.keys[index + 1]
    return (
        (behind == "(" and key in _BEFORE_PARENTHESES)
        or behind == "=>"
        or _is_keyword_of_an_expression(tokens, index, before)
        or before in _AFTER.get(key, ())
        or behind in _BEFORE.get(key, ())
    )


def _is_keyword_of_an_expression(tokens: Tokens, index: int, before: str) -> bool:
    """Whether one of the words that are keywords only deep in an expression is one here."""
    keys = tokens.keys
    earlier = keys[index - 2] if index > 1 else ""
    match keys[index]:
        case "KEY":
            return before == "(" and earlier in ("JSON_OBJECT", "JSON_OBJECTAGG")
        case "JAR":
            return keys[index + 1][:1] == "'"
        case "AFTER":
            return keys[0] == "ALTER" and before not in ("ADD", "MODIFY", "(", ",")
        case "DRAIN":
            return keys[0] == "STOP" and before == "WITH"
        case "ILIKE":
            return keys[0] == "SHOW" and keys[index + 1][:1] == "'"
        case "COLUMNS":
            return (earlier, before) in (("FOR", "ALL"), ("STATISTICS", "FOR"))
        case "MODEL":
            return before == "," and index > 2 and keys[index - 3] == "TABLE"
        case "ERROR":
            decides = before == "ON" and _kind_of(earlier) in _ON_ERROR
            return decides or (keys[index + 1] == "ON" and keys[index + 2] in ("EMPTY", "ERROR"))
        case "ADD":
            return keys[0] == "ALTER" and before not in ("TABLE", "EXISTS", "ADD")
        case "CASCADE" | "RESTRICT":
            return keys[0] == "DROP" and index > 2 and keys[index + 1] == ";"
        case "PLACING":
            return _is_operand(before) and _is_operand(keys[index + 1])
        case unit:
            return unit in _UNITS and before == "''" and earlier in ("INTERVAL", "-")


def _is_operand(key: str) -> bool:
    if key in RESERVED:
        return key in _ENDS_OPERAND
    return key[-1] in "'`)]" or key[0] == "`" or key[0].isalnum()


def _kind_of(key: str) -> str:
    if key[-1:] == "'":
        return "''"
    return "0" if _is_number(key) else key


def _is_number(key: str) -> bool:
    return key.removeprefix(".")[:1].isdigit()

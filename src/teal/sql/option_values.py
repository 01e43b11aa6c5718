"""Options that follow a table's new name, or two versions would share a topic, a folder or an id.

What an option means is known from its key. Its new value holds the new name where it held the
old one; else it gets the ending that the new name has (`orders` to `orders_v2`: `_v2`).
"""

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile

from msgspec import Struct

from teal.model.diagnostics import Diagnostic, Severity
from teal.model.statements import NameRole, OptionSpan, Statement, StatementKind
from teal.sql.clauses import hinted_options, options_of
from teal.sql.edits import Edit
from teal.sql.mistakes import Code, Origin, shown
from teal.sql.quoting import literal
from teal.sql.words import words

_PLACES = words(
    """
    catalog-table channel collection delivery-stream exchange-name hoodie.table.name index path
    queue queue-name queue-url stream stream.arn subject table table-name table-path
    table.identifier table.name tablename topic topics
    """
)
_IDENTITIES = words(
    """
    properties.client.id properties.group.id properties.transactional.id scan.subscription-name
    sink.label-prefix sink.transactional-id-prefix slot.name source.subscription-name
    """
)
_ONLY_READ = words("datagen faker nexmark")
_HAVE_OPTIONS = frozenset(
    {
        StatementKind.CREATE_TABLE,
        StatementKind.CTAS,
        StatementKind.CREATE_MATERIALIZED_TABLE,
        StatementKind.ALTER_TABLE,
        StatementKind.ALTER_MATERIALIZED_TABLE,
        StatementKind.EXPLAIN,
        StatementKind.COMPILE_PLAN,
    }
)
_AUTHORITY = re.compile(r"[A-Za-z][\w+.-]*://[^/]*|\$\{[^}]*\}|\{\{.*?\}\}")
_NUMBER = re.compile(r"(.+?)([._-]?v?\d+)")
_VERSION = r"(?:[._-]v\d+)?"


class _Following(Struct, frozen=True):
    """An option of a renamed table, and the table's name before and after."""

    option: OptionSpan
    old: str
    new: str
    in_hint: bool

    def value(self) -> str | None:
        """The option's new value; None if it cannot be told."""
        value = _with_name(self.option.value, self.old, self.new)
        if value is None and not self.in_hint:
            value = _with_ending(self.option.value, self.old, self.new)
        return value


def option_edits(statement: Statement, renamed: Mapping[int, str]) -> Iterator[Edit]:
    """The new values of the options of the tables renamed at these places: of definitions, and of
    hints behind references."""
    for each in _following(statement, renamed):
        if (value := each.value()) is not None:
            yield _smallest_edit(each.option, statement.text, literal(value))


def _smallest_edit(option: OptionSpan, text: str, new: str) -> Edit:
    """Only what differs between the two literals, so that the rest stays the author's."""
    old = text[option.start : option.end]
    same = _common(old, new)
    tail = _common(old[same:][::-1], new[same:][::-1])
    return Edit(option.start + same, option.end - tail, new[same : len(new) - tail])


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common at their start."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def shared_places(statement: Statement, renamed: Mapping[int, str]) -> tuple[Diagnostic, ...]:
    """The options that both versions of a renamed table would have alike, since their new value
    cannot be told."""
    return tuple(
        _shared(statement, each)
        for each in _following(statement, renamed)
        if each.value() is None and not (each.in_hint and each.option.key in _IDENTITIES)
    )


def _following(statement: Statement, renamed: Mapping[int, str]) -> Iterator[_Following]:
    text = statement.text
    spans = [span for span in statement.names if span.start in renamed]
    if statement.kind in _HAVE_OPTIONS:
        defined = next((span for span in spans if span.role is NameRole.DEFINITION), None)
        if defined is not None:
            options = options_of(text)
            connector = next((each.value for each in options if each.key == "connector"), "")
            for option in options:
                if _follows(option.key, connector):
                    yield _Following(option, defined.parts[-1], renamed[defined.start], False)
    if "/*+" in text and "OPTIONS" in text.upper():
        by_end = {span.end: span for span in spans if span.role is not NameRole.DEFINITION}
        for end, option in hinted_options(text, by_end):
            if _follows(option.key):
                span = by_end[end]
                yield _Following(option, span.parts[-1], renamed[span.start], True)


def _follows(key: str, connector: str = "") -> bool:
    """Whether two versions may not have the option alike. What is only read may lie where it
    lies."""
    if key in _IDENTITIES:
        return True
    if connector in _ONLY_READ or connector.endswith("-cdc"):
        return False
    return key in _PLACES or key.endswith(".subject")


def _with_name(value: str, old: str, new: str) -> str | None:
    """The value with the new name in the place of the old one, the last if there are several. What
    only looks alike (`orders` in `orders_items`) is not the name; nor is a host or a bucket."""
    version = _VERSION if new.startswith(old) else ""
    name = re.compile(rf"(?<![^\W]){re.escape(old)}{version}(?![^\W])")
    found = [hit for hit in name.finditer(value) if not _is_elsewhere(value, hit.start())]
    return value[: found[-1].start()] + new + value[found[-1].end() :] if found else None


def _is_elsewhere(value: str, place: int) -> bool:
    return any(hit.start() <= place < hit.end() for hit in _AUTHORITY.finditer(value))


def _with_ending(value: str, old: str, new: str) -> str | None:
    """The value with the ending that tells the new name from the old one. None for what is a list
    or a pattern, and where the names do not differ by an ending."""
    ends = _endings(old, new)
    body = value.rstrip("/")
    if ends is None or not body or not (body[-1].isalnum() or body[-1] in "_-}"):
        return None
    if not set(body).isdisjoint(";,*\n "):
        return None
    return body.removesuffix(ends[0]) + ends[1] + value[len(body) :]


def _endings(old: str, new: str) -> tuple[str, str] | None:
    if new.startswith(old):
        return "", new.removeprefix(old)
    before, after = _NUMBER.fullmatch(old), _NUMBER.fullmatch(new)
    if before is not None and after is not None and before[1] == after[1]:
        return before[2], after[2]
    return None


def _shared(statement: Statement, following: _Following) -> Diagnostic:
    option = following.option
    origin = Origin(statement.file, statement.line, statement.column)
    return Diagnostic(
        Code.SHARED_PLACE.value,
        Severity.WARNING,
        f"'{option.key}' = {shown(option.value)} stays as it is, although `{following.old}` "
        f"becomes `{following.new}`: both would use the same.",
        origin.place(statement.text, option.start),
        "Write another value, or the old name where the new one has to stand.",
    )

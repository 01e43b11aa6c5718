"""New names as people write them in a map, dotted or quoted, for the names of a statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from teal.model.diagnostics import Diagnostic, Place
from teal.model.statements import NameRole, NameSpan, Parts, Statement
from teal.planning.logical import place_of
from teal.planning.mistakes import Code, error
from teal.sql.quoting import unquoted

_PART = re.compile(r"`(?:[^`]|``)*`|[^.`]+")
_NO_TABLES = frozenset({NameRole.CTE, NameRole.FUNCTION, NameRole.HINT, NameRole.QUALIFIER})


class NewNames(Struct, frozen=True):
    """New names by old ones without quotes. A new name is (text, whether it was quoted): quotes
    tell a dot that divides from one that is part of a name, without them both are tried."""

    names: Mapping[str, tuple[str, Parts, bool]]
    mistakes: tuple[Diagnostic, ...] = ()

    def of(self, statement: Statement) -> tuple[dict[Parts, str], tuple[Diagnostic, ...]]:
        """The new last part for each name of a table in a statement, and what cannot be."""
        found: dict[Parts, str] = {}
        mistakes: list[Diagnostic] = []
        for span in statement.names:
            if span.role in _NO_TABLES or span.parts in found:
                continue
            for suffix in _suffixes(span.parts):
                if (new := self.names.get(".".join(suffix))) is None:
                    continue
                last = _last_part(suffix, *new)
                if last is None:
                    mistakes.append(_elsewhere(statement, span, new[0]))
                else:
                    found[span.parts] = last
                break
        return found, tuple(mistakes)


def new_names(given: Mapping[str, str]) -> NewNames:
    """Read a map."""
    names: dict[str, tuple[str, Parts, bool]] = {}
    mistakes: list[Diagnostic] = []
    for old, new in given.items():
        before, after = ".".join(_parts(old)), _parts(new)
        if before and all(after):
            names[before] = (new, after, "`" in new)
        else:
            mistakes.append(_nameless(old, new))
    return NewNames(names, tuple(mistakes))


def _parts(name: str) -> Parts:
    """`` `a`.b `` is ("a", "b"). What is not quoted is taken as it is, dots apart."""
    if "`" not in name:
        return tuple(name.split("."))
    return tuple(unquoted(found) for found in _PART.findall(name))


def _suffixes(parts: Parts) -> Iterator[Parts]:
    return (parts[first:] for first in range(len(parts)))


def _last_part(old: Parts, text: str, new: Parts, is_quoted: bool) -> str | None:
    """The new last part of a name; None where catalog or database would be others."""
    if len(new) == 1:
        return new[0]
    if new[:-1] == old[:-1]:
        return new[-1]
    if is_quoted:
        return None
    prefix = "".join(f"{part}." for part in old[:-1])
    if "." in old[-1] and text.startswith(prefix):
        return text.removeprefix(prefix)  # its dots are part of the name, as they were
    return None


def _nameless(old: str, new: str) -> Diagnostic:
    message = f'"{old}" cannot become "{new}": a name is missing.'
    return error(Code.WRONG_NAME, message, None, "Write the old name and the new one.")


def _elsewhere(statement: Statement, span: NameSpan, new: str) -> Diagnostic:
    place: Place = place_of(statement, span.start)
    return error(
        Code.WRONG_NAME,
        f'"{".".join(span.parts)}" cannot become "{new}".',
        place,
        "Only a table's own name changes: catalog and database have to be the same in both. "
        "Put a name that has dots in it into backticks.",
    )

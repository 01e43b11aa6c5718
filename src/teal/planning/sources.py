"""From the files of a revision to their statements: folders named `tests` left out, variables of
the environment put in. What the scanner does not understand stays a finding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from teal.model.diagnostics import Diagnostic
from teal.model.environment import Environment
from teal.model.project import SourceTree
from teal.model.statements import Statement
from teal.planning.mistakes import Code, error
from teal.planning.variables import Filled, filled
from teal.sql.scanner import scan

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Written:
    """A statement as it was scanned, and as its author wrote it: with variables as names."""

    statement: Statement
    sql: str


@dataclass(frozen=True, slots=True)
class Sources:
    """All that stands in a revision. `hidden` are the words of statements that could not be read:
    what they define is not known, so nothing may be said to be missing that stands there."""

    statements: tuple[Written, ...]
    diagnostics: tuple[Diagnostic, ...]
    hidden: frozenset[str]


def read_sources(tree: SourceTree, environment: Environment) -> Sources:
    """The statements of all files, by path and place."""
    statements: list[Written] = []
    found = list(_unusable(environment.variables))
    hidden: set[str] = set()
    for file in sorted(tree.files, key=lambda file: file.path):
        if "tests" in file.path.split("/")[:-1]:
            continue
        text = filled(file.text, environment.variables)
        result = scan(text.text, file.path)
        statements += (_written(statement, text) for statement in result.statements)
        found += result.diagnostics
        for unread in result.unread:
            hidden.update(_WORD.findall(unread.text))
    return Sources(tuple(statements), tuple(found), frozenset(hidden))


def _written(statement: Statement, text: Filled) -> Written:
    end = statement.offset + len(statement.text)
    return Written(statement, text.author_text(statement.offset, end))


def _unusable(variables: Mapping[str, str]) -> list[Diagnostic]:
    return [
        error(
            Code.VARIABLE,
            f"the variable `{name}` has more than one line.",
            None,
            "Write its value in one line under `variables` of the configuration.",
        )
        for name, value in sorted(variables.items())
        if "\n" in value
    ]

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
from teal.sql.scanner import scan

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_.-]*)\}")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sources:
    """All that stands in a revision. `hidden` are the words of statements that could not be read:
    what they define is not known, so nothing may be said to be missing that stands there."""

    statements: tuple[Statement, ...]
    diagnostics: tuple[Diagnostic, ...]
    hidden: frozenset[str]


def read_sources(tree: SourceTree, environment: Environment) -> Sources:
    """The statements of all files, by path and place."""
    statements: list[Statement] = []
    found = list(_unusable(environment.variables))
    hidden: set[str] = set()
    for file in sorted(tree.files, key=lambda file: file.path):
        if "tests" in file.path.split("/")[:-1]:
            continue
        result = scan(filled(file.text, environment.variables), file.path)
        statements += result.statements
        found += result.diagnostics
        for unread in result.unread:
            hidden.update(_WORD.findall(unread.text))
    return Sources(tuple(statements), tuple(found), frozenset(hidden))


def filled(text: str, variables: Mapping[str, str]) -> str:
    """The text with `${name}` replaced where the environment knows the name. Lines stay."""
    if not variables or "${" not in text:
        return text
    return _VARIABLE.sub(lambda found: variables.get(found[1], found[0]), text)


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

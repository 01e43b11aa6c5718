"""Reads a configuration file into Settings, or says everything that is wrong with it at once."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from teal.config.build import settings_of
from teal.config.document import Document
from teal.config.file import ConfigurationFile
from teal.config.mistakes import mistake
from teal.config.rules import broken_rules
from teal.config.sensitive import finding, plain_secrets
from teal.config.settings import Settings
from teal.config.shift_left import is_shift_left, shift_left_mistake
from teal.config.yaml_text import document_of, read_text
from teal.model.diagnostics import Diagnostic, Place
from teal.model.errors import ProjectMistakes


def load(path: Path) -> Settings:
    """The settings in a file. Raises ProjectMistakes with every mistake, in the file's order."""
    return read(path)[0]


def read(path: Path) -> tuple[Settings, Document]:
    """The same, with the text that they come from."""
    return _read(path, read_text(path), _as_shown(path), is_here=True)


def load_earlier(path: Path, text: str, shown: str) -> Settings:
    """The settings that a file held at another time, which messages call `shown`; the folders that
    it names need not be there now. Raises ProjectMistakes."""
    return _read(path, text, shown, is_here=False)[0]


def _read(path: Path, text: str, shown: str, *, is_here: bool) -> tuple[Settings, Document]:
    document = document_of(text, shown)
    if is_shift_left(document):
        raise ProjectMistakes((shift_left_mistake(document),))
    folder = path.absolute().parent
    file, invalid = _checked(document)
    secrets = (finding(each, document) for each in plain_secrets(document))
    exposed = (each for each in secrets if each.is_error)
    broken = broken_rules(document, folder, is_here=is_here)
    findings = (*document.mistakes, *invalid, *broken, *exposed)
    if file is None or findings:
        raise ProjectMistakes(tuple(sorted(_once(findings), key=_place)))
    return settings_of(file, document, path.absolute()), document


def _checked(document: Document) -> tuple[ConfigurationFile | None, tuple[Diagnostic, ...]]:
    try:
        return ConfigurationFile.model_validate(document.data), ()
    except ValidationError as error:
        return None, tuple(mistake(found, document) for found in error.errors())


def _once(findings: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    return tuple(dict.fromkeys(findings))


def _place(finding: Diagnostic) -> Place:
    return finding.place or Place("", 0, 0)


def _as_shown(path: Path) -> str:
    here = Path.cwd()
    whole = path.absolute()
    return str(whole.relative_to(here) if whole.is_relative_to(here) else whole)

"""The mapping file of `teal adopt`: what a person says of jobs and topics that Teal did not make.

Every mistake in it comes with its line; what it names is looked up elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from teal.config.document import Data, Document, KeyPath, Scalar, shown
from teal.config.yaml_text import read_document
from teal.model.adoption import TableWord, UnitWord, Words
from teal.model.diagnostics import Diagnostic, Severity
from teal.model.errors import ProjectMistakes

_TOP = ("units", "tables", "trust")
_UNIT = ("job", "trust")
_TABLE = ("topic", "name", "version", "owned", "trust")
_ABSENT = "absent"
_CODE = "TEAL-303"


def read_words(path: Path) -> Words:
    """The words of a file. Raises ProjectMistakes with all that is wrong in it."""
    document = read_document(path)
    reader = _Reader(document)
    words = reader.words()
    mistakes = (*document.mistakes, *reader.mistakes)
    if mistakes:
        raise ProjectMistakes(mistakes)
    return words


class _Reader:
    """Turns a document into words and collects mistakes."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.mistakes: list[Diagnostic] = []

    def words(self) -> Words:
        self._keys((), _TOP)
        return Words(
            units={name: self._unit(name) for name in self._names("units")},
            tables={name: self._table(name) for name in self._names("tables")},
            trust=self._text(("trust",)),
        )

    def _names(self, section: str) -> Iterator[str]:
        found = self._document.at(section)
        if isinstance(found, dict):
            yield from found
        elif found is not None:
            self._say((section,), f"`{section}` needs lines such as `name: value`.", "")

    def _unit(self, name: str) -> UnitWord:
        path: KeyPath = ("units", name)
        place = self._document.place_of_key(path)
        if isinstance(self._document.at(*path), dict):
            self._keys(path, _UNIT)
            job = self._text((*path, "job"))
            return UnitWord(job=job, trust=self._text((*path, "trust")), place=place)
        if isinstance(self._document.at(*path), list):
            message = f"`{shown(path)}` names several jobs; a unit is what runs as one."
            self._say(path, message, "Name one job; stop the other if it writes the same table.")
            return UnitWord()
        said = self._text(path)
        if said == _ABSENT:
            return UnitWord(is_absent=True, place=place)
        return UnitWord(job=said, place=place)

    def _table(self, name: str) -> TableWord:
        path: KeyPath = ("tables", name)
        place = self._document.place_of_key(path)
        if not isinstance(self._document.at(*path), dict):
            return TableWord(topic=self._text(path), place=place)
        self._keys(path, _TABLE)
        return TableWord(
            topic=self._text((*path, "topic")),
            name=self._text((*path, "name")),
            version=self._number((*path, "version")),
            is_owned=self._truth((*path, "owned")),
            trust=self._text((*path, "trust")),
            place=place,
        )

    def _keys(self, path: KeyPath, known: tuple[str, ...]) -> None:
        found = self._document.at(*path) if path else self._document.data
        for key in found if isinstance(found, dict) else ():
            if key not in known:
                listed = ", ".join(f"`{each}`" for each in known)
                where = (*path, key)
                self._say(where, f"`{shown(where)}` is no key here.", f"There are {listed}.")

    def _text(self, path: KeyPath) -> str:
        match self._document.at(*path):
            case Scalar(text=text):
                return text
            case str() as text if text.strip():
                return text.strip()
            case None if path not in self._document.values:
                return ""
            case found:
                self._say(path, f"`{shown(path)}` needs a text{_but(found)}.", "")
                return ""

    def _number(self, path: KeyPath) -> int | None:
        found = self._document.at(*path)
        if found is None and path not in self._document.values:
            return None
        if isinstance(found, Scalar) and type(found.value) is int and found.value >= 1:
            return found.value
        self._say(path, f"`{shown(path)}` needs a whole number from 1.", "")
        return None

    def _truth(self, path: KeyPath) -> bool:
        found = self._document.at(*path)
        if found is None and path not in self._document.values:
            return False
        if isinstance(found, Scalar) and isinstance(found.value, bool):
            return found.value
        self._say(path, f"`{shown(path)}` is true or false.", "")
        return False

    def _say(self, path: KeyPath, message: str, hint: str) -> None:
        place = self._document.place_of_key(path)
        self.mistakes.append(Diagnostic(_CODE, Severity.ERROR, message, place, hint))


def _but(found: Data) -> str:
    match found:
        case list():
            return ", not a list"
        case dict():
            return ", not keys"
        case _:
            return ""

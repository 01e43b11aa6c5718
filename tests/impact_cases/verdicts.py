"""Reads edits and the verdicts that a person wrote for them (`*.edits`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """An edit by what a person would say about it: (file, from, to) for each place.

    `touched` are the units whose rows or columns become others; all the rest keeps running.
    """

    says: str
    edits: tuple[tuple[str, str, str], ...]
    touched: tuple[str, ...]


def cases(example: str) -> list[Case]:
    """The cases of an example, in the order of its file."""
    text = (_FOLDER / f"{example}.edits").read_text()
    return [_case(each) for each in text.split("\n== ")[1:]]


def _case(text: str) -> Case:
    says, touched, *lines = text.split("\n")
    assert touched.startswith("touched:"), touched
    edits = tuple(_edit(each) for each in "\n".join(lines).split("@@ ")[1:])
    return Case(says, edits, tuple(touched.removeprefix("touched:").split()))


def _edit(text: str) -> tuple[str, str, str]:
    file, *lines = text.rstrip("\n").split("\n")
    return file, _marked(lines, "- "), _marked(lines, "+ ")


def _marked(lines: list[str], mark: str) -> str:
    return "\n".join(line[2:] for line in lines if line.startswith(mark) or line == mark[0])

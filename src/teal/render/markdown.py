"""Pieces of Markdown, as GitHub reads it, with foreign text in them: names, SQL, branches. What
stands in such text changes nothing around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPAN = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
_FENCE = re.compile(r"`{3,}")
_MOST = 1_000
_LABEL = str.maketrans({c: f"#{ord(c)};" for c in '"#<>`&\\'})


def cell(text: str) -> str:
    """A sentence for a cell of a table or an entry of a list; code in it stays code."""
    line = " ".join(text.split("\n"))
    line = line if len(line) <= _MOST else f"{line[:_MOST]} …"
    return "".join(_pieces(line.replace("|", "\\|")))


def _pieces(line: str) -> Iterator[str]:
    at = 0
    for span in _SPAN.finditer(line):
        yield line[at : span.start()].replace("<", "&lt;")
        yield span.group()
        at = span.end()
    yield line[at:].replace("<", "&lt;")


def code(text: str) -> str:
    """A name as code."""
    return f"`{text.replace('`', '')}`"


def fenced(lines: tuple[str, ...]) -> Iterator[str]:
    """Text as it is: no line of it ends the block."""
    longest = max((len(run) for line in lines for run in _FENCE.findall(line)), default=2)
    fence = "`" * (longest + 1)
    yield f"{fence}text"
    yield from lines
    yield fence


def folded(title: str, lines: tuple[str, ...]) -> Iterator[str]:
    """What is shown on a click."""
    yield f"<details><summary>{title}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"
    yield ""


def label(text: str) -> str:
    """A text within the quotes of a node of Mermaid, which knows characters by their numbers."""
    return text.translate(_LABEL)

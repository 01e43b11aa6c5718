"""JSON lines in: requests of other programs, read as they come."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, BinaryIO

import click
import msgspec
from msgspec import Struct

from teal.model.diagnostics import Diagnostic, Place, Severity

if TYPE_CHECKING:
    from teal.model.codec import Json

STDIN = "<stdin>"
"""What diagnostics call standard input."""

_CODE = "TEAL-012"
_FAULT = "TEAL-013"


class Request(Struct, frozen=True):
    """One line: a text of SQL, and the names that stand for this line only."""

    id: Json
    sql: str
    new_names: dict[str, str]


class NoRequest(Struct, frozen=True):
    """A line that asks nothing; its id where there is one."""

    id: Json
    finding: Diagnostic


def requests(paths: tuple[str, ...]) -> Iterator[Request | NoRequest]:
    """The requests of files, or of standard input; a line is given on as soon as it is there."""
    for path in paths or ("-",):
        if path == "-":
            yield from _requests(STDIN, standard_input(is_named=True))
            continue
        try:
            with Path(path).open("rb") as file:
                yield from _requests(path, file)
        except OSError as error:
            raise click.UsageError(f"{path} cannot be read ({error.strerror}).") from error


def standard_input(*, is_named: bool) -> BinaryIO:
    """Standard input in bytes; a person at a terminal who did not name it is told what to do."""
    if not is_named and sys.stdin.isatty():
        raise click.UsageError("Name files or folders, or `-` for standard input.")
    return sys.stdin.buffer


def are_awaited(paths: tuple[str, ...]) -> bool:
    """Whether somebody may wait for the answer of one line before writing the next."""
    if paths and "-" not in paths:
        return False
    try:
        return not S_ISREG(os.fstat(sys.stdin.fileno()).st_mode)
    except (OSError, ValueError):  # standard input has no file behind it
        return True


def _requests(file: str, lines: BinaryIO) -> Iterator[Request | NoRequest]:
    decoder = json.JSONDecoder(parse_constant=_no_number)  # one for all: making it is slow
    for number, line in enumerate(lines, 1):
        if not line.isspace():
            yield _request(decoder, line, (file, number))


def _request(decoder: json.JSONDecoder, line: bytes, place: tuple[str, int]) -> Request | NoRequest:
    if (plain := _plain_request(line)) is not None:
        return plain
    try:
        given = decoder.decode(line.decode(json.detect_encoding(line), "surrogatepass"))
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        return _no_request(None, place, f"This line is no JSON: {reason}.")
    if not isinstance(given, dict):
        return _no_request(None, place, "This line is JSON, but no object.")
    sql, names = given.get("sql"), given.get("map", {})
    if not isinstance(sql, str):
        return _no_request(given.get("id"), place, '"sql" is missing, or it is no text.')
    if not isinstance(names, dict) or not all(isinstance(new, str) for new in names.values()):
        return _no_request(given.get("id"), place, '"map" has to give a new name for each old one.')
    return Request(given.get("id"), sql, names)


class _PlainLine(Struct, forbid_unknown_fields=True):
    """What most lines hold."""

    sql: str
    id: int | str | None = None


_plain_line = msgspec.json.Decoder(_PlainLine)


def _plain_request(line: bytes) -> Request | None:
    """The request of a line in UTF-8 with nothing but `id` and `sql`. Of other lines, and of what
    is wrong in them, the decoder of any JSON has the last word."""
    try:
        plain = _plain_line.decode(line)
    except ValueError:
        return None
    return Request(plain.id, plain.sql, {})


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no value of JSON")


def _no_request(subject: Json, place: tuple[str, int], message: str) -> NoRequest:
    hint = 'Write one object a line, such as {"id": 1, "sql": "SELECT 1"}.'
    return NoRequest(subject, Diagnostic(_CODE, Severity.ERROR, message, Place(*place, 1), hint))


def fault(error: Exception, file: str) -> Diagnostic:
    """A fault of Teal's own with one text, so that the others are still answered."""
    if os.environ.get("TEAL_DEBUG"):
        import traceback

        traceback.print_exception(error)
    message = f"Teal itself failed to read this: {type(error).__name__}."
    hint = "Set TEAL_DEBUG=1 to see the trace, and report it with the text."
    return Diagnostic(_FAULT, Severity.ERROR, message, Place(file, 1, 1), hint)

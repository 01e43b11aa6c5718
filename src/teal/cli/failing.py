"""How an error leaves the command line: one text for a person or one object for a program."""

from __future__ import annotations

import errno
import json
import os
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from teal.model.codec import Json, encoded
from teal.model.errors import Mistake, ProjectMistakes, TealError
from teal.model.wording import visible

WRONG_USAGE = 64
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
INTERRUPTED = 130
EXTRAS = {
    "confluent_kafka": "flink",
    "duckdb": "flink",
    "httpx": "flink",
    "psutil": "local",
    "psycopg": "postgres",
}
"""Libraries that not every install has, and the extra that brings each."""


def say(error: Exception, arguments: Sequence[str]) -> int:
    """Print the error where it belongs and return its exit code."""
    if isinstance(error, ModuleNotFoundError) and (error.name or "") in EXTRAS:
        error = _missing_extra(error)
    if isinstance(error, OSError):
        error = _of_the_surroundings(error)
    if not isinstance(error, TealError):
        return _say_bug(error, arguments)
    if "--json" in arguments:
        _answer(_fields(error))
    else:
        text = visible(str(error))
        head = "" if isinstance(error, ProjectMistakes) else "error: "
        click.echo(f"{head}{text}", err=True)
        if isinstance(error, ProjectMistakes):
            click.echo(_count(error), err=True)
    return error.exit_code


def _of_the_surroundings(error: OSError) -> Exception:
    """What no adapter has met: the folder of the command is gone, or its output has no room."""
    if error.errno in _NO_ROOM:
        what = f"the answer cannot be written ({error.strerror})."
        return Mistake(what, "Make room, or send it elsewhere.")
    try:
        Path.cwd()
    except FileNotFoundError:
        return Mistake("the folder in which this was started is gone.", "Change to another one.")
    return error


def _missing_extra(error: ModuleNotFoundError) -> Mistake:
    extra = EXTRAS[error.name or ""]
    return Mistake(
        f"this needs the library {error.name}, which is not installed.",
        f"Install it with: pip install 'teal-flink[{extra}]'",
    )


def say_usage(error: click.ClickException, arguments: Sequence[str]) -> int:
    """Wrong usage, with the way to the right one."""
    message = error.format_message()
    context = error.ctx if isinstance(error, click.UsageError) else None
    if "--json" in arguments:
        _answer({"kind": "WrongUsage", "message": message, "exit_code": WRONG_USAGE})
    elif context is not None and message == context.get_help():
        click.echo(message, err=True)  # a group that was called without a command
    else:
        click.echo(f"error: {message}", err=True)
        if context is not None:
            click.echo(f"{context.get_usage()}\nTry `{context.command_path} --help`.", err=True)
    return WRONG_USAGE


def say_interrupted(arguments: Sequence[str]) -> int:
    """Ctrl-C, or a request to end."""
    message = "interrupted. If a run was under way, its journal is kept: `teal resume` goes on."
    if "--json" in arguments:
        _answer({"kind": "Interrupted", "message": message, "exit_code": INTERRUPTED})
    else:
        click.echo(message, err=True)
    return INTERRUPTED


def _answer(fields: dict[str, Json]) -> None:
    text = json.dumps({"schema": "teal.error/1", **fields}, sort_keys=True)
    try:
        click.echo(text)
    except OSError:  # whoever asked cannot take it: at least it is told
        click.echo(text, err=True)


def _fields(error: TealError) -> dict[str, Json]:
    fields: dict[str, Json] = {
        "kind": type(error).__name__,
        "message": str(error),
        "exit_code": error.exit_code,
    }
    if isinstance(error, ProjectMistakes):
        fields["diagnostics"] = encoded(error.diagnostics)
    return fields


def _count(error: ProjectMistakes) -> str:
    errors = sum(1 for each in error.diagnostics if each.is_error)
    return f"{errors} mistake{'' if errors == 1 else 's'} found; nothing was done."


def _say_bug(error: Exception, arguments: Sequence[str]) -> int:
    """A fault of Teal's own: say so plainly, with the trace only where it is asked for."""
    message = (
        f"Teal itself failed: {type(error).__name__}. Nothing else was begun; "
        "`teal status` shows where things stand. Set TEAL_DEBUG=1 to see the trace."
    )
    if "--json" in arguments:
        _answer({"kind": "Bug", "message": message, "exit_code": 1})
    else:
        click.echo(f"error: {message}", err=True)
    if os.environ.get("TEAL_DEBUG"):
        click.echo("".join(traceback.format_exception(error)), err=True)
    return 1

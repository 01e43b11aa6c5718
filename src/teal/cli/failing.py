"""How an error leaves the command line: one text for a person or one object for a program."""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Sequence

import click

from teal.model.codec import Json, encoded
from teal.model.errors import ProjectMistakes, TealError

WRONG_USAGE = 64


def say(error: Exception, arguments: Sequence[str]) -> int:
    """Print the error where it belongs and return its exit code."""
    if not isinstance(error, TealError):
        return _say_bug(error)
    if "--json" in arguments:
        click.echo(json.dumps({"schema": "teal.error/1", **_fields(error)}, sort_keys=True))
    else:
        text = str(error)
        head = "" if isinstance(error, ProjectMistakes) else "error: "
        click.echo(f"{head}{text}", err=True)
        if isinstance(error, ProjectMistakes):
            click.echo(_count(error), err=True)
    return error.exit_code


def say_usage(error: click.ClickException, arguments: Sequence[str]) -> int:
    """Wrong usage, with the way to the right one."""
    message = error.format_message()
    if "--json" in arguments:
        fields: dict[str, Json] = {"kind": "WrongUsage", "message": message, "exit_code": 64}
        click.echo(json.dumps({"schema": "teal.error/1", **fields}, sort_keys=True))
        return WRONG_USAGE
    context = error.ctx if isinstance(error, click.UsageError) else None
    click.echo(f"error: {message}", err=True)
    if context is not None:
        click.echo(f"{context.get_usage()}\nTry `{context.command_path} --help`.", err=True)
    return WRONG_USAGE


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


def _say_bug(error: Exception) -> int:
    """A fault of Teal's own: say so plainly, with the trace only where it is asked for."""
    click.echo(
        f"error: Teal itself failed: {type(error).__name__}. Nothing else was begun; "
        "`teal status` shows where things stand. Set TEAL_DEBUG=1 to see the trace.",
        err=True,
    )
    if os.environ.get("TEAL_DEBUG"):
        click.echo("".join(traceback.format_exception(error)), err=True)
    return 1

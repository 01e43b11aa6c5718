"""`teal sql`: the reader and the rewriter alone, for people and for programs."""

from __future__ import annotations

import click

from teal.cli.sql_inspect import inspect
from teal.cli.sql_rename import rename


@click.group()
def command() -> None:
    """Look at SQL, or rename its tables, without any project around it.

    \b
    Example:
      teal sql inspect pipelines
    """


command.add_command(inspect)
command.add_command(rename)

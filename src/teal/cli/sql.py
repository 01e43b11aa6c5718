"""`teal sql`: the reader and the rewriter alone, for people and for programs."""

from __future__ import annotations

import click


class _SqlGroup(click.Group):
    """Imports a command only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the help."""
        return ["inspect", "rename"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        match cmd_name:
            case "inspect":
                from teal.cli.sql_inspect import inspect

                return inspect
            case "rename":
                from teal.cli.sql_rename import rename

                return rename
        return None


@click.group(cls=_SqlGroup)
def command() -> None:
    """Look at SQL, or rename its tables, without any project around it.

    \b
    Example:
      teal sql inspect pipelines
    """

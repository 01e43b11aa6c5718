"""`teal resolve`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from teal.cli.options import answer, shared, workbench
from teal.model.codec import Json

if TYPE_CHECKING:
    from teal.ports.switching import Serving

LOOK_EVERY_SECONDS = 0.1


@click.command()
@click.argument("tables", nargs=-1, metavar="[TABLE]...")
@shared
@click.option("--watch", is_flag=True, help="Go on, and answer again whenever the answer changes.")
@click.pass_context
def command(
    context: click.Context, tables: tuple[str, ...], config: str | None, as_json: bool, watch: bool
) -> None:
    """Tell a program which versions serve: all names in one answer, with its serial.

    Without names, all that serve. Exit 3 if one of the names does not serve.

    \b
    Example:
      teal resolve fct_revenue dim_customers --json
      teal resolve fct_revenue --json --watch
    """
    from teal.usecases.resolve import resolve

    with workbench(context, config) as bench:
        shown: Serving | None = None
        while True:
            found = resolve(bench, tables)
            if shown is None or found.tables != shown.tables:
                _show(found, as_json)
                shown = found
            if not watch:
                return
            time.sleep(LOOK_EVERY_SECONDS)


def _show(found: Serving, as_json: bool) -> None:
    if as_json:
        served: dict[str, Json] = {
            name: {"version": table.version, "physical": table.physical, "topic": table.topic}
            for name, table in found.tables.items()
        }
        answer(
            "teal.resolve/1",
            {"deployment": found.deployment, "serial": found.serial, "tables": served},
        )
        return
    if not found.tables:
        click.echo("Nothing serves yet.", err=True)
    for name, table in found.tables.items():
        click.echo(f"{name}\tv{table.version}\t{table.physical}\t{table.topic or '(view)'}")

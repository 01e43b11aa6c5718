"""`teal resolve`."""

from __future__ import annotations

import click

from teal.cli.options import answer, shared, workbench
from teal.model.codec import Json


@click.command()
@click.argument("tables", nargs=-1, metavar="[TABLE]...")
@shared
@click.pass_context
def command(
    context: click.Context, tables: tuple[str, ...], config: str | None, as_json: bool
) -> None:
    """Tell a program which versions serve: all names in one answer, with its serial.

    Without names, all that serve. Exit 3 if one of the names does not serve.

    \b
    Example:
      teal resolve fct_revenue dim_customers --json
    """
    from teal.usecases.resolve import resolve

    with workbench(context, config) as bench:
        found = resolve(bench, tables)
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

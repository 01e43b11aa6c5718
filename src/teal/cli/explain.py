"""`teal explain`."""

from __future__ import annotations

import click

from teal.cli.options import answer, shared, workbench
from teal.model.codec import encoded


@click.command()
@click.argument("table")
@shared
@click.option("--revision", metavar="REV", help="Look at a git revision, not the working tree.")
@click.pass_context
def command(
    context: click.Context, table: str, config: str | None, as_json: bool, revision: str | None
) -> None:
    """Say of one table which version serves, since when and from which commit, why a plan would
    rebuild or keep it, who reads it, what it reads, and where it is defined.

    \b
    Example:
      teal explain int_orders
    """
    from teal.render.explanation_text import explanation_text
    from teal.usecases.explain import explain

    with workbench(context, config) as bench:
        found = explain(bench, table, revision)
    if as_json:
        answer("teal.explain/1", {"explanation": encoded(found)})
    else:
        click.echo(explanation_text(found))

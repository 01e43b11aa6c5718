"""`teal history`."""

from __future__ import annotations

import click

from teal.cli.options import answer, shared, workbench
from teal.model.codec import encoded


@click.command()
@shared
@click.pass_context
def command(context: click.Context, config: str | None, as_json: bool) -> None:
    """Show every release, newest first: who and when, from which commit and plan, what it rebuilt,
    on which evidence, and how long each phase took.

    \b
    Example:
      teal history
    """
    from teal.render.history_text import history_text
    from teal.usecases.history import history

    with workbench(context, config) as bench:
        found = history(bench)
    if as_json:
        answer("teal.history/1", {"releases": encoded(found)})
    else:
        click.echo(history_text(found))

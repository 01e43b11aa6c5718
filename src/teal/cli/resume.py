"""`teal resume`."""

from __future__ import annotations

import click

from teal.cli.ending import end
from teal.cli.options import answer, shared, take_over_option, workbench
from teal.cli.progress import printer


@click.command()
@shared
@take_over_option
@click.pass_context
def command(context: click.Context, config: str | None, as_json: bool, take_over: bool) -> None:
    """Go on where a command was interrupted or failed: look first, then act.

    \b
    Example:
      teal resume
    """
    from teal.usecases.resume import resume

    with workbench(context, config) as bench:
        acted = resume(bench, printer(as_json), take_over)
    if acted is None:
        if as_json:
            answer("teal.run/1", {"run": None, "exit_code": 0})
        else:
            click.echo("Nothing to resume: no run was interrupted.")
        return
    end(context, acted, as_json, f"Resumed {acted.run.kind}: {acted.release.phase.value}.")

"""`teal wait`."""

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
    """Wait until what `teal deploy --no-wait` started has caught up.

    \b
    Example:
      teal wait
    """
    from teal.usecases.wait import wait

    with workbench(context, config) as bench:
        acted = wait(bench, printer(as_json), take_over)
    if acted is None:
        if as_json:
            answer("teal.run/1", {"run": None, "exit_code": 0})
        else:
            click.echo("Nothing to wait for: no deployment is catching up.")
        return
    end(context, acted, as_json, f"Caught up: {acted.release.id}. Next: teal validate")

"""`teal show`."""

from __future__ import annotations

from pathlib import Path

import click

from teal.cli.options import answer, shared
from teal.model.codec import encoded


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@shared
def command(file: Path, config: str | None, as_json: bool) -> None:
    """Show a saved plan. Needs no configuration and no cluster.

    \b
    Example:
      teal show release.plan
    """
    from teal.render.plan_text import plan_text
    from teal.usecases.plan_files import read_plan

    plan = read_plan(file)
    if as_json:
        answer("teal.plan/1", {"hash": plan.hash, "plan": encoded(plan)})
    else:
        click.echo(plan_text(plan))

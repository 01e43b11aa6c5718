"""`teal show`."""

from __future__ import annotations

from pathlib import Path

import click

from teal.cli.options import answer, shared
from teal.model.codec import encoded


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--markdown", is_flag=True, help="Answer in Markdown, for a pull request.")
@shared
def command(file: Path, markdown: bool, config: str | None, as_json: bool) -> None:
    """Show a saved plan. Needs no configuration and no cluster.

    \b
    Example:
      teal show release.plan
    """
    from teal.render.plan_markdown import plan_markdown
    from teal.render.plan_text import plan_text
    from teal.usecases.plan_files import read_plan

    plan = read_plan(file)
    if as_json:
        answer("teal.plan/1", {"hash": plan.hash, "plan": encoded(plan)})
    elif markdown:
        click.echo(plan_markdown(plan))
    else:
        click.echo(plan_text(plan))
        click.echo(f"This is plan {plan.hash[:12]}.")

"""`teal plan`."""

from __future__ import annotations

from pathlib import Path

import click

from teal.cli.options import answer, shared, workbench
from teal.cli.planning_options import Wished, wish_options, wished
from teal.model.codec import encoded

CHANGES = 2


@click.command()
@wish_options
@shared
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Save the plan."
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit 2 if the plan has changes.")
@click.pass_context
def command(
    context: click.Context,
    /,
    config: str | None,
    as_json: bool,
    output: Path | None,
    detailed_exitcode: bool,
    **options: Wished,
) -> None:
    """Say what a release would do: which units get a new version and why, in which order, what
    stays as it is. Changes nothing.

    \b
    Example:
      teal plan -o release.plan
    """
    from teal.render.plan_text import plan_text
    from teal.usecases.plan import make_plan
    from teal.usecases.plan_files import write_plan

    with workbench(context, config, only_reads=True) as bench:
        plan = make_plan(bench, wished(options, has_file=False))
    if output is not None:
        write_plan(plan, output)
    if as_json:
        answer("teal.plan/1", {"hash": plan.hash, "plan": encoded(plan)})
    else:
        click.echo(plan_text(plan))
        if output is not None and not plan.is_empty:
            click.echo(f"Saved to {output} ({plan.hash[:12]}). Next: teal deploy {output}")
    if detailed_exitcode and not plan.is_empty:
        context.exit(CHANGES)

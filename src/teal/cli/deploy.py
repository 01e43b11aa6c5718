"""`teal deploy`."""

from __future__ import annotations

from pathlib import Path

import click

from teal.cli.options import shared, take_over_option, workbench
from teal.cli.planning_options import Wished, wish_options, wished
from teal.cli.progress import printer
from teal.cli.walking import end_of_deployment


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="[PLAN]", required=False)
@wish_options
@shared
@take_over_option
@click.option("--no-wait", is_flag=True, help="Return when all is started; `teal wait` goes on.")
@click.pass_context
def command(
    context: click.Context,
    /,
    file: Path | None,
    config: str | None,
    as_json: bool,
    take_over: bool,
    no_wait: bool,
    **options: Wished,
) -> None:
    """Start the new versions of a plan beside what runs, and wait until they have caught up.

    Without a PLAN, one is made now and carried out.

    \b
    Example:
      teal deploy release.plan
    """
    from teal.render.plan_text import summary_line
    from teal.usecases.deploy import deploy
    from teal.usecases.plan import make_plan
    from teal.usecases.plan_files import read_plan

    wish = wished(options, has_file=file is not None)
    with workbench(context, config) as bench:
        plan = make_plan(bench, wish) if file is None else read_plan(file)
        if not as_json:
            click.echo(summary_line(plan))
        acted = deploy(bench, plan, printer(as_json), not no_wait, take_over)
    end_of_deployment(context, acted, as_json)

"""`teal retire`."""

from __future__ import annotations

import click

from teal.cli.ending import end
from teal.cli.options import answer, shared, take_over_option, workbench
from teal.cli.progress import printer
from teal.model.codec import encoded
from teal.model.errors import Refused


@click.command()
@shared
@take_over_option
@click.option("--yes", is_flag=True, help="Really do it: deletions cannot be undone.")
@click.option(
    "--moved",
    multiple=True,
    metavar="EXPOSURE",
    help="Say that this declared consumer has moved, where Teal cannot see it (repeatable).",
)
@click.pass_context
def command(
    context: click.Context,
    config: str | None,
    as_json: bool,
    take_over: bool,
    yes: bool,
    moved: tuple[str, ...],
) -> None:
    """Remove the versions that the release replaced; without --yes, only show what would go.

    Exit 3 while something still reads them.

    \b
    Example:
      teal retire
      teal retire --yes
    """
    from teal.render.plan_text import plan_text
    from teal.usecases.retire import retire, retirement

    with workbench(context, config) as bench:
        if yes:
            acted = retire(bench, printer(as_json), moved, take_over)
            end(context, acted, as_json, f"Retired: release {acted.release.id} is done.")
            return
        plan, refusals = retirement(bench, moved)
    if as_json:
        answer("teal.plan/1", {"plan": encoded(plan), "refusals": list(refusals)})
    else:
        click.echo(plan_text(plan))
    if refusals:
        raise Refused(f"release {plan.release} cannot be retired yet.", refusals)
    if not as_json:
        click.echo("Nothing was removed. `teal retire --yes` does it.")

"""`teal promote`."""

from __future__ import annotations

import click

from teal.cli.options import shared, take_over_option, workbench
from teal.cli.progress import printer
from teal.cli.walking import end_of_walk

DONE = "Promoted {release}: its versions serve now; it is {phase}."


@click.command()
@shared
@take_over_option
@click.option(
    "--unproven",
    metavar="REASON",
    default="",
    help="Accept an INCONCLUSIVE verdict, or a unit changed in place of which a rollback said that "
    "it cannot be proven where it stands; the reason is kept with the release.",
)
@click.pass_context
def command(
    context: click.Context, config: str | None, as_json: bool, take_over: bool, unproven: str
) -> None:
    """Let readers see the new versions: the pointer moves in one transaction, then every switch
    point is told.

    Needs a fresh PASS of `teal validate`; exit 3 after a FAIL, 4 without evidence. Where a
    comparison cannot prove anything (a view whose text changed, say), --unproven says that a
    person has looked.

    \b
    Example:
      teal promote
    """
    from teal.usecases.promote import promote

    with workbench(context, config) as bench:
        acted = promote(bench, printer(as_json), take_over, unproven)
    end_of_walk(context, acted, as_json, DONE)

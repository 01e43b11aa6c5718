"""`teal status`."""

from __future__ import annotations

import time

import click

from teal.cli.options import answer, shared, workbench
from teal.model.codec import Json, encoded
from teal.model.standing import Status


@click.command()
@shared
@click.option("--watch", is_flag=True, help="Show it again every two seconds until Ctrl-C.")
@click.pass_context
def command(context: click.Context, config: str | None, as_json: bool, watch: bool) -> None:
    """Show what serves, what is on its way and what comes next.

    \b
    Example:
      teal status
    """
    from teal.render.status_text import status_text
    from teal.usecases.status import status

    with workbench(context, config) as bench:
        while True:
            found = status(bench)
            if as_json:
                answer("teal.status/1", fields(found))
            else:
                click.echo(status_text(found))
            if not watch:
                return
            time.sleep(2)
            click.echo("")


def fields(status: Status) -> dict[str, Json]:
    """The status as data."""
    deployment = status.deployment
    if deployment is None:
        return {"deployment": None}
    return {
        "deployment": deployment.id,
        "project": deployment.project,
        "environment": deployment.environment,
        "serial": deployment.serial,
        "serving": encoded(status.serving),
        "standing_by": encoded(status.standing_by),
        "lives_on": [
            {"version": encoded(version), "for": list(readers)}
            for version, readers in status.lives_on.items()
        ],
        "green": encoded(status.green),
        "open_releases": [
            {
                "id": each.release.id,
                "phase": each.release.phase.value,
                "verdict": each.release.evidence.verdict.value if each.release.evidence else None,
                "unfinished": each.unfinished.id if each.unfinished else None,
                "next": each.next_command,
                "needs_word": list(each.needs_word),
                "went_on": encoded(each.went_on),
            }
            for each in status.open_releases
        ],
        "closed": [{"id": each.id, "phase": each.phase.value} for each in status.closed],
        "lease": encoded(status.lease) if status.lease_is_live else None,
    }

"""`teal changes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from teal.cli.options import answer, shared, workbench
from teal.model.codec import Json, encoded
from teal.model.errors import WrongUsage

if TYPE_CHECKING:
    from teal.model.changes import UnitChange


@click.command()
@shared
@click.option("--revision", metavar="REV", help="Look at a git revision, not the working tree.")
@click.option("--from", "base", metavar="REV", help="Compare with a revision, not the deployment.")
@click.option("--to", metavar="REV", help="With --from: the other revision.")
@click.pass_context
def command(
    context: click.Context,
    config: str | None,
    as_json: bool,
    revision: str | None,
    base: str | None,
    to: str | None,
) -> None:
    """Say what the files change against what is deployed, and what each change means.

    With --from (and --to) two git revisions are compared, without a store or a cluster.

    \b
    Example:
      teal changes
      teal changes --from main --to my-branch
    """
    from teal.render.changes_text import changes_text
    from teal.usecases.changes import changes_against_deployment, changes_of_revisions

    if to is not None and base is None:
        raise WrongUsage("--to needs --from.", "Example: teal changes --from main --to HEAD")
    with workbench(context, config) as bench:
        if base is not None:
            found = changes_of_revisions(bench, base, to or revision)
        else:
            found = changes_against_deployment(bench, revision)
    if as_json:
        fields: dict[str, Json] = {"changes": [_fields(each) for each in found.changes]}
        if found.warnings:
            fields["diagnostics"] = encoded(found.warnings)
        if found.notes:
            fields["notes"] = list(found.notes)
        answer("teal.changes/1", fields)
    else:
        for warning in found.warnings:
            click.echo(str(warning), err=True)
        click.echo(changes_text(found.changes, found.notes))


def _fields(change: UnitChange) -> dict[str, Json]:
    return {
        "unit": change.unit,
        "kinds": [kind.value for kind in change.kinds],
        "meaningful": change.is_meaningful,
        "columns": [
            {"column": c.column, "before": c.before, "after": c.after} for c in change.columns
        ],
        "details": list(change.details),
        "files": list(change.files),
    }

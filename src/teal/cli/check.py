"""`teal check`."""

from __future__ import annotations

import click

from teal.cli.options import answer, shared, workbench
from teal.model.codec import encoded
from teal.model.wording import plural


@click.command()
@shared
@click.option("--revision", metavar="REV", help="Check a git revision, not the working tree.")
@click.pass_context
def command(
    context: click.Context, config: str | None, as_json: bool, revision: str | None
) -> None:
    """Read the project and say everything that is wrong with it at once.

    \b
    Example:
      teal check
    """
    from teal.usecases.reading import reading

    with workbench(context, config, only_reads=True) as bench:
        found = reading(bench, revision)
    errors = sum(1 for each in found.findings if each.is_error)
    units, tables = len(found.project.units), len(found.project.tables)
    if as_json:
        answer(
            "teal.check/1",
            {
                "units": units,
                "tables": tables,
                "revision": encoded(found.project.revision),
                "diagnostics": encoded(found.findings),
            },
        )
    else:
        for each in found.findings:
            click.echo(str(each))
        what = f"{plural(units, 'unit')}, {plural(tables, 'table')} in {found.project.revision}"
        click.echo(f"{what}: {plural(errors, 'mistake')}." if errors else f"{what}: sound.")
        if not units and not errors:
            click.echo(
                "No statement was found; `pipelines` in the configuration says where to look."
            )
    if errors:
        context.exit(1)

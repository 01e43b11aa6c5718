"""`teal project list-modified-files`."""

from __future__ import annotations

from pathlib import Path

import click

from teal.cli.options import answer, shared, workbench
from teal.model.codec import encoded


@click.group()
def command() -> None:
    """Lists of what a branch changes.

    \b
    Example:
      teal project list-modified-files main
    """


@command.command("list-modified-files")
@click.argument("branch")
@shared
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the tables to a list for `teal pipeline deploy --table-list-file-name`.",
)
@click.pass_context
def list_modified_files(
    context: click.Context, branch: str, config: str | None, as_json: bool, output: Path | None
) -> None:
    """List the SQL files that differ from BRANCH since the working tree left it.

    \b
    Example:
      teal project list-modified-files main -o modified.list
    """
    from teal.usecases.modified import modified_files
    from teal.usecases.table_lists import write_table_list

    with workbench(context, config) as bench:
        found = modified_files(bench, branch)
    tables = tuple(sorted({table for each in found for table in each.tables}))
    if output is not None:
        write_table_list(tables, output)
    if as_json:
        answer("teal.modified/1", {"files": encoded(found), "tables": list(tables)})
        return
    if not found:
        click.echo(f"No SQL file differs from {branch}.")
    for each in found:
        click.echo(f"{each.status:<9} {each.path}  {', '.join(each.tables)}")
    if output is not None:
        click.echo(f"Tables written to {output}.")

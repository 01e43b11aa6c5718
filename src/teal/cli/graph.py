"""`teal graph`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from teal.cli.options import answer, shared, workbench
from teal.model.codec import Json, encoded
from teal.model.wording import plural

if TYPE_CHECKING:
    from teal.planning.graph import Graph
    from teal.usecases.reading import Reading


@click.command()
@shared
@click.option("--revision", metavar="REV", help="Show a git revision, not the working tree.")
@click.option("--mermaid", is_flag=True, help="Draw it as a Mermaid flowchart.")
@click.pass_context
def command(
    context: click.Context, config: str | None, as_json: bool, revision: str | None, mermaid: bool
) -> None:
    """Show which statement feeds which, in dependency order. Of a project with mistakes, what
    could be read; the exit code is then 1.

    \b
    Example:
      teal graph --mermaid
    """
    from teal.render.graph_text import graph_mermaid, graph_text
    from teal.usecases.reading import as_far_as_known, graph_as_far_as_known

    with workbench(context, config, only_reads=True) as bench:
        found = as_far_as_known(bench, revision)
        graph = graph_as_far_as_known(found)
    project = found.project
    inputs = {name: graph.inputs(name) for name in graph.order}
    targets = {name: graph.units[name].targets for name in graph.order}
    if as_json:
        units: list[Json] = [_fields(graph, name) for name in graph.order]
        fields: dict[str, Json] = {"units": units, "externals": encoded(project.externals)}
        if found.findings:
            fields["diagnostics"] = encoded(found.findings)
        answer("teal.graph/1", fields)
    elif not graph.order and not found.errors:
        click.echo(f"There is no statement in {project.revision}: nothing feeds anything.")
    elif mermaid:
        click.echo(graph_mermaid(graph.order, inputs, targets, project.externals))
    else:
        click.echo(graph_text(graph.order, inputs, project.externals))
    if found.findings:
        _tell(found, context, is_told=as_json)


def _tell(found: Reading, context: click.Context, *, is_told: bool) -> None:
    """Tell what is wrong; after mistakes end as a command does that has met some: what it has shown
    may lack something."""
    if not is_told:
        for each in found.findings:
            click.echo(str(each), err=True)
    if found.errors and not is_told:
        what = f"{plural(found.errors, 'mistake')} found; the graph may lack something."
        click.echo(what, err=True)
    if found.errors:
        context.exit(1)


def _fields(graph: Graph, name: str) -> dict[str, Json]:
    unit = graph.units[name]
    return {
        "unit": name,
        "kind": unit.kind.value,
        "depth": graph.depth[name],
        "reads": list(graph.inputs(name)),
        "writes": list(unit.targets),
        "stateful": unit.stateful,
    }

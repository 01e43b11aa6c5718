"""`teal graph`."""

from __future__ import annotations

import click

from teal.cli.options import answer, shared, workbench
from teal.model.codec import Json, encoded


@click.command()
@shared
@click.option("--revision", metavar="REV", help="Show a git revision, not the working tree.")
@click.option("--mermaid", is_flag=True, help="Draw it as a Mermaid flowchart.")
@click.pass_context
def command(
    context: click.Context, config: str | None, as_json: bool, revision: str | None, mermaid: bool
) -> None:
    """Show which statement feeds which, in dependency order.

    \b
    Example:
      teal graph --mermaid
    """
    from teal.render.graph_text import graph_mermaid, graph_text
    from teal.usecases.reading import sound_project

    with workbench(context, config) as bench:
        project, graph = sound_project(bench, revision)
    inputs = {name: graph.inputs(name) for name in graph.order}
    targets = {name: graph.units[name].targets for name in graph.order}
    if as_json:
        units: list[Json] = [
            {
                "unit": name,
                "kind": graph.units[name].kind.value,
                "depth": graph.depth[name],
                "reads": list(inputs[name]),
                "writes": list(targets[name]),
                "stateful": graph.units[name].stateful,
            }
            for name in graph.order
        ]
        answer("teal.graph/1", {"units": units, "externals": encoded(project.externals)})
    elif not graph.order:
        click.echo(f"There is no statement in {project.revision}: nothing feeds anything.")
    elif mermaid:
        click.echo(graph_mermaid(graph.order, inputs, targets, project.externals))
    else:
        click.echo(graph_text(graph.order, inputs, project.externals))

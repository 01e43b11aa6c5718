"""`teal demo`."""

from __future__ import annotations

import sys

import click

from teal.cli.options import answer
from teal.model.codec import Json


@click.command()
@click.option("--json", "as_json", is_flag=True, help="End with one JSON object for programs.")
@click.option("--keep", is_flag=True, help="Keep the project's folder for a look afterwards.")
@click.option("--config", hidden=True, help="The demo brings its own configuration.")
@click.pass_context
def command(context: click.Context, as_json: bool, keep: bool, config: str | None) -> None:
    """Walk a whole release on this machine, on real Flink and Kafka, and prove each step.

    Everything it starts is stopped at its end. Exit 0 only if every proof held.

    \b
    Example:
      teal demo
    """
    from teal.cli.main import run
    from teal.cli.stack_progress import printer
    from teal.demo.story import tell
    from teal.render.proof_text import proofs_text

    # Taken now: while the story runs a command, its output goes elsewhere first.
    shown = sys.stderr if as_json else sys.stdout
    told = tell(run, lambda line: click.echo(line, file=shown), printer(as_json), keep)
    if as_json:
        rows: list[Json] = [
            {"chapter": p.chapter, "held": p.held, "what": p.what, "seconds": round(p.seconds, 1)}
            for p in told.proofs
        ]
        figures: dict[str, Json] = {name: round(s, 3) for name, s in told.figures.items()}
        answer("teal.demo/1", {"held": told.held, "proofs": rows, "figures": figures})
    else:
        click.echo(proofs_text([(p.chapter, p.held, p.what, p.seconds) for p in told.proofs]))
        for name, seconds in told.figures.items():
            click.echo(f"{name.removesuffix('_seconds').replace('_', ' ')}: {seconds:.1f} s")
    if not told.held:
        context.exit(1)

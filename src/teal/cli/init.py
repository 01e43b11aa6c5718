"""`teal init`."""

from __future__ import annotations

from pathlib import Path

import click

from teal.cli.options import answer
from teal.model.errors import Mistake


@click.command()
@click.option("--project", metavar="NAME", help="The project's name (default: the folder's).")
@click.option("--environment", default="local", show_default=True, metavar="NAME")
@click.option("--external", multiple=True, metavar="TABLE", help="A table read and not owned.")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take what maps from a shift_left config.yaml.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("teal.yaml"),
    metavar="FILE",
    help="The file to write (default: teal.yaml).",
)
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object for programs.")
def command(
    project: str | None,
    environment: str,
    external: tuple[str, ...],
    source: Path | None,
    config: Path,
    as_json: bool,
) -> None:
    """Write a teal.yaml to start from. Never overwrites one.

    \b
    Example:
      teal init --project shop --external raw_orders
    """
    from teal.config.starter import starter_config

    name = project or Path.cwd().name
    text = (
        starter_config(name, environment, external) if source is None else _converted(source, name)
    )
    try:
        with config.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise Mistake(f"{config} exists already.", "Edit it, or name another file.") from error
    except OSError as error:
        raise Mistake(f"{config} cannot be written: {error.strerror or error}.") from error
    if as_json:
        answer("teal.init/1", {"file": str(config)})
    else:
        click.echo(f"Wrote {config}. Look through it, then: teal local up, teal check, teal plan")


def _converted(source: Path, project: str) -> str:
    from teal.config.shift_left import from_shift_left
    from teal.config.yaml_text import document_of, read_text

    return from_shift_left(document_of(read_text(source), str(source)), project)

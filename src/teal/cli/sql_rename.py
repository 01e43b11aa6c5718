"""`teal sql rename`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from teal.cli.options import answer
from teal.cli.sql_lines import STDIN, NoRequest, fault, requests, standard_input
from teal.cli.sql_variables import variable_options, variables_of
from teal.model.errors import Mistake, ProjectMistakes


@click.command()
@click.argument("path", default="", metavar="[FILE|-]")
@click.option(
    "--map",
    "map_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help='A JSON object of new names: {"int_orders": "int_orders_v2"}.',
)
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object for programs.")
@click.option(
    "--jsonl",
    is_flag=True,
    help='Read a JSON object {"id": …, "sql": …, "map": {…}} from each line and answer it at once.',
)
@variable_options
@click.pass_context
def rename(
    context: click.Context,
    path: str,
    map_file: Path | None,
    as_json: bool,
    jsonl: bool,
    given: tuple[str, ...],
    config: str | None,
) -> None:
    """Rename tables wherever their names mean the tables; every other byte stays.

    The text goes to standard output. Where a statement cannot be read, nothing is written but
    what is wrong, and the exit code is 1.

    \b
    Example:
      teal sql rename --map new_names.json query.sql
    """
    if map_file is None and not jsonl:
        raise click.UsageError("--map FILE is missing: which tables get which names?")
    new_names = {} if map_file is None else _names_in(map_file)
    variables = variables_of(config, given)
    if jsonl:
        wrong = _answer_lines(path, new_names, variables)
    else:
        wrong = _print(path, new_names, variables, as_json)
    if wrong:
        context.exit(1)


def _answer_lines(path: str, new_names: dict[str, str], variables: dict[str, str]) -> bool:
    from teal.planning.renaming import renamed
    from teal.render.rename_json import refusal_line, rename_line

    wrong = False
    for request in requests((path,) if path else ()):
        if isinstance(request, NoRequest):
            wrong = True
            line = refusal_line(request.id, request.finding)
        else:
            names = {**new_names, **request.new_names}
            try:
                found = renamed(request.sql, STDIN, names, variables)
                line = rename_line(request.id, found, request.sql)
            except Exception as error:  # noqa: BLE001 - the border of one request
                line = refusal_line(request.id, fault(error, STDIN))
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()  # whoever wrote the line may wait for its answer
    return wrong


def _print(path: str, new_names: dict[str, str], variables: dict[str, str], as_json: bool) -> bool:
    from teal.planning.renaming import renamed
    from teal.render.rename_json import rename_fields

    file, text = _text(path)
    found = renamed(text, file, new_names, variables)
    if as_json:
        answer("teal.renamed/1", rename_fields(found, text))
        return found.has_errors
    if found.has_errors:
        raise ProjectMistakes(found.diagnostics)
    for each in found.diagnostics:
        click.echo(str(each), err=True)
    out = sys.stdout.buffer
    out.write(found.text.encode())
    out.flush()
    return False


def _text(path: str) -> tuple[str, str]:
    from teal.model.project import SourceFile
    from teal.revisions.sql_files import source_file
    from teal.revisions.sql_texts import sql_texts

    if path in ("", "-"):
        read = source_file(STDIN, standard_input(is_named=path == "-").read())
    elif Path(path).is_dir():
        raise click.UsageError(f"{path} is a folder; one text is renamed at a time.")
    else:
        (read,) = sql_texts(Path(path))
    if not isinstance(read, SourceFile):
        raise ProjectMistakes((read,))
    return read.path, read.text


def _names_in(file: Path) -> dict[str, str]:
    try:
        found = json.loads(file.read_bytes())
    except OSError as error:
        raise Mistake(f"{file} cannot be read ({error.strerror}).", "Correct --map.") from error
    except (ValueError, RecursionError) as error:
        raise Mistake(f"{file} is no JSON: {error}.", _MAP_HINT) from error
    if not isinstance(found, dict) or not all(isinstance(new, str) for new in found.values()):
        raise Mistake(f"{file} holds no new name for each old one.", _MAP_HINT)
    return found


_MAP_HINT = 'Write one object, such as {"int_orders": "int_orders_v2"}.'

"""`teal sql inspect`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from teal.cli.options import config_option
from teal.cli.sql_lines import STDIN, Request, requests, standard_input

if TYPE_CHECKING:
    from teal.model.diagnostics import Diagnostic
    from teal.model.project import SourceFile


@click.command()
@click.argument("paths", nargs=-1, metavar="[FILE|FOLDER|-]...")
@click.option(
    "--json", "as_json", is_flag=True, help="Answer with a JSON object for each statement."
)
@click.option(
    "--jsonl",
    is_flag=True,
    help='Read a JSON object {"id": …, "sql": …} from each line and answer it at once, by JSON.',
)
@click.option(
    "--var",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    help="The value of a template such as ${NAME}; wins over those of --config.",
)
@config_option
@click.pass_context
def inspect(
    context: click.Context,
    paths: tuple[str, ...],
    as_json: bool,
    jsonl: bool,
    given: tuple[str, ...],
    config: str | None,
) -> None:
    """Say of each statement what it is, what it writes and reads, and where each name stands.

    Without a path, or for "-", standard input is read. Exits 1 where something is wrong in the
    SQL; with --jsonl only where a line was no request.

    \b
    Example:
      teal sql inspect pipelines/orders
      teal sql inspect --json query.sql
    """
    variables = _variables(config, given)
    if jsonl:
        wrong = _answer_lines(paths, variables)
    elif as_json:
        wrong = _print_json(_texts(paths), variables)
    else:
        wrong = _print_text(_texts(paths), variables)
    if wrong:
        context.exit(1)


def _answer_lines(paths: tuple[str, ...], variables: dict[str, str]) -> bool:
    from teal.planning.inspection import inspection
    from teal.render.inspect_json import inspect_lines, refusal_line

    wrong = False
    out = sys.stdout
    for request in requests(paths):
        if isinstance(request, Request):
            found = inspection(request.sql, STDIN, variables)
            lines: Iterable[str] = inspect_lines({"id": request.id}, found)
        else:
            wrong = True
            lines = (refusal_line({"id": request.id}, request.finding),)
        out.write("".join(f"{line}\n" for line in lines))
        out.flush()  # whoever wrote the line may wait for its answers
    return wrong


def _print_json(texts: Iterator[SourceFile | Diagnostic], variables: dict[str, str]) -> bool:
    from teal.model.project import SourceFile
    from teal.planning.inspection import inspection
    from teal.render.inspect_json import inspect_lines, refusal_line

    wrong = False
    out = sys.stdout
    for text in texts:
        if isinstance(text, SourceFile):
            found = inspection(text.text, text.path, variables)
            wrong = wrong or found.errors > 0
            out.writelines(f"{line}\n" for line in inspect_lines({"file": text.path}, found))
        else:
            wrong = True
            file = text.place.file if text.place else STDIN
            out.write(f"{refusal_line({'file': file}, text)}\n")
    return wrong


def _print_text(texts: Iterator[SourceFile | Diagnostic], variables: dict[str, str]) -> bool:
    from teal.model.project import SourceFile
    from teal.planning.inspection import inspection
    from teal.render.inspect_text import inspect_text, summary

    files = statements = errors = 0
    for text in texts:
        files += 1
        if isinstance(text, SourceFile):
            found = inspection(text.text, text.path, variables)
            statements += len(found.statements)
            errors += found.errors
            if shown := inspect_text(text.path, found):
                click.echo(shown)
        else:
            errors += 1
            click.echo(str(text))
    click.echo(summary(statements, files, errors))
    return errors > 0


def _texts(paths: tuple[str, ...]) -> Iterator[SourceFile | Diagnostic]:
    from teal.revisions.sql_files import source_file
    from teal.revisions.sql_texts import sql_texts

    for path in paths or ("-",):
        if path == "-":
            yield source_file(STDIN, standard_input(is_named=bool(paths)).read())
        else:
            yield from sql_texts(Path(path))


def _variables(config: str | None, given: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    if config is not None:
        from teal.bootstrap import settings

        found |= settings(config).environment.variables
    for each in given:
        name, sign, value = each.partition("=")
        if not name or not sign or "\n" in value:
            raise click.UsageError(f"--var wants NAME=VALUE in one line, not {each!r}.")
        found[name] = value
    return found

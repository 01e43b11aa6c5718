"""`teal sql inspect`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from teal.cli.sql_lines import STDIN, NoRequest, are_awaited, fault, requests, standard_input
from teal.cli.sql_variables import variable_options, variables_of
from teal.model.diagnostics import Diagnostic

if TYPE_CHECKING:
    from teal.model.project import SourceFile
    from teal.planning.inspection import Inspection

# Who has asked of so many lines is likely to ask of as many characters more.
_MANY = 50
_LONG = 1_000_000


@click.command()
@click.argument("paths", nargs=-1, metavar="[FILE|FOLDER|-]...")
@click.option("--json", "as_json", is_flag=True, help="Answer with a JSON object a statement.")
@click.option(
    "--jsonl",
    is_flag=True,
    help='Read a JSON object {"id": …, "sql": …} from each line and answer it at once, by JSON.',
)
@variable_options
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
    variables = variables_of(config, given)
    if jsonl:
        wrong = _answer_lines(paths, variables)
    elif as_json:
        wrong = _print_json(_texts(paths), variables)
    else:
        wrong = _print_text(_texts(paths), variables)
    if wrong:
        context.exit(1)


def _answer_lines(paths: tuple[str, ...], variables: Mapping[str, str]) -> bool:
    from teal.planning.inspection import inspection
    from teal.render.inspect_json import answer_lines

    wrong = False
    awaited = are_awaited(paths)
    for number, request in enumerate(requests(paths)):
        found: Inspection | Diagnostic
        if isinstance(request, NoRequest):
            wrong = True
            found = request.finding
        else:
            more = _LONG if number >= _MANY else 0
            found = _inspected(inspection, request.sql, STDIN, variables, more)
        sys.stdout.write("\n".join([*answer_lines({"id": request.id}, found), ""]))
        if awaited:
            sys.stdout.flush()
    return wrong


def _print_json(texts: Iterator[SourceFile | Diagnostic], variables: Mapping[str, str]) -> bool:
    from teal.render.inspect_json import answer_lines

    errors = 0
    for file, found in _read(texts, variables):
        errors += _errors(found)
        sys.stdout.writelines(f"{line}\n" for line in answer_lines({"file": file}, found))
    return errors > 0


def _print_text(texts: Iterator[SourceFile | Diagnostic], variables: Mapping[str, str]) -> bool:
    from teal.render.inspect_text import inspect_text, summary

    files = statements = errors = 0
    for file, found in _read(texts, variables):
        files += 1
        errors += _errors(found)
        if isinstance(found, Diagnostic):
            click.echo(str(found))
            continue
        statements += len(found.statements)
        if shown := inspect_text(file, found):
            click.echo(shown)
    click.echo(summary(statements, files, errors))
    return errors > 0


def _errors(found: Inspection | Diagnostic) -> int:
    return 1 if isinstance(found, Diagnostic) else found.errors


def _read(
    texts: Iterator[SourceFile | Diagnostic], variables: Mapping[str, str]
) -> Iterator[tuple[str, Inspection | Diagnostic]]:
    """Each file with what stands in it, or with why that cannot be told."""
    from teal.planning.inspection import inspection

    for text in texts:
        if isinstance(text, Diagnostic):
            yield text.place.file if text.place else STDIN, text
        else:
            yield text.path, _inspected(inspection, text.text, text.path, variables)


def _inspected(
    inspect: Callable[[str, str, Mapping[str, str], int], Inspection],
    text: str,
    file: str,
    variables: Mapping[str, str],
    more: int = 0,
) -> Inspection | Diagnostic:
    try:
        return inspect(text, file, variables, more)
    except Exception as error:  # noqa: BLE001 - the border of one text: the next one is read
        return fault(error, file)


def _texts(paths: tuple[str, ...]) -> Iterator[SourceFile | Diagnostic]:
    from teal.revisions.sql_files import source_file
    from teal.revisions.sql_texts import sql_texts

    for path in paths or ("-",):
        if path == "-":
            yield source_file(STDIN, standard_input(is_named=bool(paths)).read())
        else:
            yield from sql_texts(Path(path))

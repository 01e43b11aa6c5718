"""`teal check`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from teal.cli.options import answer, shared, workbench
from teal.model.codec import encoded
from teal.model.diagnostics import Diagnostic, Severity
from teal.model.errors import ProjectMistakes, TealError
from teal.model.wording import plural

if TYPE_CHECKING:
    from teal.usecases.checking import Checked

FORMATS = ("text", "json", "sarif", "github")


@click.command()
@shared
@click.option("--revision", metavar="REV", help="Check a git revision, not the working tree.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="How to tell it: text (the default), json, sarif for editors, github for its workflows.",
)
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--with-flink", is_flag=True, help="Ask Flink's own parser and planner as well.")
@click.pass_context
def command(
    context: click.Context,
    config: str | None,
    as_json: bool,
    revision: str | None,
    form: str | None,
    strict: bool,
    with_flink: bool,
) -> None:
    """Read the project and say everything that is wrong with it at once: mistakes, and what is
    legal and breaks a release later. docs/diagnostics.md explains each code.

    A comment in the file allows a finding: -- teal: allow TEAL-224 because …

    \b
    Example:
      teal check
      teal check --format github --strict
    """
    if as_json and form not in (None, "json"):
        raise click.UsageError(f"--json is --format json; it cannot be {form} as well.")
    form = "json" if as_json else form or "text"
    folder = Path.cwd()
    try:
        with workbench(context, config, only_reads=not with_flink) as bench:
            from teal.usecases.checking import checked

            folder = bench.folder
            found = checked(bench, revision, with_planner=with_flink)
    except TealError as error:
        if form == "text" or as_json:
            raise
        _fail(context, error, form, folder)
    else:
        _tell(found, form, folder)
        errors, warnings = found.count(Severity.ERROR), found.count(Severity.WARNING)
        if errors or (strict and warnings):
            context.exit(1)


def _tell(found: Checked, form: str, folder: Path) -> None:
    if form == "json":
        answer(
            "teal.check/1",
            {
                "units": len(found.project.units),
                "tables": len(found.project.tables),
                "revision": encoded(found.project.revision),
                "diagnostics": encoded(found.findings),
            },
        )
    elif form == "text":
        _tell_in_text(found)
    else:
        _tell_programs(found.findings, form, folder)


def _tell_in_text(found: Checked) -> None:
    from teal.render.findings_text import findings_text

    if found.findings:
        click.echo(findings_text(found.findings, found.texts))
    project = found.project
    units, tables = plural(len(project.units), "unit"), plural(len(project.tables), "table")
    errors, warnings = found.count(Severity.ERROR), found.count(Severity.WARNING)
    counts = [plural(errors, "mistake")] if errors else ["sound"]
    counts += [plural(warnings, "warning")] if warnings else []
    click.echo(f"{units}, {tables} in {project.revision}: {', '.join(counts)}.")
    if not project.units and not errors:
        click.echo("No statement was found; `pipelines` in the configuration says where to look.")


def _tell_programs(findings: tuple[Diagnostic, ...], form: str, folder: Path) -> None:
    paths = _paths(findings, folder)
    if form == "github":
        from teal.render.findings_github import findings_github

        if findings:
            click.echo(findings_github(findings, paths))
        return
    from importlib.metadata import version

    from teal.render.findings_sarif import findings_sarif

    click.echo(json.dumps(findings_sarif(findings, paths, version("teal-flink")), indent=2))


def _fail(context: click.Context, error: TealError, form: str, folder: Path) -> None:
    """What stops the command, for a program that reads its standard output."""
    from teal.cli.failing import say

    if isinstance(error, ProjectMistakes) and form in ("sarif", "github"):
        _tell_programs(error.diagnostics, form, folder)
        context.exit(error.exit_code)
    context.exit(say(error, ["--json"] if form == "json" else []))


def _paths(findings: Iterable[Diagnostic], folder: Path) -> dict[str, str]:
    """What the files are called from the root of the repository that a workflow checked out, or
    from here. Places in a configuration count from here already."""
    here = Path.cwd()
    root = Path(os.environ.get("GITHUB_WORKSPACE") or here)
    return {
        found.place.file: Path(
            os.path.relpath(
                (folder if found.code.startswith("TEAL-") else here) / found.place.file, root
            )
        ).as_posix()
        for found in findings
        if found.place is not None
    }

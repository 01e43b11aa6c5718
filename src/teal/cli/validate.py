"""`teal validate`."""

from __future__ import annotations

import click

from teal.cli.ending import end, fields
from teal.cli.options import answer, shared, take_over_option, workbench
from teal.cli.progress import printer
from teal.model.codec import Json, decoded
from teal.model.validation import ValidationReport, Verdict

EXITS = {Verdict.PASS: 0, Verdict.FAIL: 3, Verdict.INCONCLUSIVE: 4}


@click.command()
@shared
@take_over_option
@click.option("--show-rows", is_flag=True, help="Show values of rows that differ, not only keys.")
@click.pass_context
def command(
    context: click.Context, config: str | None, as_json: bool, take_over: bool, show_rows: bool
) -> None:
    """Compare the new versions with the old ones while data flows.

    Exit 0 for PASS, 3 for FAIL, 4 where nothing could be proven.

    \b
    Example:
      teal validate --json
    """
    from teal.render.verdict_text import verdict_text
    from teal.usecases.validate import validate

    with workbench(context, config) as bench:
        acted = validate(bench, printer(as_json), show_rows, take_over)
    if acted is None:
        _say_nothing(as_json)
        return
    evidence = acted.release.evidence
    if acted.exit_code or evidence is None:
        end(context, acted, as_json, "")
        return
    report = decoded(ValidationReport, evidence.report)
    if as_json:
        answer("teal.validation/1", {**fields(acted), "report": _report(evidence.report)})
    else:
        click.echo(verdict_text(report))
    if EXITS[report.verdict]:
        context.exit(EXITS[report.verdict])


def _say_nothing(as_json: bool) -> None:
    if as_json:
        answer("teal.validation/1", {"run": None, "exit_code": 0})
    else:
        click.echo("Nothing to compare: the release makes no table. Next: teal promote")


def _report(text: str) -> Json:
    import json

    report: Json = json.loads(text)
    return report

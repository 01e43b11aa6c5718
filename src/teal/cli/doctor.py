"""`teal doctor`."""

from __future__ import annotations

import click

from teal.cli.options import answer, shared, workbench
from teal.model.codec import encoded


@click.command()
@shared
@click.pass_context
def command(context: click.Context, config: str | None, as_json: bool) -> None:
    """Compare the record with what really runs. Exit 6 if they disagree.

    \b
    Example:
      teal doctor
    """
    from teal.render.diagnosis_text import diagnosis_text
    from teal.usecases.doctor import doctor

    with workbench(context, config) as bench:
        diagnosis = doctor(bench)
    if as_json:
        answer("teal.doctor/1", {"diagnosis": encoded(diagnosis)})
    else:
        click.echo(diagnosis_text(diagnosis))
    if diagnosis.findings:
        context.exit(6)

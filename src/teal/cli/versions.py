"""`teal versions write`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from teal.cli.options import answer, shared, workbench
from teal.model.errors import WrongUsage

if TYPE_CHECKING:
    from teal.planning.renumbered_files import Numbering


@click.group()
def command() -> None:
    """Numbers of versions in the files, for `naming: versioned`.

    \b
    Example:
      teal versions write
    """


@command.command("write")
@shared
@click.option("--yes", is_flag=True, help="Write without asking; needed where nobody can answer.")
@click.option("--dry-run", is_flag=True, help="Only show what would be written.")
@click.option("--force", is_flag=True, help="Write files, too, that are not committed.")
@click.option("--undo", is_flag=True, help="Take back what was written last.")
@click.option("--base", metavar="REV", help="Compare with a revision, not with what is deployed.")
@click.option(
    "--table",
    "asked",
    multiple=True,
    metavar="TABLE",
    help="Give this table a new number though it did not change (repeatable).",
)
@click.pass_context
def write(
    context: click.Context,
    config: str | None,
    as_json: bool,
    yes: bool,
    dry_run: bool,
    force: bool,
    undo: bool,
    base: str | None,
    asked: tuple[str, ...],
) -> None:
    """Give the tables that the next release builds anew, and all names of them, their next number.

    Those are the tables that `teal plan` would rebuild: what changed, and what reads it. First
    the difference is shown; nothing else in the files changes.

    \b
    Example:
      teal versions write
      teal versions write --yes
      teal versions write --undo
    """
    if undo:
        if dry_run or yes or force or base is not None or asked:
            raise WrongUsage("--undo stands alone.", "Example: teal versions write --undo")
        _undo(config, context, as_json)
        return
    if dry_run and yes:
        raise WrongUsage("--dry-run and --yes contradict each other.", "Leave one of them out.")
    from teal.usecases.versions import numbering, write_numbering

    with workbench(context, config) as bench:
        found = numbering(bench, base, asked)
        if not as_json:
            _show(found)
        is_written = not dry_run and _is_wanted(found, yes, force, may_ask=not as_json)
        if is_written:
            write_numbering(bench, found)
    if as_json:
        _answer(found, is_written)
    elif is_written:
        click.echo("Written. Next: commit it, then teal plan (teal versions write --undo: back).")
    elif found.files and not dry_run:
        click.echo("Nothing was written. `teal versions write --yes` does it.")


def _undo(config: str | None, context: click.Context, as_json: bool) -> None:
    from teal.model.wording import plural
    from teal.usecases.versions import undo_numbering

    with workbench(context, config) as bench:
        paths = undo_numbering(bench)
    if as_json:
        answer("teal.versions/1", {"undone": list(paths)})
        return
    click.echo("\n".join(paths))
    click.echo(f"{plural(len(paths), 'file')} as before.")


def _show(found: Numbering) -> None:
    from teal.render.versions_text import numbering_text

    click.echo(numbering_text(found))


def _is_wanted(found: Numbering, yes: bool, force: bool, may_ask: bool) -> bool:
    """Whether to write. Raises Refused before anybody is asked in vain."""
    from teal.usecases.versions import refuse_uncommitted

    can_answer = may_ask and sys.stdin.isatty() and sys.stdout.isatty()
    if not found.files or not (yes or can_answer):
        return False
    if not force:
        refuse_uncommitted(found)
    return yes or click.confirm("Write this?", default=False)


def _answer(found: Numbering, is_written: bool) -> None:
    from teal.render.versions_text import file_diff

    answer(
        "teal.versions/1",
        {
            "against": found.against,
            "tables": [
                {
                    "table": each.table,
                    "from": {"number": each.old.number, "name": each.old.physical},
                    "to": {"number": each.new.number, "name": each.new.physical},
                    "reason": each.reason,
                }
                for each in found.tables
            ],
            "files": [{"path": file.path, "diff": file_diff(file)} for file in found.files],
            "uncommitted": list(found.uncommitted),
            "written": is_written,
        },
    )

"""`teal adopt`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from teal.cli.options import answer, shared, take_over_option, workbench
from teal.model.codec import Json, encoded
from teal.model.errors import Mistake, WrongUsage

if TYPE_CHECKING:
    from teal.model.adoption import Adoption, Words

_IN_DOUBT = 3


@click.command()
@shared
@take_over_option
@click.option("--dry-run", is_flag=True, help="Only say what would be recorded.")
@click.option(
    "--map",
    "mapping",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What you say of jobs and topics (YAML: units, tables, trust).",
)
@click.option(
    "--draft",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what was found as a mapping file to go on from.",
)
@click.option("--revision", metavar="REV", help="The git revision that is deployed.")
@click.option("--rebuild", is_flag=True, help="Rebuild a lost store from jobs that Teal started.")
@click.option(
    "--deployment", metavar="ID", default="", help="The id of the lost deployment, for --rebuild."
)
@click.option("--yes", is_flag=True, help="Do not ask before recording.")
@click.pass_context
def command(
    context: click.Context,
    /,
    config: str | None,
    as_json: bool,
    take_over: bool,
    dry_run: bool,
    mapping: Path | None,
    draft: Path | None,
    revision: str | None,
    rebuild: bool,
    deployment: str,
    yes: bool,
) -> None:
    """Bind what already runs to the units of a revision: jobs, tables and topics with their real
    names. Touches nothing that runs.

    Exit 3 while something is in doubt that nobody has spoken for.

    \b
    Example:
      teal adopt --dry-run --draft adopt.yaml
      teal adopt --map adopt.yaml --yes
    """
    from teal.usecases.adopt import AdoptionWish, adopt, make_adoption, refuse_doubts

    if deployment and not rebuild:
        raise WrongUsage("--deployment goes with --rebuild.", "Only a lost one has to be named.")
    wish = AdoptionWish(revision, _words(mapping), rebuild, deployment)
    with workbench(context, config) as bench:
        found = make_adoption(bench, wish)
        if draft is not None:
            _write(draft, found)
        is_recorded = not (dry_run or draft or found.is_empty)
        if not as_json:
            _say(found, draft)
        if is_recorded:
            refuse_doubts(found)
            _confirm(yes, as_json)
            adopt(bench, found, take_over)
    _say_ending(found, is_recorded, as_json)
    if found.problems or found.open_doubts:
        context.exit(_IN_DOUBT)


def _say(found: Adoption, draft: Path | None) -> None:
    from teal.render.adoption_text import adoption_text

    click.echo(adoption_text(found))
    if draft is not None:
        click.echo(f"Written to {draft}. Look at it, then: teal adopt --map {draft}")


def _say_ending(found: Adoption, is_recorded: bool, as_json: bool) -> None:
    if as_json:
        answer("teal.adopt/1", _fields(found, is_recorded))
    elif is_recorded:
        click.echo(f"Recorded as release {found.release}. Next: teal plan (it should be empty)")


def _words(path: Path | None) -> Words:
    from teal.config.mapping_file import read_words
    from teal.model.adoption import NO_WORDS

    return NO_WORDS if path is None else read_words(path)


def _write(path: Path, found: Adoption) -> None:
    from teal.render.adoption_text import mapping_text

    if path.exists():
        raise Mistake(f"{path} exists already.", "Name another file for the draft.")
    try:
        path.write_text(mapping_text(found), encoding="utf-8")
    except OSError as error:
        raise Mistake(f"{path} cannot be written: {error.strerror or error}.") from error


def _confirm(yes: bool, as_json: bool) -> None:
    if yes:
        return
    if as_json or not sys.stdin.isatty():
        raise WrongUsage("adopting writes into the store.", "Say --yes, or look with --dry-run.")
    click.confirm("Record this?", abort=True)


def _fields(found: Adoption, is_recorded: bool) -> dict[str, Json]:
    return {
        "hash": found.hash,
        "recorded": is_recorded,
        "release": found.release,
        "deployment": found.deployment,
        "revision": encoded(found.revision),
        "units": encoded(found.units),
        "tables": encoded(found.tables),
        "problems": encoded(found.problems),
        "doubts": encoded(found.doubts),
        "notes": encoded(found.notes),
        "already": encoded(found.already),
        "absent": encoded(found.absent),
        "left_alone": encoded(found.left_alone),
    }

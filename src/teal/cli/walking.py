"""Commands that walk one plan of an open release and say how it ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from teal.cli.ending import end
from teal.cli.options import answer, shared, take_over_option, workbench
from teal.cli.progress import printer

if TYPE_CHECKING:
    from teal.execution.events import OnEvent
    from teal.execution.result import Acted
    from teal.usecases.workbench import Workbench

Verb = Callable[["Workbench", "OnEvent", bool], "Acted | None"]
UnprovenVerb = Callable[["Workbench", "OnEvent", bool, str], "Acted | None"]

unproven_option = click.option(
    "--unproven",
    metavar="REASON",
    default="",
    help="Go on although it cannot be proven that no record is lost or doubled; the reason is kept "
    "with the release. Only where the command before it said what is unknown.",
)


def unproven_command(
    verb: Callable[[], UnprovenVerb], doc: str, done: str, nothing: str = "Nothing to do."
) -> click.Command:
    """As `walking_command`, for a verb that also goes on by somebody's word."""

    @click.command(help=doc)
    @shared
    @take_over_option
    @unproven_option
    @click.pass_context
    def command(
        context: click.Context, config: str | None, as_json: bool, take_over: bool, unproven: str
    ) -> None:
        with workbench(context, config) as bench:
            acted = verb()(bench, printer(as_json), take_over, unproven)
        _end_if_acted(context, acted, as_json, done, nothing)

    return command


def walking_command(
    verb: Callable[[], Verb], doc: str, done: str, nothing: str = "Nothing to do."
) -> click.Command:
    """A command without arguments of its own. `verb` imports the use case when it is needed;
    `done` may hold `{kind}`, `{release}` and `{phase}`; `nothing` is said where there was nothing
    to walk."""

    @click.command(help=doc)
    @shared
    @take_over_option
    @click.pass_context
    def command(context: click.Context, config: str | None, as_json: bool, take_over: bool) -> None:
        with workbench(context, config) as bench:
            acted = verb()(bench, printer(as_json), take_over)
        _end_if_acted(context, acted, as_json, done, nothing)

    return command


def _end_if_acted(
    context: click.Context, acted: Acted | None, as_json: bool, done: str, nothing: str
) -> None:
    if acted is not None:
        end_of_walk(context, acted, as_json, done)
    elif as_json:
        answer("teal.run/1", {"run": None, "exit_code": 0})
    else:
        click.echo(nothing)


def end_of_walk(context: click.Context, acted: Acted, as_json: bool, done: str) -> None:
    """Print the ending with the command that comes next, and leave with its exit code."""
    end(context, acted, as_json, _ending(acted, done))


def end_of_deployment(context: click.Context, acted: Acted | None, as_json: bool) -> None:
    """The same for a deployment, which may have had nothing to do, or was not waited for."""
    if acted is not None:
        what = "started" if acted.result.left else "deployed and caught up"
        if acted.plan.is_empty:
            from teal.render.words import listed

            left = [action.unit for action in acted.plan.actions if action.is_left]
            why = f"by request {listed(left)} stays as it is" if left else "it changes no meaning"
            what = f"recorded: {why}, so nothing was started"
        end_of_walk(context, acted, as_json, f"Release {{release}} is {what}.")
    elif as_json:
        answer("teal.run/1", {"run": None, "exit_code": 0})
    else:
        click.echo("Nothing to deploy.")


def _ending(acted: Acted, done: str) -> str:
    from teal.usecases.status import next_command

    release = acted.release
    text = done.format(kind=acted.run.kind, release=release.id, phase=release.phase.value)
    following = next_command(release, None)
    return f"{text} Next: {following}" if following else text

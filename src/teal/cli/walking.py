"""Commands that walk one plan of an open release and say how it ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from teal.cli.ending import end
from teal.cli.options import shared, take_over_option, workbench
from teal.cli.progress import printer

if TYPE_CHECKING:
    from teal.execution.events import OnEvent
    from teal.execution.result import Acted
    from teal.model.deployment import Release
    from teal.usecases.workbench import Workbench

Verb = Callable[["Workbench", "OnEvent", bool], "Acted"]


def walking_command(verb: Callable[[], Verb], doc: str, done: str) -> click.Command:
    """A command without arguments of its own. `verb` imports the use case when it is needed;
    `done` may hold `{release}` and `{phase}`."""

    @click.command(help=doc)
    @shared
    @take_over_option
    @click.pass_context
    def command(context: click.Context, config: str | None, as_json: bool, take_over: bool) -> None:
        with workbench(context, config) as bench:
            acted = verb()(bench, printer(as_json), take_over)
        end(context, acted, as_json, _ending(acted.release, done))

    return command


def _ending(release: Release, done: str) -> str:
    from teal.usecases.status import next_command

    text = done.format(release=release.id, phase=release.phase.value)
    following = next_command(release, None)
    return f"{text} Next: {following}" if following else text

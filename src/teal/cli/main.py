"""The command `teal`: a group that imports a command's module only when it is asked for."""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from teal.usecases.workbench import Workbench

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("init", "Write a teal.yaml to start from."),
    "check": ("check", "Read the project and say what is wrong with it."),
    "graph": ("graph", "Show which statement feeds which."),
    "changes": ("changes", "Say what the files change against what is deployed."),
    "plan": ("plan", "Say what a release would do, and write it to a file."),
    "show": ("show", "Show a saved plan."),
    "deploy": ("deploy", "Start the new versions of a plan beside what runs."),
    "wait": ("wait", "Wait until what was deployed has caught up."),
    "validate": ("validate", "Compare new with old while both move."),
    "promote": ("promote", "Let readers see the new versions."),
    "rollback": ("rollback", "Let readers see the old versions again."),
    "retire": ("retire", "Remove the versions that a release replaced."),
    "abort": ("abort", "Undo a release that readers have not seen."),
    "resume": ("resume", "Go on after an interruption or a failure."),
    "status": ("status", "Show what serves, what is on its way and what comes next."),
    "doctor": ("doctor", "Compare the record with what really runs."),
    "adopt": ("adopt", "Bind what already runs to the units of a revision."),
    "history": ("history", "Show every release: who, when, from where, on what evidence."),
    "explain": ("explain", "Say of one table what serves, why it moves and who reads it."),
    "resolve": ("resolve", "Tell a program which versions serve."),
    "local": ("local", "Run Flink and Kafka on this machine."),
    "demo": ("demo", "Walk a whole release on this machine and prove each step."),
    "pipeline": ("pipeline", "The same job, by lists of tables."),
    "project": ("project", "Lists of what a branch changes."),
    "versions": ("versions", "Write the numbers of versions into the files."),
    "sql": ("sql", "Look at SQL, or rename its tables, without a project."),
}


_ALLOCATIONS_BETWEEN_COLLECTIONS = (200_000, 50, 100)
"""A command builds much and drops little: looking for cycles at Python's pace costs it a fifth."""


class LazyGroup(click.Group):
    """Knows every command's name and summary without importing it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which an operator needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"teal.cli.{COMMANDS[cmd_name][0]}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """An unknown command is answered with the nearest known one."""
        if args and args[0] not in COMMANDS:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean `{near[0]}`?" if near else ""
            ctx.fail(f"There is no command `{args[0]}`.{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="teal-flink", prog_name="teal")
@click.option("--no-cache", is_flag=True, help="Use nothing kept from before (TEAL_NO_CACHE=1).")
def group(no_cache: bool) -> None:
    """Bring a change of a Flink SQL pipeline to production, blue beside green.

    \b
    A release in six commands:
      teal plan -o release.plan      what would happen, and why
      teal deploy release.plan       start it beside what runs
      teal validate                  compare new with old
      teal promote                   switch the readers (teal rollback: back at once)
      teal retire --yes              remove the old
      teal status                    where things stand
    """
    if no_cache:
        os.environ["TEAL_NO_CACHE"] = "1"


Assemble = Callable[[str | None], "Workbench"]
"""Makes a workbench from the --config option; tests hand in their own."""


def main(arguments: Sequence[str] | None = None, assemble: Assemble | None = None) -> None:
    """The entry point; ends the process with the exit code that the help describes."""
    gc.set_threshold(*_ALLOCATIONS_BETWEEN_COLLECTIONS)
    sys.exit(run(arguments, assemble))


def run(arguments: Sequence[str] | None = None, assemble: Assemble | None = None) -> int:
    """Run one command and return its exit code."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    args = list(sys.argv[1:] if arguments is None else arguments)
    try:
        # Without its standalone mode click returns what a command has exited with.
        code = group.main(args=args, prog_name="teal", standalone_mode=False, obj=assemble)
    except click.ClickException as error:
        from teal.cli.failing import say_usage

        return say_usage(error, args)
    except (KeyboardInterrupt, click.exceptions.Abort):
        from teal.cli.failing import say_interrupted

        return say_interrupted(args)
    except BrokenPipeError:
        return 1
    except Exception as error:  # noqa: BLE001 - the outermost border
        from teal.cli.failing import say

        return say(error, args)
    return code if isinstance(code, int) else 0


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt

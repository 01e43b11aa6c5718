"""`teal local up | down | status | logs`."""

from __future__ import annotations

import click

from teal.cli.options import answer, shared
from teal.model.codec import encoded


@click.group()
def command() -> None:
    """Run Flink and Kafka on this machine: real ones, as child processes, without containers.

    \b
    Example:
      teal local up
      teal local status
      teal local down
    """


@command.command()
@shared
def up(config: str | None, as_json: bool) -> None:
    """Start the stack, or say where it runs already. It goes on until `teal local down`.

    \b
    Example:
      teal local up
    """
    from teal.bootstrap import local_stack, settings
    from teal.cli.stack_progress import printer

    stack = local_stack(settings(config), printer(as_json))
    addresses = stack.up()
    if as_json:
        answer("teal.local/1", {"addresses": encoded(addresses)})
        return
    click.echo(f"Flink's dashboard  {addresses.jobmanager_url}")
    click.echo(f"SQL Gateway        {addresses.gateway_url}")
    click.echo(f"Kafka              {addresses.kafka_bootstrap}")


@command.command()
@shared
@click.option("--keep-data", is_flag=True, help="Keep the stack's folder for the next `up`.")
def down(config: str | None, as_json: bool, keep_data: bool) -> None:
    """Stop the stack and remove all that it left.

    \b
    Example:
      teal local down
    """
    from teal.bootstrap import local_stack, settings
    from teal.cli.stack_progress import printer

    stack = local_stack(settings(config), printer(as_json))
    ran = any(process.is_running for process in stack.status().processes)
    stack.down(keep_data=keep_data)
    if as_json:
        answer("teal.local/1", {"addresses": None, "stopped": ran})
    else:
        click.echo("Stopped." if ran else "It was not running.")


@command.command()
@shared
@click.pass_context
def status(context: click.Context, config: str | None, as_json: bool) -> None:
    """Show what of the stack runs. Exit 1 if not all of it does.

    \b
    Example:
      teal local status
    """
    from teal.bootstrap import local_stack, settings

    found = local_stack(settings(config)).status()
    if as_json:
        processes = [
            {"part": p.part.value, "pid": p.pid, "port": p.port, "is_running": p.is_running}
            for p in found.processes
        ]
        answer(
            "teal.local/1",
            {"addresses": encoded(found.addresses), "processes": encoded(processes)},
        )
    else:
        for process in found.processes:
            port = f", port {process.port}" if process.port is not None else ""
            state = f"pid {process.pid}{port}" if process.is_running else "stopped"
            click.echo(f"{process.part.value:<12} {state}")
    if not found.is_running:
        context.exit(1)


@command.command()
@click.argument("part", metavar="NAME")
@shared
@click.option("--lines", default=50, show_default=True, help="How many lines, from the end.")
def logs(part: str, config: str | None, as_json: bool, lines: int) -> None:
    """Show the last lines that a part of the stack wrote: kafka, jobmanager, taskmanager, gateway.

    \b
    Example:
      teal local logs taskmanager
    """
    from teal.bootstrap import local_stack, settings
    from teal.model.errors import WrongUsage
    from teal.ports.stack import StackPart

    names = [each.value for each in StackPart]
    if part not in names:
        raise WrongUsage(f"there is no part {part!r}.", f"Parts are {', '.join(names)}.")
    found = local_stack(settings(config)).logs(StackPart(part), lines)
    if as_json:
        answer("teal.local.logs/1", {"part": part, "lines": list(found)})
    else:
        click.echo("\n".join(found) or "(nothing was written)")

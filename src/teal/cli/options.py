"""Options that commands share, and how a command gets its workbench and prints its answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from teal.model.codec import Json

if TYPE_CHECKING:
    from teal.usecases.workbench import Workbench

F = TypeVar("F", bound=Callable[..., Any])


def config_option(function: F) -> F:
    """`--config FILE`."""
    return click.option(
        "--config",
        type=click.Path(dir_okay=False),
        metavar="FILE",
        help="The environment's configuration (default: teal.yaml, or $TEAL_CONFIG).",
    )(function)


def json_option(function: F) -> F:
    """`--json`."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Answer with one JSON object for programs."
    )(function)


def shared(function: F) -> F:
    """The options that every command has."""
    return config_option(json_option(function))


def take_over_option(function: F) -> F:
    """`--take-over`."""
    return click.option(
        "--take-over",
        is_flag=True,
        help="Take the lease from a holder that is known to be dead.",
    )(function)


@contextmanager
def workbench(
    context: click.Context, config: str | None, *, only_reads: bool = False
) -> Iterator[Workbench]:
    """The workbench of this configuration, closed when the command ends. A command that only
    reads the project's files needs none."""
    assemble = context.obj
    if assemble is None:
        from teal import bootstrap

        assemble = bootstrap.assemble_to_read if only_reads else bootstrap.assemble
    bench: Workbench = assemble(config)
    try:
        yield bench
    finally:
        bench.close()


def answer(schema: str, fields: dict[str, Json]) -> None:
    """Print an answer for a program; `schema` names its form and version."""
    click.echo(json.dumps({"schema": schema, **fields}, sort_keys=True, ensure_ascii=False))

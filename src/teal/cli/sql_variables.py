"""Values for templates, from a configuration and from the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from teal.cli.options import config_option

F = TypeVar("F", bound=Callable[..., Any])


def variable_options(function: F) -> F:
    """`--var NAME=VALUE` and `--config FILE`."""
    given = click.option(
        "--var",
        "given",
        multiple=True,
        metavar="NAME=VALUE",
        help="The value of a template such as ${NAME}; wins over those of --config.",
    )
    return given(config_option(function))


def variables_of(config: str | None, given: tuple[str, ...]) -> dict[str, str]:
    """The values of both. A configuration counts only where it is named."""
    found: dict[str, str] = {}
    if config is not None:
        from teal.bootstrap import settings

        found |= settings(config).environment.variables
    for each in given:
        name, sign, value = each.partition("=")
        if not name or not sign or "\n" in value:
            raise click.UsageError(f"--var wants NAME=VALUE in one line, not {each!r}.")
        found[name] = value
    return found

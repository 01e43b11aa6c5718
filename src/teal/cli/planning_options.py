"""Options that say what a release shall hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import click

from teal.model.errors import WrongUsage

if TYPE_CHECKING:
    from teal.usecases.plan import Wish

F = TypeVar("F", bound=Callable[..., Any])
Wished: TypeAlias = str | bool | tuple[str, ...] | None


def wish_options(function: F) -> F:
    """What shall be planned: a revision, how far changes spread, tables by name."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


_OPTIONS = (
    click.option(
        "--revision", metavar="REV", help="Plan a git revision instead of the working tree."
    ),
    click.option(
        "--propagate",
        type=click.Choice(["needed", "all"]),
        help="Rebuild whom a change touches by column or row (the default), or every descendant.",
    ),
    click.option(
        "--exclude",
        "--keep",
        "exclude",
        multiple=True,
        metavar="TABLE",
        help="Leave this table as it is (repeatable).",
    ),
    click.option(
        "--rebuild",
        multiple=True,
        metavar="TABLE",
        help="Rebuild this table and all that reads it, changed or not (repeatable).",
    ),
    click.option(
        "--consolidate", is_flag=True, help="Move readers of older versions to the newest."
    ),
    click.option(
        "--carry-over",
        multiple=True,
        metavar="TABLE",
        help="Change this table in place, after COMMIT, from a savepoint of its job, where nothing "
        "keeps state and its readers do not mind (repeatable).",
    ),
    click.option(
        "--restart",
        multiple=True,
        metavar="TABLE",
        help="Let this table's job go on in place, after COMMIT, from a savepoint, with the "
        "session's options of today, where these keep its state (repeatable).",
    ),
    click.option(
        "--allow-older",
        is_flag=True,
        help="Plan although the revision lacks work that is deployed (it would be undone).",
    ),
)


def wished(options: Mapping[str, Wished], has_file: bool) -> Wish:
    """What the options ask for. Raises WrongUsage beside a saved plan, which is fixed."""
    from teal.planning.choice import Choice, Propagate
    from teal.usecases.plan import Wish

    given = [name for name, value in options.items() if value]
    if has_file and given:
        option = given[0].replace("_", "-")
        raise WrongUsage(
            f"--{option} cannot change a saved plan.", "Make a new one with `teal plan`."
        )
    revision, propagate = options["revision"], options["propagate"]
    assert revision is None or isinstance(revision, str)
    choice = Choice(
        exclude=_names(options["exclude"]),
        rebuild=_names(options["rebuild"]),
        propagate=Propagate(propagate or "needed"),
        consolidate=bool(options["consolidate"]),
        carry_over=_names(options["carry_over"]),
        restart=_names(options["restart"]),
    )
    return Wish(revision, choice, bool(options["allow_older"]))


def _names(value: Wished) -> tuple[str, ...]:
    assert isinstance(value, tuple)
    return value

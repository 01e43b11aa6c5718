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
    """`--revision`, `--exclude`, `--allow-older`."""
    revision = click.option(
        "--revision", metavar="REV", help="Plan a git revision instead of the working tree."
    )
    exclude = click.option(
        "--exclude", multiple=True, metavar="TABLE", help="Leave this table as it is (repeatable)."
    )
    older = click.option(
        "--allow-older",
        is_flag=True,
        help="Plan although the revision lacks work that is deployed (it would be undone).",
    )
    return revision(exclude(older(function)))


def wished(options: Mapping[str, Wished], has_file: bool) -> Wish:
    """What the options ask for. Raises WrongUsage beside a saved plan, which is fixed."""
    from teal.planning.choice import Choice
    from teal.usecases.plan import Wish

    given = [name for name, value in options.items() if value]
    if has_file and given:
        option = given[0].replace("_", "-")
        raise WrongUsage(
            f"--{option} cannot change a saved plan.", "Make a new one with `teal plan`."
        )
    revision, exclude = options["revision"], options["exclude"]
    assert revision is None or isinstance(revision, str)
    assert isinstance(exclude, tuple)
    return Wish(revision, Choice(exclude=exclude), bool(options["allow_older"]))

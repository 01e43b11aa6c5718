"""`teal wait`."""

from __future__ import annotations

from teal.cli.walking import Verb, walking_command


def _verb() -> Verb:
    from teal.usecases.wait import wait

    return wait


command = walking_command(
    _verb,
    """Wait until what `teal deploy --no-wait` started has caught up.

    \b
    Example:
      teal wait
    """,
    "Caught up: {release}.",
    "Nothing to wait for: no deployment is catching up.",
)

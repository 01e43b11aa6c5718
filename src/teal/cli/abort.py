"""`teal abort`."""

from __future__ import annotations

from teal.cli.walking import Verb, walking_command


def _verb() -> Verb:
    from teal.usecases.abort import abort

    return abort


command = walking_command(
    _verb,
    """Undo a release that readers have not seen: its own jobs stop, its own topics go, and what
    serves stays exactly as it was.

    \b
    Example:
      teal abort
    """,
    "Aborted {release}: nothing of it is left; what serves was not touched.",
)

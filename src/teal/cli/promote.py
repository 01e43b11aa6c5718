"""`teal promote`."""

from __future__ import annotations

from teal.cli.walking import Verb, walking_command


def _verb() -> Verb:
    from teal.usecases.promote import promote

    return promote


command = walking_command(
    _verb,
    """Let readers see the new versions: the pointer moves in one transaction, then every switch
    point is told. Needs a fresh PASS of `teal validate`; exit 3 after a FAIL, 4 without evidence.

    \b
    Example:
      teal promote
    """,
    "Promoted {release}: its versions serve now; it is {phase}.",
)

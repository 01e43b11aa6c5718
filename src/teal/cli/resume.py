"""`teal resume`."""

from __future__ import annotations

from teal.cli.walking import UnprovenVerb, unproven_command


def _verb() -> UnprovenVerb:
    from teal.usecases.resume import resume

    return resume


command = unproven_command(
    _verb,
    """Go on where a command was interrupted or failed: look first, then act.

    \b
    Example:
      teal resume
    """,
    "Resumed the {kind} of {release}; it is {phase}.",
    "Nothing to resume: no run was interrupted.",
)

"""`teal rollback`."""

from __future__ import annotations

from teal.cli.walking import UnprovenVerb, unproven_command


def _verb() -> UnprovenVerb:
    from teal.usecases.rollback import rollback

    return rollback


command = unproven_command(
    _verb,
    """Let readers see the old versions again, at once. The new ones stay fed: promote them again,
    or abort them.

    \b
    Example:
      teal rollback
    """,
    "Rolled back {release}: the old versions serve again; it is {phase}.",
)

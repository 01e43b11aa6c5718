"""What an engine is asked to run: final text, with secrets still as placeholders."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from teal.model.names import UnitKey


class Submission(Struct, frozen=True):
    """One job. `settings` are the session's SETs, `session` its other statements, in order.

    `definitions` are the CREATE TABLE and CREATE VIEW texts of all that `statement` names, in the
    order in which they must be replayed. Texts may hold `${secret:NAME}`; only the adapter puts
    the value in. Keys are the same only if every other field is.
    """

    key: UnitKey
    statement: str
    definitions: tuple[str, ...] = ()
    session: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)

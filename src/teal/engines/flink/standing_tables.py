"""Asks the SQL Gateway what tables stand in the catalogs of a session: SHOW CREATE TABLE for each,
all in one session, and not for long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from teal.engines.flink.gateway import Gateway, GatewaySession, StatementFailed
from teal.engines.flink.rest import AnswerLost
from teal.engines.flink.root_cause import root_cause
from teal.engines.flink.secret_text import SecretText
from teal.engines.flink.submission_text import opening
from teal.model.errors import EngineRefused
from teal.model.statements import Parts

_EACH = timedelta(seconds=10)


class StandingTables:
    """Asks one SQL Gateway. Safe for use by several threads at once."""

    def __init__(self, gateway: Gateway, texts: SecretText) -> None:
        self._gateway = gateway
        self._texts = texts

    def told(
        self, tables: Sequence[Parts], statements: Sequence[str], settings: Mapping[str, str]
    ) -> dict[Parts, str]:
        """See the port."""
        if not tables:
            return {}
        try:
            with self._gateway.session(self._texts.settings(settings)) as session:
                for statement in statements:
                    self._run(session, statement)
                return dict(_shown(session, tables))
        except AnswerLost as lost:
            raise self._gateway.rest.unreachable(root_cause(lost.reason)) from lost

    def _run(self, session: GatewaySession, statement: str) -> None:
        try:
            session.run(self._texts.sql(statement), _EACH)
        except StatementFailed as failed:
            hint = "It stands under `session` of the configuration."
            raise EngineRefused(opening(statement), root_cause(failed.text), hint) from failed


def _shown(session: GatewaySession, tables: Sequence[Parts]) -> Iterator[tuple[Parts, str]]:
    for parts in tables:
        name = ".".join(f"`{part.replace('`', '``')}`" for part in parts)
        try:
            yield parts, session.told(f"SHOW CREATE TABLE {name}", _EACH)
        except StatementFailed:
            continue  # it is not there, or is a view

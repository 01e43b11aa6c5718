"""The port to Flink's parser and planner, by way of a SQL Gateway: a session with temporary tables,
and EXPLAIN. Whatever catalog the session uses, temporary tables end with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

import httpx

from teal.engines.flink.compiled import compiled_plan, planned_job
from teal.engines.flink.gateway import Gateway, GatewaySession, StatementFailed
from teal.engines.flink.rest import AnswerLost, HttpLimits, Rest
from teal.engines.flink.root_cause import root_cause
from teal.engines.flink.secret_text import SecretText
from teal.engines.flink.submission_text import (
    explaining,
    explaining_operators,
    opening,
    without_explain,
)
from teal.model.errors import EngineRefused
from teal.ports.clock import Clock
from teal.ports.closing import Closing
from teal.ports.planner import CompiledPlan, Refusal
from teal.ports.secrets import Secrets

_NO_PROXY = {"all://127.0.0.1": None, "all://localhost": None}
_EACH = timedelta(seconds=60)
_CREATE = re.compile(r"(\s*CREATE)(?=\s+(?:TABLE|VIEW)\b)", re.IGNORECASE)
_TEMPORARY = " TEMPORARY"
_POSITION = re.compile(r"line (\d+), column (\d+)", re.IGNORECASE)
_LEADING = re.compile(r"^line \d+, column \d+: ", re.IGNORECASE)


class FlinkPlanner(Closing):
    """Asks one SQL Gateway. Close it, or use it in a `with`."""

    def __init__(self, gateway: str, secrets: Secrets, clock: Clock) -> None:
        self._texts = SecretText(secrets)
        self._client = httpx.Client(headers={"User-Agent": "teal"}, mounts=_NO_PROXY)
        limits = HttpLimits()
        rest = Rest("SQL Gateway", gateway, self._client, clock, limits, self._texts.masked)
        self._gateway = Gateway(rest, clock)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @contextmanager
    def sketch(
        self, statements: Sequence[str], settings: Mapping[str, str]
    ) -> Iterator[FlinkSketch]:
        """See the port."""
        self._gateway.version()
        with self._gateway.session(self._texts.settings(settings)) as session:
            sketch = FlinkSketch(self._gateway, session, self._texts)
            for statement in statements:
                refusal = sketch.run(statement)
                if refusal is not None:
                    hint = "It stands under `session` of the configuration."
                    raise EngineRefused(opening(statement), refusal.reason, hint)
            yield sketch


class FlinkSketch:
    """One session of the gateway."""

    def __init__(self, gateway: Gateway, session: GatewaySession, texts: SecretText) -> None:
        self._gateway = gateway
        self._session = session
        self._texts = texts

    def define(self, sql: str) -> Refusal | None:
        """See the port."""
        create = _CREATE.match(sql)
        if create is None:
            return self.run(sql)
        at = create.end()
        refusal = self.run(f"{sql[:at]}{_TEMPORARY}{sql[at:]}")
        if refusal is None or refusal.line is None or refusal.column is None:
            return refusal
        is_behind = refusal.line == sql.count("\n", 0, at) + 1 and refusal.column > len(_TEMPORARY)
        column = refusal.column - len(_TEMPORARY) if is_behind else refusal.column
        return Refusal(refusal.reason, refusal.line, column)

    def plan(self, sql: str) -> Refusal | None:
        """See the port."""
        reason = self._failure(explaining(sql))
        return None if reason is None else _refusal(without_explain(reason, sql))

    def compiled(self, sql: str) -> CompiledPlan | Refusal:
        """See the port."""
        try:
            told = self._session.told(self._texts.sql(explaining_operators(sql)), _EACH)
        except StatementFailed as failed:
            return _refusal(root_cause(failed.text))
        except AnswerLost as lost:
            raise self._gateway.rest.unreachable(root_cause(lost.reason)) from lost
        job = planned_job(told)
        if job is None:
            return Refusal("this Flink does not show the operators of a plan")
        return compiled_plan(job)

    def run(self, sql: str) -> Refusal | None:
        """Run a statement that starts nothing."""
        reason = self._failure(sql)
        return None if reason is None else _refusal(reason)

    def _failure(self, sql: str) -> str | None:
        try:
            self._session.run(self._texts.sql(sql), _EACH)
        except StatementFailed as failed:
            return root_cause(failed.text)
        except AnswerLost as lost:
            raise self._gateway.rest.unreachable(root_cause(lost.reason)) from lost
        return None


def _refusal(reason: str) -> Refusal:
    place = _POSITION.search(reason)
    if place is None:
        return Refusal(reason)
    return Refusal(_LEADING.sub("", reason), int(place[1]), int(place[2]))

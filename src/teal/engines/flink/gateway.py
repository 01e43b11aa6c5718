"""The SQL Gateway's REST (v3): a disposable session, and statements in it, one after the other.

Every operation and every session is closed, however things end: an operation left open keeps its
job and a slot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from teal.engines.flink.rest import AnswerLost, ErrorAnswer, Rest
from teal.engines.flink.wire import (
    GatewayInfo,
    Nothing,
    OperationStarted,
    OperationStatus,
    ResultPage,
    SessionOpened,
)
from teal.model.codec import Json
from teal.model.errors import Unreachable
from teal.ports.clock import Clock

_FIRST_PAUSE = timedelta(milliseconds=20)
_LONGEST_PAUSE = timedelta(milliseconds=250)
_UNDER_WAY = ("INITIALIZED", "PENDING", "RUNNING")


@dataclass(eq=False)
class StatementFailed(Exception):
    """The gateway ran the statement and it failed. `text` is foreign, without secrets."""

    text: str


class GatewaySession:
    """An open session. Statements in it see what earlier ones defined."""

    def __init__(self, rest: Rest, clock: Clock, handle: str) -> None:
        self._rest = rest
        self._clock = clock
        self._path = f"/v3/sessions/{handle}"

    def run(
        self, statement: str, within: timedelta, config: Mapping[str, str] | None = None
    ) -> None:
        """Run one statement to its end (of an INSERT: until its job is accepted).

        Raises StatementFailed, AnswerLost where the end is not known, and Unreachable only where
        surely nothing was sent.
        """
        with self._done(statement, within, config or {}):
            return

    def told(self, statement: str, within: timedelta) -> str:
        """The one text that a statement such as EXPLAIN answers with. Raises as `run` does."""
        with self._done(statement, within, {}) as operation:
            page = self._page(operation, self._clock.now() + within)
        values = [value for row in page.rows.data for value in row.fields]
        return str(values[0]) if values else ""

    @contextmanager
    def _done(self, statement: str, within: timedelta, config: Mapping[str, str]) -> Iterator[str]:
        """The operation of a statement that has come to its end; closed after the block."""
        deadline = self._clock.now() + within
        operation = f"{self._path}/operations/{self._started(statement, config)}"
        try:
            status = self._ended(operation, deadline)
            if status == "ERROR":
                raise StatementFailed(self._failure(operation))
            if status in _UNDER_WAY:
                raise AnswerLost(f"it did not end within {within.total_seconds():.0f} s")
            if status != "FINISHED":
                raise AnswerLost(f"the gateway gave it up ({status})")
            yield operation
        except Unreachable as error:
            raise AnswerLost(error.reason) from error
        finally:
            self._rest.tidy(f"{operation}/close")

    def _page(self, operation: str, deadline: datetime) -> ResultPage:
        """The first page of an answer."""
        while True:
            try:
                page = self._rest.get(f"{operation}/result/0", ResultPage, {"rowFormat": "JSON"})
            except ErrorAnswer as error:
                raise AnswerLost(error.text) from error
            if page.kind != "NOT_READY" or self._clock.now() >= deadline:
                return page
            self._clock.sleep(_FIRST_PAUSE)

    def _started(self, statement: str, config: Mapping[str, str]) -> str:
        body: Json = {"statement": statement, "executionConfig": dict(config)}
        path = f"{self._path}/statements"
        try:
            return self._rest.send("POST", path, OperationStarted, body).handle
        except ErrorAnswer as error:
            if error.status < 500:
                raise StatementFailed(error.text) from error
            raise AnswerLost(error.text) from error

    def _ended(self, operation: str, deadline: datetime) -> str:
        """The status at the end of the operation, or at the deadline."""
        pause = _FIRST_PAUSE
        while True:
            try:
                status = self._rest.get(f"{operation}/status", OperationStatus).status
            except ErrorAnswer as error:
                raise AnswerLost(error.text) from error
            if status not in _UNDER_WAY or self._clock.now() >= deadline:
                return status
            self._clock.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    def _failure(self, operation: str) -> str:
        """Fetching the results of what failed answers with the failure."""
        try:
            self._rest.get(f"{operation}/result/0", Nothing, {"rowFormat": "JSON"})
        except ErrorAnswer as error:
            return error.text
        return ""


class Gateway:
    """One SQL Gateway. Safe for use by several threads at once."""

    def __init__(self, rest: Rest, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock

    @property
    def rest(self) -> Rest:
        """Where it answers."""
        return self._rest

    def version(self) -> str:
        """Flink's version there. Raises Unreachable."""
        try:
            return self._rest.get("/v3/info", GatewayInfo).version
        except ErrorAnswer as error:
            reason = f"what answers there (HTTP {error.status}) has no SQL Gateway API v3"
            raise self._rest.unreachable(reason) from error

    @contextmanager
    def session(self, settings: Mapping[str, str]) -> Iterator[GatewaySession]:
        """A session with these settings for as long as the block lasts.

        Raises Unreachable where it cannot be opened: nothing has happened then, as a session
        that nobody uses ends by itself.
        """
        handle = self._opened(settings)
        try:
            yield GatewaySession(self._rest, self._clock, handle)
        finally:
            self._rest.tidy(f"/v3/sessions/{handle}")

    def _opened(self, settings: Mapping[str, str]) -> str:
        body: Json = {"properties": dict(settings)}
        try:
            return self._rest.send("POST", "/v3/sessions", SessionOpened, body).handle
        except AnswerLost as lost:
            raise self._rest.unreachable(lost.reason) from lost
        except ErrorAnswer as error:
            reason = f"it opens no session (HTTP {error.status})"
            raise self._rest.unreachable(reason) from error

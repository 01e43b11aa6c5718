"""A Flink of two scripts: what to answer to which request. Requests are kept for questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx

from teal.engines.flink.gateway import Gateway
from teal.engines.flink.jobs import Jobs
from teal.engines.flink.rest import HttpLimits, Rest
from teal.engines.flink.secret_text import SecretText
from teal.engines.flink.submitting import SubmitLimits, Submitter
from teal.model.codec import Json

GATEWAY = "http://gateway"
JOBMANAGER = "http://jobmanager"

Answer = Callable[[], httpx.Response]


@dataclass(slots=True)
class StepClock:
    """Time that passes only by sleeping."""

    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def sleep(self, duration: timedelta) -> None:
        self.at += duration


class NoSecrets:
    """Nothing to fill in, nothing to mask."""

    def filled(self, text: str) -> str:
        return text

    def masked(self, text: str) -> str:
        return text


def ok(body: Json) -> Answer:
    return lambda: httpx.Response(200, json=body)


def error(status: int, *texts: str) -> Answer:
    return lambda: httpx.Response(status, json={"errors": list(texts)})


def lost() -> httpx.Response:
    raise httpx.ReadError("the connection was closed")


def refused() -> httpx.Response:
    raise httpx.ConnectError("Connection refused")


def late() -> httpx.Response:
    raise httpx.ReadTimeout("")


UNKNOWN_JOB = error(404, "org.apache.flink.runtime.rest.NotFoundException: Job 1f not found")


@dataclass(slots=True)
class ScriptedFlink:
    """Answers to requests by a pattern of `METHOD url`, newest rule first; of several answers the
    last one stays."""

    clock: StepClock = field(default_factory=StepClock)
    requests: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    _rules: list[tuple[re.Pattern[str], list[Answer]]] = field(default_factory=list)

    def on(self, pattern: str, *answers: Answer) -> None:
        self._rules.insert(0, (re.compile(pattern), list(answers)))

    def count(self, pattern: str) -> int:
        return sum(re.search(pattern, request) is not None for request in self.requests)

    def answer(self, request: httpx.Request) -> httpx.Response:
        line = f"{request.method} {request.url}"
        self.requests.append(line)
        self.bodies.append(request.content.decode())
        for pattern, answers in self._rules:
            if pattern.search(line):
                return answers.pop(0)() if len(answers) > 1 else answers[0]()
        raise AssertionError(f"nobody said what to answer to {line}")

    def rest(self, part: str = "Flink JobManager", url: str = JOBMANAGER) -> Rest:
        client = httpx.Client(transport=httpx.MockTransport(self.answer))
        return Rest(part, url, client, self.clock, HttpLimits(), NoSecrets().masked)

    def jobs(self) -> Jobs:
        return Jobs(self.rest())

    def submitter(self) -> Submitter:
        gateway = Gateway(self.rest("SQL Gateway", GATEWAY), self.clock)
        texts = SecretText(NoSecrets())
        return Submitter(gateway, self.jobs(), texts, self.clock, SubmitLimits())

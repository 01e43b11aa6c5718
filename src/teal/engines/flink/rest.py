"""JSON over HTTP to one part of Flink: time-outs on every call, repeats of reads only, and the
difference between "nothing was sent" and "the answer was lost"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import httpx
from msgspec import Struct
from pydantic import BaseModel, ValidationError

from teal.engines.flink.root_cause import root_cause
from teal.engines.flink.wire import Errors
from teal.model.codec import Json
from teal.model.errors import Unreachable
from teal.ports.clock import Clock

Shape = TypeVar("Shape", bound=BaseModel)

_PAUSES = (timedelta(milliseconds=100), timedelta(milliseconds=500))
_USER = re.compile(r"//[^/@]*@")
_GATEWAYS_SAY = (502, 503, 504)  # a proxy, or a JobManager that is electing a leader


@dataclass(eq=False)
class AnswerLost(Exception):
    """The request may have had its effect; nobody said."""

    reason: str


@dataclass(eq=False)
class ErrorAnswer(Exception):
    """The part answered with an error. `text` is its own, without secrets."""

    status: int
    text: str


class HttpLimits(Struct, frozen=True):
    """How long one HTTP call may take to connect, to answer, and to answer when tidying up."""

    connect: timedelta = timedelta(seconds=5)
    answer: timedelta = timedelta(seconds=30)
    tidy: timedelta = timedelta(seconds=5)


class Rest:
    """One base address. Safe for use by several threads at once."""

    def __init__(
        self,
        part: str,
        url: str,
        client: httpx.Client,
        clock: Clock,
        limits: HttpLimits,
        masked: Callable[[str], str],
    ) -> None:
        self.part = part
        self._masked = masked
        self._url = url.rstrip("/")
        self._client = client
        self._clock = clock
        self._answer = httpx.Timeout(
            limits.answer.total_seconds(), connect=limits.connect.total_seconds()
        )
        self._tidy = httpx.Timeout(limits.tidy.total_seconds())

    @property
    def address(self) -> str:
        """The address for messages, without a user name or password."""
        return _USER.sub("//", self._url)

    def get(self, path: str, shape: type[Shape], params: Mapping[str, str] | None = None) -> Shape:
        """Read; repeated a little where the answer was lost. Raises Unreachable, ErrorAnswer."""
        for pause in _PAUSES:
            try:
                return self._parsed(self._exchange("GET", path, None, params), shape)
            except (AnswerLost, Unreachable):
                self._clock.sleep(pause)
        try:
            return self._parsed(self._exchange("GET", path, None, params), shape)
        except AnswerLost as lost:
            raise self.unreachable(lost.reason) from lost

    def send(self, method: str, path: str, shape: type[Shape], body: Json = None) -> Shape:
        """Ask for an effect, once. Raises Unreachable where surely nothing was sent, AnswerLost,
        ErrorAnswer."""
        response = self._exchange(method, path, body, None)
        try:
            return self._parsed(response, shape)
        except Unreachable as error:
            raise AnswerLost(error.reason) from error

    def tidy(self, path: str) -> None:
        """DELETE something that ends by itself sooner or later; trouble with it is no news."""
        try:
            self._client.delete(f"{self._url}{path}", timeout=self._tidy)
        except httpx.HTTPError:
            return

    def reason(self, foreign: str) -> str:
        """The root cause that a text of this part holds, without secrets."""
        return root_cause(self._masked(foreign))

    def unreachable(self, reason: str) -> Unreachable:
        """The error for this part."""
        return Unreachable(self.part, self.address, reason)

    def _exchange(
        self, method: str, path: str, body: Json, params: Mapping[str, str] | None
    ) -> httpx.Response:
        try:
            response = self._client.request(
                method, f"{self._url}{path}", json=body, params=params, timeout=self._answer
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise self.unreachable(_told(error)) from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise self.unreachable(f"the address cannot be used ({_told(error)})") from error
        except httpx.HTTPError as error:
            raise AnswerLost(_told(error)) from error
        if response.status_code in _GATEWAYS_SAY:
            raise AnswerLost(f"HTTP {response.status_code}")
        return response

    def _parsed(self, response: httpx.Response, shape: type[Shape]) -> Shape:
        if not response.is_success:
            # Masked before anything is cut out of it: half a secret is one too.
            raise ErrorAnswer(response.status_code, self._masked(_error_text(response)))
        try:
            return shape.model_validate_json(response.content or b"{}")
        except ValidationError as error:
            raise self.unreachable(f"what answers there is not a {self.part}") from error


def _error_text(response: httpx.Response) -> str:
    try:
        return "\n".join(Errors.model_validate_json(response.content).errors)
    except ValidationError:
        return response.text


def _told(error: Exception) -> str:
    match error:
        case httpx.ConnectTimeout() | httpx.ReadTimeout() | httpx.WriteTimeout():
            return "no answer in time"
        case _:
            return str(error) or type(error).__name__

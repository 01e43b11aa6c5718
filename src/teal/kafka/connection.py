"""Clients of one Kafka: their settings, their time-outs, and Kafka's errors in our words."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from datetime import timedelta
from typing import Any, TypeVar

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer
from confluent_kafka.admin import AdminClient

from teal.kafka.properties import client_properties
from teal.model.errors import Mistake, TealError, Unreachable
from teal.ports.secrets import Secrets

T = TypeVar("T")

_SILENT = frozenset(
    {
        KafkaError._TRANSPORT,
        KafkaError._TIMED_OUT,
        KafkaError._TIMED_OUT_QUEUE,
        KafkaError._MSG_TIMED_OUT,
        KafkaError._ALL_BROKERS_DOWN,
        KafkaError._RESOLVE,
        KafkaError.REQUEST_TIMED_OUT,
        KafkaError.NETWORK_EXCEPTION,
        KafkaError.BROKER_NOT_AVAILABLE,
    }
)
_STRANGER = frozenset(
    {KafkaError._AUTHENTICATION, KafkaError._SSL, KafkaError.SASL_AUTHENTICATION_FAILED}
)
_FORBIDDEN = frozenset(
    {
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError.CLUSTER_AUTHORIZATION_FAILED,
        KafkaError.GROUP_AUTHORIZATION_FAILED,
    }
)
# What brokers say while leaders and coordinators move, or a topic has just been made.
_SETTLING = frozenset(
    {
        KafkaError._NOENT,
        KafkaError._WAIT_COORD,
        KafkaError.LEADER_NOT_AVAILABLE,
        KafkaError.NOT_LEADER_FOR_PARTITION,
        KafkaError.REPLICA_NOT_AVAILABLE,
        KafkaError.UNKNOWN_LEADER_EPOCH,
        KafkaError.FENCED_LEADER_EPOCH,
        KafkaError.OFFSET_NOT_AVAILABLE,
        KafkaError.UNKNOWN_TOPIC_ID,
        KafkaError.INCONSISTENT_TOPIC_ID,
        KafkaError.NOT_CONTROLLER,
        KafkaError.NOT_COORDINATOR,
        KafkaError.COORDINATOR_NOT_AVAILABLE,
        KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
        KafkaError.UNSTABLE_OFFSET_COMMIT,
    }
)
_ASK_AGAIN_SECONDS = 0.05


class Connection:
    """Makes clients of the brokers at `bootstrap`; every call they make ends after `patience`."""

    def __init__(
        self,
        bootstrap: str,
        properties: Mapping[str, str],
        secrets: Secrets,
        patience: timedelta = timedelta(seconds=30),
    ) -> None:
        self.bootstrap = bootstrap
        self.patience_seconds = patience.total_seconds()
        self._properties = properties
        self._secrets = secrets
        self._admin: AdminClient | None = None
        self._last_complaint = ""
        self._log = logging.getLogger("teal.kafka")
        self._log.addHandler(logging.NullHandler())
        self._log.propagate = False

    def admin(self) -> AdminClient:
        """The one client for questions about topics and groups."""
        if self._admin is None:
            try:
                self._admin = AdminClient(self._settings({}), logger=self._log)
            except KafkaException as error:
                raise self.unusable(error) from error
        return self._admin

    def consumer(self, settings: Mapping[str, str | int | bool]) -> Consumer:
        """A new consumer, to be closed by the caller. It joins no group and commits nothing."""
        try:
            return Consumer(self._settings(settings), logger=self._log)
        except KafkaException as error:
            raise self.unusable(error) from error

    def producer(self, settings: Mapping[str, str | int | bool]) -> Producer:
        """A new producer."""
        try:
            return Producer(self._settings(settings), logger=self._log)
        except KafkaException as error:
            raise self.unusable(error) from error

    def answer(self, ask: Callable[[], T], what: str) -> T:
        """What a question to the brokers gave, asked again while they are settling. It must be
        safe to repeat; `what` says the deed, for messages."""
        deadline = time.monotonic() + self.patience_seconds
        while True:
            try:
                return ask()
            except KafkaException as error:
                code = error.args[0].code()
                if code not in _SETTLING or time.monotonic() > deadline:
                    raise self.translated(error.args[0], what) from error
            except FutureTimeout as error:
                raise self.unreachable("no answer in time") from error
            time.sleep(_ASK_AGAIN_SECONDS)

    def result(self, future: Future[T]) -> T:
        """The result of a request, which carries its time-out itself: the one here only guards
        against a fault of the client."""
        return future.result(self.patience_seconds + 5)

    def translated(self, error: KafkaError, what: str) -> TealError:
        """A foreign error in our words."""
        code, text = error.code(), self.masked(error.str())
        if code in _SILENT:
            return self.unreachable(self._complaint() or text)
        if code in _STRANGER:
            hint = "Check the login in the configuration."
            return Unreachable("Kafka", self.bootstrap, text, hint)
        if code in _FORBIDDEN:
            return Mistake(
                f"Kafka at {self.bootstrap} does not allow it to {what}: {text}.",
                "Give Teal's user the right to do so.",
            )
        return Mistake(f"Kafka at {self.bootstrap} refused to {what}: {text}.")

    def unreachable(self, reason: str) -> Unreachable:
        """Kafka does not answer."""
        return Unreachable("Kafka", self.bootstrap, self.masked(reason).rstrip("."))

    def unusable(self, error: KafkaException) -> Mistake:
        """A setting that the client does not accept. Its value is never shown."""
        text = error.args[0].str()
        name = text.rsplit('"', 2)[1] if text.count('"') >= 2 else "a property"
        return Mistake(
            f"`kafka.properties`: the Kafka client does not accept {name!r} as it is written.",
            "See the client's list of configuration properties.",
        )

    def masked(self, text: str) -> str:
        """A foreign text without known secrets."""
        return self._secrets.masked(text)

    def _settings(self, own: Mapping[str, str | int | bool]) -> dict[str, Any]:
        filled = {name: self._secrets.filled(text) for name, text in self._properties.items()}
        return {
            "socket.timeout.ms": 10_000,
            "socket.connection.setup.timeout.ms": 10_000,
            **client_properties(filled),
            **own,
            "bootstrap.servers": self._secrets.filled(self.bootstrap),
            "error_cb": self._note,
        }

    def _note(self, error: KafkaError) -> None:
        self._last_complaint = error.str()

    def _complaint(self) -> str:
        if self._admin is not None:
            self._admin.poll(0)
        return self._last_complaint

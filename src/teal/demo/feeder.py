"""Feeds the generator's records to Kafka: a history at full speed, then a steady trickle.

The only module of the demo that talks to Kafka and reads a clock.
"""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Self

from teal.demo.events import Event, value_json
from teal.demo.generator import DEFAULT_SEED, events, history_start_ms
from teal.demo.state import ShopState
from teal.model.errors import TealError

if TYPE_CHECKING:
    from confluent_kafka import KafkaError, Message, Producer

DEFAULT_RATE = 300
DEFAULT_HISTORY = 20_000
DEFAULT_PATIENCE = timedelta(seconds=60)

_TICK_SECONDS = 0.02


class FeederFailed(TealError):
    """Kafka did not take the records: the totals cannot be known any more."""

    def __init__(self, servers: str, reason: str) -> None:
        super().__init__(servers, reason)
        self.servers = servers
        self.reason = reason

    def __str__(self) -> str:
        return (
            f"The generator could not write to Kafka at {self.servers}: {self.reason}. "
            "Check that the broker runs and that the raw topics exist, then start the feed again."
        )


class Feeder:
    """One thread that sends records, and knows what the sent ones add up to.

    `start()` returns when the history is acknowledged. `state` may be read between `pause()` and
    `resume()`, and after `stop()`. A failure of the thread is raised by the next call.
    """

    def __init__(
        self,
        bootstrap_servers: str,
        *,
        rate: int = DEFAULT_RATE,
        history: int = DEFAULT_HISTORY,
        seed: int = DEFAULT_SEED,
        start_ms: int | None = None,
        topic_name: Callable[[str], str] = str,
        patience: timedelta = DEFAULT_PATIENCE,
    ) -> None:
        """`topic_name` turns a raw table's name into its topic; without `start_ms` the history's
        event time leads up to now; `patience` is how long Kafka may take to acknowledge a record.
        """
        begin = history_start_ms(time.time_ns() // 1_000_000, history)
        self.state = ShopState()
        self.sent = 0
        self._servers = bootstrap_servers
        self._rate = rate
        self._history = history
        self._topic_name = topic_name
        self._patience = patience
        self._events = events(seed, start_ms=begin if start_ms is None else start_ms)
        self._producer: Producer | None = None
        self._thread = threading.Thread(target=self._trickle, name="retail-feed", daemon=True)
        self._sending = threading.Lock()
        self._stopping = threading.Event()
        self._failure: str | None = None
        self._is_paused = False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def start(self) -> None:
        """Send the history, wait until Kafka holds it, then go on at the given rate."""
        from confluent_kafka import Producer

        self._producer = Producer(
            {
                "bootstrap.servers": self._servers,
                "enable.idempotence": True,
                "linger.ms": 20,
                "message.timeout.ms": self._patience // timedelta(milliseconds=1),
                "log_level": 0,  # what matters comes back as a delivery error
            }
        )
        with self._sending:
            self._send(islice(self._events, self._history))
            self._flush()
        self._raise_failure()
        self._thread.start()

    def pause(self) -> int:
        """Stop sending; return how many were sent, once Kafka has acknowledged every one."""
        if not self._is_paused:
            self._sending.acquire()
            self._is_paused = True
        self._flush()
        self._raise_failure()
        return self.sent

    def resume(self) -> None:
        """Go on after a pause."""
        if self._is_paused:
            self._is_paused = False
            self._sending.release()
        self._raise_failure()

    def stop(self) -> int:
        """End the feed for good; return how many were sent and acknowledged."""
        self._end()
        self._raise_failure()
        return self.sent

    def _end(self) -> None:
        self._stopping.set()
        if self._is_paused:
            self._is_paused = False
            self._sending.release()
        if self._thread.is_alive():
            self._thread.join()
        self._flush()
        self._producer = None

    def _trickle(self) -> None:
        since, sent = time.monotonic(), 0
        while not self._stopping.wait(_TICK_SECONDS):
            waited_from = time.monotonic()
            with self._sending:
                # Time spent in a pause is not made up for: the rate stays what it is.
                since += time.monotonic() - waited_from
                due = int((time.monotonic() - since) * self._rate) - sent
                if self._stopping.is_set() or self._failure is not None:
                    return
                self._send(islice(self._events, due))
                sent += due

    def _send(self, batch: Iterator[Event]) -> None:
        for event in batch:
            if self._failure is not None:
                return
            self._produce(event)
            self.state.apply(event)
            self.sent += 1

    def _produce(self, event: Event) -> None:
        from confluent_kafka import KafkaException

        assert self._producer is not None
        topic, value = self._topic_name(event.topic), value_json(event)
        while True:
            try:
                self._producer.produce(
                    topic,
                    key=event.key,
                    value=value,
                    timestamp=event.timestamp_ms,
                    on_delivery=self._delivered,
                )
            except BufferError:
                self._producer.poll(0.1)
            except KafkaException as error:
                self._failure = str(error)
                return
            else:
                self._producer.poll(0)
                return

    def _flush(self) -> None:
        if self._producer is None:
            return
        # A little longer than a record's own time-out: its reason says more than ours.
        seconds = self._patience.total_seconds() + 5
        left = self._producer.flush(seconds)
        if left:
            self._failure = f"{left} records were not acknowledged within {seconds:.0f} s"

    def _delivered(self, error: "KafkaError | None", _: "Message") -> None:
        if error is not None:
            self._failure = str(error)

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise FeederFailed(self._servers, self._failure)

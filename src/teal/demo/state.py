"""The sent records reduced to what holds: the newest row of each entity, and the traffic seen."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import Struct, field

from teal.demo.events import RAW_PAYMENTS, Event, Field, raw_topics

TRAFFIC_WINDOW = timedelta(seconds=10)
WATERMARK_DELAY = timedelta(seconds=5)

RawRow = Mapping[str, Field]


class Traffic(Struct):
    """Payment events of one window and type, each delivery counted."""

    count: int = 0
    amount: Decimal = Decimal("0.00")


class ShopState(Struct):
    """Takes records in as they are sent, in any order and as often as they come.

    It grows with the number of entities, not of records. It belongs to one thread at a time.
    """

    traffic: dict[tuple[datetime, str], Traffic] = field(default_factory=dict)
    payments_seen_until: datetime = datetime.min
    _newest: dict[str, dict[str, tuple[int, RawRow | None]]] = field(
        default_factory=lambda: {topic: {} for topic in raw_topics()}
    )

    def apply(self, event: Event) -> None:
        """Take one record in. Only a greater lsn replaces what is known of an entity."""
        row = event.value
        if event.topic == RAW_PAYMENTS:
            if row["aggregate_id"] is None:
                return
            self._count(row)
        entities, lsn = self._newest[event.topic], integer(row["lsn"])
        known = entities.get(event.key)
        if known is None or known[0] < lsn:
            # A deletion is kept: an older change that comes late must not bring the row back.
            entities[event.key] = (lsn, None if row.get("op") == "d" else row)

    def rows(self, topic: str) -> Iterator[RawRow]:
        """The rows of one raw topic's table that are not deleted."""
        return (row for _, row in self._newest[topic].values() if row is not None)

    def _count(self, row: RawRow) -> None:
        at = moment(row["occurred_at"])
        start = datetime.min + (at - datetime.min) // TRAFFIC_WINDOW * TRAFFIC_WINDOW
        seen = self.traffic.setdefault((start, str(row["event_type"])), Traffic())
        seen.count += 1
        seen.amount += amount(row["amount"])
        self.payments_seen_until = max(self.payments_seen_until, at)


def integer(value: Field) -> int:
    """A field that must be a number."""
    assert isinstance(value, int)
    return value


def amount(value: Field) -> Decimal:
    """A field that must be money."""
    return Decimal(str(value))


def moment(value: Field) -> datetime:
    """A field that must be a timestamp; Flink leaves out a fraction of zero."""
    return datetime.fromisoformat(str(value))

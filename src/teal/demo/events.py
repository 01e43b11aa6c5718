"""What the shop's systems send: one event is one record of a raw topic, as JSON."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from msgspec import Struct

RAW_ORDERS = "raw_orders"
RAW_ORDER_ITEMS = "raw_order_items"
RAW_CUSTOMERS = "raw_customers"
RAW_PRODUCTS = "raw_products"
RAW_PAYMENTS = "raw_payments"

Field = str | int | None

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Event(Struct, frozen=True):
    """One record: the topic's logical name, the entity's id as key, flat fields, event time."""

    topic: str
    key: str
    value: Mapping[str, Field]
    timestamp_ms: int


def raw_topics() -> dict[str, int]:
    """Partitions of each raw topic.

    Payments keep one: windows over them are the same in every run only if their order is.
    """
    return {
        RAW_ORDERS: 2,
        RAW_ORDER_ITEMS: 2,
        RAW_CUSTOMERS: 1,
        RAW_PRODUCTS: 1,
        RAW_PAYMENTS: 1,
    }


def value_json(event: Event) -> bytes:
    """The record's value as it stands in Kafka."""
    return json.dumps(event.value, separators=(",", ":")).encode()


def sql_timestamp(at_ms: int) -> str:
    """Milliseconds since 1970 (UTC) as Flink's JSON format writes a TIMESTAMP(3)."""
    at = _EPOCH + timedelta(milliseconds=at_ms)
    return f"{at:%Y-%m-%d %H:%M:%S}.{at_ms % 1000:03d}"


def money(cents: int) -> str:
    """Cents as a decimal text with two places, the way a CDC connector sends a numeric."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"

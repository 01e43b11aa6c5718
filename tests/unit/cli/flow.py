"""What the small pipeline's jobs would write, if the memory engine ran them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from teal.kafka.memory import MemoryTopics
from teal.model.validation import Cut

RAW = "raw_orders"
Row = dict[str, int | float | str]
Written = tuple[Row, Row]
"""A record's key and value."""


def flow(topics: MemoryTopics, orders: int, losing: Mapping[str, int] = {}) -> None:
    """Let orders arrive, and let every version of both tables take up all there are.

    `losing` maps a topic to the order that its job loses.
    """
    before = _count(topics, RAW)
    for number in range(before, before + orders):
        topics.append(RAW, 0, None, _bytes(_order(number)))
    for topic in sorted(topics.list_names()):
        for table, rows in _JOBS.items():
            if topic in (table, f"{table}_v2"):
                _take_up(topics, topic, rows, losing.get(topic))


def _order(number: int) -> Row:
    return {"order_id": number, "region": f"region-{number % 3}", "amount": number + 0.25}


def _take_up(
    topics: MemoryTopics,
    topic: str,
    rows: Callable[[list[Row]], Iterator[Written]],
    lost: int | None,
) -> None:
    orders = [_order(n) for n in range(_count(topics, RAW)) if n != lost]
    written = list(rows(orders))
    for key, value in written[_count(topics, topic) :]:
        topics.append(topic, 0, _bytes(key), _bytes(value))


def _int_orders(orders: list[Row]) -> Iterator[Written]:
    for order in orders:
        yield {"order_id": order["order_id"]}, order


def _fct_regions(orders: list[Row]) -> Iterator[Written]:
    totals: dict[str, tuple[int, float]] = {}
    for order in orders:
        region = str(order["region"])
        count, amount = totals.get(region, (0, 0.0))
        totals[region] = count, amount = count + 1, amount + float(order["amount"])
        yield {"region": region}, {"region": region, "orders": count, "amount": amount}


_JOBS = {"int_orders": _int_orders, "fct_regions": _fct_regions}


def _count(topics: MemoryTopics, topic: str) -> int:
    cut: Cut = topics.ends((topic,))
    return cut.ends[0].end


def _bytes(row: Row) -> bytes:
    return json.dumps(row).encode()

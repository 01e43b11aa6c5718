"""What the facts must hold, computed from the sent records alone: plain Python, no Flink.

It speaks of version 1 of the example; columns that a later version adds are left aside.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from msgspec import Struct

from teal.demo.events import RAW_CUSTOMERS, RAW_ORDER_ITEMS, RAW_ORDERS, RAW_PAYMENTS, RAW_PRODUCTS
from teal.demo.state import (
    TRAFFIC_WINDOW,
    WATERMARK_DELAY,
    RawRow,
    ShopState,
    amount,
    integer,
    moment,
)

Value = str | int | Decimal | datetime | None
Key = tuple[Value, ...]
Row = Mapping[str, Value]
Rows = dict[Key, Row]

K = TypeVar("K")
T = TypeVar("T")

SOLD = frozenset({"PAID", "SHIPPED", "DELIVERED"})
TRAFFIC = "fct_payment_traffic"


class Fact(Struct, frozen=True):
    """The columns of a fact's version 1 with what they hold; the first ones are its key."""

    columns: Mapping[str, type[str] | type[int] | type[Decimal] | type[datetime]]
    key_length: int = 1

    def key(self, row: Row) -> Key:
        """The primary key of a row."""
        return tuple(row[column] for column in list(self.columns)[: self.key_length])


FACTS: Mapping[str, Fact] = {
    "fct_revenue_by_region": Fact(
        {"region": str, "order_count": int, "item_count": int, "revenue": Decimal}
    ),
    "fct_sales_by_product": Fact(
        {
            "product_id": int,
            "product_name": str,
            "category": str,
            "line_count": int,
            "units_sold": int,
            "revenue": Decimal,
        }
    ),
    "fct_customer_orders": Fact(
        {
            "customer_id": int,
            "region": str,
            "order_count": int,
            "revenue": Decimal,
            "last_ordered_at": datetime,
        }
    ),
    "fct_payments_by_method": Fact(
        {
            "payment_method": str,
            "captured_count": int,
            "captured_amount": Decimal,
            "refunded_count": int,
            "refunded_amount": Decimal,
        }
    ),
    TRAFFIC: Fact(
        {
            "window_start": datetime,
            "event_type": str,
            "window_end": datetime,
            "event_count": int,
            "amount": Decimal,
        },
        key_length=2,
    ),
}


def expected_facts(state: ShopState) -> dict[str, Rows]:
    """The rows that must stand in each upsert fact, by primary key."""
    orders = {integer(o["order_id"]): o for o in state.rows(RAW_ORDERS)}
    facts: dict[str, Iterable[Row]] = {
        "fct_revenue_by_region": _revenue_by_region(state, orders),
        "fct_sales_by_product": _sales_by_product(state, orders),
        "fct_customer_orders": _customer_orders(state, orders),
        "fct_payments_by_method": _payments_by_method(state, orders),
    }
    return {table: {FACTS[table].key(row): row for row in rows} for table, rows in facts.items()}


def expected_traffic(state: ShopState) -> Rows:
    """The rows of `fct_payment_traffic` for each window that the watermark has passed."""
    watermark = state.payments_seen_until - WATERMARK_DELAY
    rows: list[Row] = [
        {
            "window_start": start,
            "window_end": start + TRAFFIC_WINDOW,
            "event_type": event_type,
            "event_count": seen.count,
            "amount": seen.amount,
        }
        for (start, event_type), seen in state.traffic.items()
        if start + TRAFFIC_WINDOW <= watermark
    ]
    return {FACTS[TRAFFIC].key(row): row for row in rows}


def fact_row(table: str, value: bytes) -> Row:
    """A record of a fact's topic with Python's types, without columns that version 1 lacks."""
    fields = json.loads(value, parse_float=Decimal)
    return {
        column: None if fields[column] is None else _typed(kind, fields[column])
        for column, kind in FACTS[table].columns.items()
    }


def differences(expected: Rows, actual: Rows) -> tuple[str, ...]:
    """What differs, one line a key, for people; empty if both are equal."""
    return tuple(
        f"{', '.join(map(str, key))}: expected {expected.get(key)}, found {actual.get(key)}"
        for key in sorted(expected.keys() | actual.keys(), key=str)
        if expected.get(key) != actual.get(key)
    )


def _revenue_by_region(state: ShopState, orders: Mapping[int, RawRow]) -> Iterator[Row]:
    regions = {integer(c["customer_id"]): str(c["region"]) for c in state.rows(RAW_CUSTOMERS)}
    sold = [
        (regions[customer], lines)
        for order, lines in _sold_orders(state, orders)
        if (customer := integer(order["customer_id"])) in regions
    ]
    for region, group in _grouped(sold, by=lambda pair: pair[0]):
        yield {
            "region": region,
            "order_count": len(group),
            "item_count": sum(integer(line["quantity"]) for _, lines in group for line in lines),
            "revenue": sum((_net(line) for _, lines in group for line in lines), Decimal()),
        }


def _sales_by_product(state: ShopState, orders: Mapping[int, RawRow]) -> Iterator[Row]:
    products = {integer(p["product_id"]): p for p in state.rows(RAW_PRODUCTS)}
    lines = [line for _, lines in _sold_orders(state, orders) for line in lines]
    for product_id, group in _grouped(lines, by=lambda line: integer(line["product_id"])):
        if product_id not in products:
            continue
        yield {
            "product_id": product_id,
            "product_name": str(products[product_id]["product_name"]),
            "category": str(products[product_id]["category"]).upper(),
            "line_count": len(group),
            "units_sold": sum(integer(line["quantity"]) for line in group),
            "revenue": sum(map(_net, group), Decimal()),
        }


def _customer_orders(state: ShopState, orders: Mapping[int, RawRow]) -> Iterator[Row]:
    regions = {integer(c["customer_id"]): str(c["region"]) for c in state.rows(RAW_CUSTOMERS)}
    sold = _sold_orders(state, orders)
    for customer_id, group in _grouped(sold, by=lambda pair: integer(pair[0]["customer_id"])):
        if customer_id not in regions:
            continue
        yield {
            "customer_id": customer_id,
            "region": regions[customer_id],
            "order_count": len(group),
            "revenue": sum((_net(line) for _, lines in group for line in lines), Decimal()),
            "last_ordered_at": max(moment(order["ordered_at"]) for order, _ in group),
        }


def _payments_by_method(state: ShopState, orders: Mapping[int, RawRow]) -> Iterator[Row]:
    settled = (
        payment
        for payment in state.rows(RAW_PAYMENTS)
        if payment["event_type"] in ("Captured", "Refunded")
        and integer(payment["order_id"]) in orders
    )
    for method, group in _grouped(settled, by=lambda payment: str(payment["payment_method"])):
        captured = [amount(p["amount"]) for p in group if p["event_type"] == "Captured"]
        refunded = [amount(p["amount"]) for p in group if p["event_type"] == "Refunded"]
        yield {
            "payment_method": method,
            "captured_count": len(captured),
            "captured_amount": sum(captured, Decimal()),
            "refunded_count": len(refunded),
            "refunded_amount": sum(refunded, Decimal()),
        }


def _sold_orders(
    state: ShopState, orders: Mapping[int, RawRow]
) -> list[tuple[RawRow, list[RawRow]]]:
    """Orders that count, with their lines; one that has no line is not an order yet."""
    by_order = _grouped(state.rows(RAW_ORDER_ITEMS), by=lambda line: integer(line["order_id"]))
    return [
        (orders[order_id], lines)
        for order_id, lines in by_order
        if order_id in orders and orders[order_id]["status"] in SOLD
    ]


def _grouped(rows: Iterable[T], by: Callable[[T], K]) -> Iterable[tuple[K, list[T]]]:
    groups: dict[K, list[T]] = {}
    for row in rows:
        groups.setdefault(by(row), []).append(row)
    return groups.items()


def _net(line: RawRow) -> Decimal:
    return integer(line["quantity"]) * amount(line["unit_price"]) - amount(line["discount"])


def _typed(kind: type, field: str | int | Decimal) -> Value:
    if kind is Decimal:
        return Decimal(field)
    if kind is datetime:
        return moment(str(field))
    return int(field) if kind is int else str(field)

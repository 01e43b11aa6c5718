"""Builds the raw records of the shop's tables and numbers them, one growing lsn a table."""

from collections.abc import Mapping

from msgspec import Struct

from teal.demo.events import (
    RAW_CUSTOMERS,
    RAW_ORDER_ITEMS,
    RAW_ORDERS,
    RAW_PAYMENTS,
    RAW_PRODUCTS,
    Event,
    Field,
    money,
    sql_timestamp,
)


class Order(Struct, frozen=True):
    """An order as the shop's database holds it."""

    order_id: int
    customer_id: int
    channel: str
    ordered_at_ms: int


class Line(Struct, frozen=True):
    """One line of an order; money in cents, the discount for the whole line."""

    order_id: int
    line_no: int
    product_id: int
    quantity: int
    unit_price: int
    discount: int

    @property
    def net(self) -> int:
        """What the customer owes for the line, in cents."""
        return self.quantity * self.unit_price - self.discount


class Customer(Struct, frozen=True):
    """A customer's account."""

    customer_id: int
    full_name: str
    email: str
    region: str
    member_since_ms: int


class Product(Struct, frozen=True):
    """A product of the catalogue; the price in cents."""

    product_id: int
    product_name: str
    category: str
    list_price: int


class Payment(Struct, frozen=True):
    """A payment of an order, in cents."""

    payment_id: int
    order_id: int
    payment_method: str
    amount: int


class Records:
    """The change logs of all tables: each call writes one record at the given time."""

    def __init__(self) -> None:
        self._lsn: dict[str, int] = {}

    def order(self, op: str, order: Order, status: str, at_ms: int) -> Event:
        """A change of an order. A deletion carries the key alone."""
        fields: dict[str, Field] = {
            "customer_id": order.customer_id,
            "status": status,
            "channel": order.channel,
            "ordered_at": sql_timestamp(order.ordered_at_ms),
        }
        return self._change(RAW_ORDERS, op, {"order_id": order.order_id}, fields, at_ms)

    def line(self, op: str, line: Line, at_ms: int) -> Event:
        """A change of an order's line."""
        fields: dict[str, Field] = {
            "product_id": line.product_id,
            "quantity": line.quantity,
            "unit_price": money(line.unit_price),
            "discount": money(line.discount),
        }
        key = {"order_id": line.order_id, "line_no": line.line_no}
        return self._change(RAW_ORDER_ITEMS, op, key, fields, at_ms)

    def customer(self, op: str, customer: Customer, at_ms: int) -> Event:
        """A change of a customer's account."""
        fields: dict[str, Field] = {
            "full_name": customer.full_name,
            "email": customer.email,
            "region": customer.region,
            "member_since": sql_timestamp(customer.member_since_ms),
        }
        return self._change(RAW_CUSTOMERS, op, {"customer_id": customer.customer_id}, fields, at_ms)

    def product(self, op: str, product: Product, at_ms: int) -> Event:
        """A change of a product."""
        fields: dict[str, Field] = {
            "product_name": product.product_name,
            "category": product.category,
            "list_price": money(product.list_price),
        }
        return self._change(RAW_PRODUCTS, op, {"product_id": product.product_id}, fields, at_ms)

    def payment(self, event_type: str, payment: Payment, at_ms: int) -> Event:
        """A domain event of a payment, as it leaves the outbox."""
        return self._outbox(
            event_type,
            payment.payment_id,
            {
                "order_id": payment.order_id,
                "payment_method": payment.payment_method,
                "amount": money(payment.amount),
            },
            at_ms,
        )

    def heartbeat(self, at_ms: int) -> Event:
        """The outbox's sign of life: it belongs to no payment."""
        nothing: dict[str, Field] = {"order_id": None, "payment_method": None, "amount": None}
        return self._outbox("Heartbeat", None, nothing, at_ms)

    def _change(
        self,
        topic: str,
        op: str,
        key: Mapping[str, int],
        fields: Mapping[str, Field],
        at_ms: int,
    ) -> Event:
        after = dict.fromkeys(fields) if op == "d" else fields
        value: dict[str, Field] = {"op": op, "lsn": self._next_lsn(topic), **key, **after}
        value["changed_at"] = sql_timestamp(at_ms)
        return Event(topic, "-".join(map(str, key.values())), value, at_ms)

    def _outbox(
        self, event_type: str, payment_id: int | None, payload: Mapping[str, Field], at_ms: int
    ) -> Event:
        lsn = self._next_lsn(RAW_PAYMENTS)
        value: dict[str, Field] = {
            "event_id": f"evt-{lsn:08x}",
            "lsn": lsn,
            "aggregate_id": payment_id,
            "event_type": event_type,
            **payload,
            "occurred_at": sql_timestamp(at_ms),
        }
        return Event(RAW_PAYMENTS, str(payment_id or "heartbeat"), value, at_ms)

    def _next_lsn(self, topic: str) -> int:
        # Gaps, as in a log that other tables write to as well.
        self._lsn[topic] = self._lsn.get(topic, 1000) + 3
        return self._lsn[topic]

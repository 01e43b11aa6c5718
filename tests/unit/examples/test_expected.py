"""Expected totals of a log short enough to be added up by hand."""

from datetime import datetime
from decimal import Decimal
from itertools import islice

from teal.demo.events import Event
from teal.demo.expected import Rows, differences, expected_facts, expected_traffic, fact_row
from teal.demo.generator import events
from teal.demo.records import Customer, Line, Order, Payment, Product, Records
from teal.demo.state import ShopState

NOON_MS = 1_770_033_600_000
NOON = datetime(2026, 2, 2, 12, 0, 0)


class Log:
    """Two customers, two products; the tests add the orders."""

    def __init__(self) -> None:
        self.records = Records()
        self.sent = [
            self.records.product("c", Product(1, "teapot", "kitchen", 1000), NOON_MS),
            self.records.product("c", Product(2, "spade", "garden", 2500), NOON_MS),
            self.records.customer("c", Customer(1, "Ada", "ada@x", "NORTH", NOON_MS), NOON_MS),
            self.records.customer("c", Customer(2, "Bob", "bob@x", "SOUTH", NOON_MS), NOON_MS),
        ]

    def order(self, number: int, customer: int, status: str, op: str = "u") -> Event:
        order = Order(number, customer, "web", NOON_MS + number)
        return self._add(self.records.order(op, order, status, NOON_MS + number))

    def line(self, line: Line, op: str = "c") -> Event:
        return self._add(self.records.line(op, line, NOON_MS))

    def payment(self, kind: str, payment: Payment, at_ms: int = NOON_MS) -> Event:
        return self._add(self.records.payment(kind, payment, at_ms))

    def state(self) -> ShopState:
        state = ShopState()
        for event in self.sent:
            state.apply(event)
        return state

    def _add(self, event: Event) -> Event:
        self.sent.append(event)
        return event


def test_orders_are_added_up_by_region_product_and_customer() -> None:
    log = Log()
    log.order(1, 1, "PAID")
    log.line(Line(1, 1, 1, 3, 1000, 100))
    log.line(Line(1, 2, 2, 1, 2500, 0))
    log.order(2, 2, "DELIVERED")
    log.line(Line(2, 1, 1, 1, 1000, 0))
    log.order(3, 2, "NEW")
    log.line(Line(3, 1, 1, 9, 1000, 0))
    facts = expected_facts(log.state())
    assert facts["fct_revenue_by_region"] == {
        ("NORTH",): {
            "region": "NORTH",
            "order_count": 1,
            "item_count": 4,
            "revenue": Decimal("54.00"),
        },
        ("SOUTH",): {
            "region": "SOUTH",
            "order_count": 1,
            "item_count": 1,
            "revenue": Decimal("10.00"),
        },
    }
    assert facts["fct_sales_by_product"][(1,)] == {
        "product_id": 1,
        "product_name": "teapot",
        "category": "KITCHEN",
        "line_count": 2,
        "units_sold": 4,
        "revenue": Decimal("39.00"),
    }
    assert facts["fct_customer_orders"][(2,)] == {
        "customer_id": 2,
        "region": "SOUTH",
        "order_count": 1,
        "revenue": Decimal("10.00"),
        "last_ordered_at": datetime(2026, 2, 2, 12, 0, 0, 2000),
    }


def test_a_redelivery_counts_once_and_an_older_change_after_a_newer_not_at_all() -> None:
    log = Log()
    older = log.order(1, 1, "PAID")
    log.line(Line(1, 1, 1, 1, 1000, 0))
    log.order(1, 1, "CANCELLED")
    log.sent.append(older)
    assert expected_facts(log.state())["fct_revenue_by_region"] == {}


def test_a_deletion_is_not_undone_by_an_older_change() -> None:
    log = Log()
    log.order(1, 1, "PAID")
    kept = log.line(Line(1, 1, 1, 1, 1000, 0))
    gone = log.line(Line(1, 2, 1, 1, 1000, 0))
    log.line(Line(1, 2, 1, 1, 1000, 0), op="d")
    log.sent += [gone, kept]
    assert expected_facts(log.state())["fct_revenue_by_region"][("NORTH",)]["item_count"] == 1


def test_a_customer_who_moves_takes_the_orders_along() -> None:
    log = Log()
    log.order(1, 1, "PAID")
    log.line(Line(1, 1, 1, 1, 1000, 0))
    moved = Customer(1, "Ada", "ada@x", "ISLANDS", NOON_MS)
    log.sent.append(log.records.customer("u", moved, NOON_MS))
    assert list(expected_facts(log.state())["fct_revenue_by_region"]) == [("ISLANDS",)]


def test_an_order_without_lines_and_a_probe_are_no_orders() -> None:
    log = Log()
    log.order(1, 1, "PAID")
    log.order(-3, 1, "PAID")
    assert expected_facts(log.state())["fct_customer_orders"] == {}


def test_a_payment_counts_in_its_newest_state() -> None:
    log = Log()
    log.order(1, 1, "PAID")
    for kind in ("Authorized", "Captured"):
        log.payment(kind, Payment(1, 1, "CARD", 1000))
    for kind in ("Authorized", "Captured", "Refunded"):
        log.payment(kind, Payment(2, 1, "CARD", 300))
    for kind in ("Authorized", "Failed"):
        log.payment(kind, Payment(3, 1, "CARD", 300))
    log.payment("Captured", Payment(4, 99, "CARD", 300))
    log.sent.append(log.records.heartbeat(NOON_MS))
    assert expected_facts(log.state())["fct_payments_by_method"] == {
        ("CARD",): {
            "payment_method": "CARD",
            "captured_count": 1,
            "captured_amount": Decimal("10.00"),
            "refunded_count": 1,
            "refunded_amount": Decimal("3.00"),
        }
    }


def test_traffic_counts_deliveries_of_closed_windows() -> None:
    log = Log()
    once = log.payment("Captured", Payment(1, 1, "CARD", 1000), NOON_MS + 1)
    log.sent.append(once)
    log.payment("Captured", Payment(2, 1, "CARD", 500), NOON_MS + 10_000)
    assert expected_traffic(log.state()) == {}
    log.payment("Captured", Payment(3, 1, "CARD", 500), NOON_MS + 15_000)
    assert expected_traffic(log.state()) == {
        (NOON, "Captured"): {
            "window_start": NOON,
            "window_end": datetime(2026, 2, 2, 12, 0, 10),
            "event_type": "Captured",
            "event_count": 2,
            "amount": Decimal("20.00"),
        }
    }


def test_a_fact_record_is_read_with_its_types_and_without_new_columns() -> None:
    value = (
        b'{"customer_id":7,"region":"EAST","order_count":2,"revenue":1E+2,'
        b'"last_ordered_at":"2026-02-02 12:00:00","discounts":1}'
    )
    assert fact_row("fct_customer_orders", value) == {
        "customer_id": 7,
        "region": "EAST",
        "order_count": 2,
        "revenue": Decimal(100),
        "last_ordered_at": NOON,
    }


def test_differences_name_the_keys_that_are_missing_extra_or_changed() -> None:
    expected: Rows = {("a",): {"n": 1}, ("b",): {"n": 2}, ("c",): {"n": 3}}
    actual: Rows = {("a",): {"n": 1}, ("b",): {"n": 5}, ("d",): {"n": 4}}
    assert differences(expected, actual) == (
        "b: expected {'n': 2}, found {'n': 5}",
        "c: expected {'n': 3}, found None",
        "d: expected None, found {'n': 4}",
    )


def test_the_totals_of_a_history_do_not_depend_on_the_order_of_arrival() -> None:
    history = list(islice(events(start_ms=NOON_MS), 5000))
    forwards, backwards = ShopState(), ShopState()
    for event in history:
        forwards.apply(event)
    for event in reversed(history):
        backwards.apply(event)
    facts = expected_facts(forwards)
    assert facts == expected_facts(backwards)
    assert all(facts.values())

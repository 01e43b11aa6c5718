"""A simulated shop: customers order, pay, change their minds and move, in simulated time.

Pure and endless: the same seed and start give the same changes, in the order of their commits.
"""

import heapq
import random
from collections.abc import Generator, Iterator
from itertools import accumulate

from msgspec.structs import replace

from teal.demo.events import Event
from teal.demo.records import Customer, Line, Order, Payment, Product, Records

REGIONS = ("NORTH", "SOUTH", "EAST", "WEST", "ISLANDS")
CUSTOMERS = 300
PRODUCTS = 50
MEAN_MS_PER_EVENT = 3.5  # of a change; a re-delivery takes no time in the shop

_REGION_WEIGHTS = (30, 25, 20, 20, 5)
_CATEGORIES = ("kitchen", "garden", "books", "toys", "tools")
_CHANNELS = ("web", "app", "store")
_METHODS = ("CARD", "WALLET", "TRANSFER", "VOUCHER")
_METHOD_WEIGHTS = (60, 25, 12, 3)
_NEVER_ORDER = 60  # the last customers only look around: quiet rows of the dimension
_HOT_CUSTOMERS = 12
_NEVER_SOLD = 5

# What goes on in the shop is a script: an Event happens now, a number is a wait in milliseconds.
Script = Generator[Event | int, None, None]


class Shop:
    """The shop's state and clock; `changes()` runs it for ever."""

    def __init__(self, seed: int, start_ms: int) -> None:
        self._random = random.Random(seed)
        self._now_ms = start_ms
        self._records = Records()
        self._waiting: list[tuple[int, int, Script]] = []
        self._scripts = 0
        self._orders = 0
        self._payments = 0
        self._customers = [self._new_customer(n) for n in range(1, CUSTOMERS + 1)]
        self._products = [self._new_product(n) for n in range(1, PRODUCTS + 1)]
        self._closable = list(range(CUSTOMERS - _NEVER_ORDER // 2, CUSTOMERS))
        self._customer_weights = tuple(accumulate(self._customer_weight()))
        self._product_weights = tuple(
            accumulate(3000 / (rank + 2) ** 1.6 for rank in range(PRODUCTS - _NEVER_SOLD))
        )

    def changes(self) -> Iterator[Event]:
        """Every change, first the catalogue and the customers, then trade without end."""
        yield from self._play(self._opening())
        while True:
            yield from self._play(self._next_script())

    def _play(self, script: Script) -> Iterator[Event]:
        for step in script:
            if isinstance(step, int):
                self._scripts += 1
                heapq.heappush(self._waiting, (self._now_ms + step, self._scripts, script))
                return
            yield step
            self._now_ms += self._random.randint(1, 6)

    def _next_script(self) -> Script:
        if self._waiting and self._waiting[0][0] <= self._now_ms:
            return heapq.heappop(self._waiting)[2]
        return self._new_script()

    def _new_script(self) -> Script:
        dice = self._random.random()
        if dice < 0.94:
            return self._order_life()
        if dice < 0.95:
            return self._probe()
        if dice < 0.96:
            return self._customer_moves()
        if dice < 0.98:
            return self._price_changes()
        if dice < 0.985:
            return self._account_closes()
        return self._heartbeat()

    def _opening(self) -> Script:
        for product in self._products:
            yield self._records.product("c", product, self._now_ms)
        for customer in self._customers:
            yield self._records.customer("c", customer, self._now_ms)

    def _order_life(self) -> Script:
        order, lines = self._new_order(), self._new_lines(self._orders)
        yield self._records.order("c", order, "NEW", self._now_ms)
        for line in lines:
            yield self._records.line("c", line, self._now_ms)
        yield self._random.randint(30, 1200)
        yield from self._second_thoughts(lines)
        yield self._random.randint(30, 1200)
        if self._random.random() < 0.06:
            yield from self._cancelled(order, lines)
            return
        paid = yield from self._paid(order, sum(line.net for line in lines))
        yield self._records.order("u", order, "PAID", self._now_ms)
        yield self._random.randint(100, 4000)
        yield self._records.order("u", order, "SHIPPED", self._now_ms)
        yield self._random.randint(100, 6000)
        if self._random.random() < 0.03:
            yield self._records.payment("Refunded", paid, self._now_ms)
            yield self._records.order("u", order, "RETURNED", self._now_ms)
        else:
            yield self._records.order("u", order, "DELIVERED", self._now_ms)

    def _second_thoughts(self, lines: list[Line]) -> Script:
        """The customer may change a quantity, or drop a line; `lines` is brought up to date."""
        if self._random.random() < 0.10:
            lines[0] = replace(lines[0], quantity=lines[0].quantity + 1)
            yield self._records.line("u", lines[0], self._now_ms)
        if len(lines) > 1 and self._random.random() < 0.05:
            yield self._records.line("d", lines.pop(), self._now_ms)

    def _cancelled(self, order: Order, lines: list[Line]) -> Script:
        """Half of the cancelled orders are also cleaned away, lines first."""
        yield self._records.order("u", order, "CANCELLED", self._now_ms)
        if self._random.random() < 0.5:
            return
        yield self._random.randint(200, 3000)
        for line in lines:
            yield self._records.line("d", line, self._now_ms)
        yield self._records.order("d", order, "CANCELLED", self._now_ms)

    def _paid(self, order: Order, amount: int) -> Generator[Event | int, None, Payment]:
        """Authorize, then capture; one try in eight fails and is followed by another."""
        while True:
            self._payments += 1
            method = self._random.choices(_METHODS, _METHOD_WEIGHTS)[0]
            payment = Payment(self._payments, order.order_id, method, amount)
            yield self._records.payment("Authorized", payment, self._now_ms)
            yield self._random.randint(30, 600)
            if self._random.random() >= 0.125:
                yield self._records.payment("Captured", payment, self._now_ms)
                return payment
            yield self._records.payment("Failed", payment, self._now_ms)
            yield self._random.randint(30, 600)

    def _heartbeat(self) -> Script:
        yield self._records.heartbeat(self._now_ms)

    def _probe(self) -> Script:
        """The monitoring's order: it must never be counted."""
        probe = Order(-self._random.randint(1, 9), 1, "probe", self._now_ms)
        yield self._records.order("c", probe, "PAID", self._now_ms)

    def _customer_moves(self) -> Script:
        at = self._random.randrange(CUSTOMERS - _NEVER_ORDER)
        self._customers[at] = replace(self._customers[at], region=self._random.choice(REGIONS))
        yield self._records.customer("u", self._customers[at], self._now_ms)

    def _price_changes(self) -> Script:
        at = self._random.randrange(PRODUCTS)
        product = self._products[at]
        price = max(100, product.list_price + self._random.randint(-300, 300))
        self._products[at] = replace(product, list_price=price)
        yield self._records.product("u", self._products[at], self._now_ms)

    def _account_closes(self) -> Script:
        """Only accounts that never ordered are closed, so that no order loses its region."""
        if self._closable:
            at = self._closable.pop()
            yield self._records.customer("d", self._customers[at], self._now_ms)

    def _new_order(self) -> Order:
        self._orders += 1
        buyers = range(1, CUSTOMERS - _NEVER_ORDER + 1)
        customer = self._random.choices(buyers, cum_weights=self._customer_weights)[0]
        return Order(self._orders, customer, self._random.choice(_CHANNELS), self._now_ms)

    def _new_lines(self, order_id: int) -> list[Line]:
        count = self._random.choices((1, 2, 3, 4), (40, 30, 20, 10))[0]
        return [self._new_line(order_id, line_no) for line_no in range(1, count + 1)]

    def _new_line(self, order_id: int, line_no: int) -> Line:
        sold = self._products[: PRODUCTS - _NEVER_SOLD]
        product = self._random.choices(sold, cum_weights=self._product_weights)[0]
        quantity = self._random.choices((1, 2, 3, 10), (70, 18, 10, 2))[0]
        percent = self._random.choices((0, 5, 10, 25), (70, 15, 10, 5))[0]
        discount = product.list_price * quantity * percent // 100
        return Line(order_id, line_no, product.product_id, quantity, product.list_price, discount)

    def _new_customer(self, number: int) -> Customer:
        region = self._random.choices(REGIONS, _REGION_WEIGHTS)[0]
        since = self._now_ms - self._random.randint(1, 1500) * 86_400_000
        email = f"Customer{number}@{self._random.choice(('example.org', 'example.net'))} "
        return Customer(number, f"Customer {number:03d}", email, region, since)

    def _new_product(self, number: int) -> Product:
        category = self._random.choice(_CATEGORIES)
        price = self._random.randint(300, 20_000)
        return Product(number, f"{category} article {number:02d}", category, price)

    def _customer_weight(self) -> Iterator[int]:
        for number in range(CUSTOMERS - _NEVER_ORDER):
            yield 600 if number < _HOT_CUSTOMERS else self._random.choice((1, 10, 50))

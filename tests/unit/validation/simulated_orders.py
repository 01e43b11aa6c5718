"""Two versions of running totals over one stream of orders, each at its own place in the stream.

As on a real cluster: both versions have passed the sources' cut when they are measured, but one is
further than the other, by a different distance in each round.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.unit.validation.two_versions import BLUE, GREEN, Json, World

from teal.model.validation import TableRound


@dataclass(frozen=True)
class Order:
    """One order of a customer."""

    number: int
    customer: int
    cents: int


Row = dict[str, Json]
Logic = Callable[[Order, Row | None], Row | None]
"""The customer's next row, from the order and the row before; None where the order is dropped."""


def count_and_sum(order: Order, before: Row | None) -> Row:
    """How many orders, and what they cost together."""
    total = int(str(before["cents"])) if before else 0
    return {**count_only(order, before), "cents": total + order.cents}


def count_only(_: Order, before: Row | None) -> Row:
    """How many orders."""
    return {"orders": int(str(before["orders"])) + 1 if before else 1}


def without(lost: int, logic: Logic) -> Logic:
    """The same, but for one order that a filter drops."""
    return lambda order, before: None if order.number == lost else logic(order, before)


class Stream:
    """Orders as a seed gives them, and two versions that read them."""

    def __init__(
        self,
        world: World,
        blue: Logic,
        green: Logic,
        *,
        customers: int,
        seed: int,
        prices: tuple[int, ...] = (),
    ) -> None:
        self._world = world
        self._logic = {BLUE: blue, GREEN: green}
        self._rows: dict[str, dict[int, Row]] = {BLUE: {}, GREEN: {}}
        self._at = {BLUE: 0, GREEN: 0}
        self._random = Random(seed)
        self._customers = customers
        self._prices = prices or tuple(range(1, 50_000))
        self._orders: list[Order] = []

    def happen(self, orders: int) -> None:
        """More orders come in."""
        for _ in range(orders):
            cents = self._random.choice(self._prices)
            customer = self._random.randrange(self._customers)
            self._orders.append(Order(len(self._orders), customer, cents))

    def order(self, number: int) -> Order:
        """One of the orders so far."""
        return self._orders[number]

    def advance(self, version: str, upto: int) -> None:
        """A version reads on."""
        for order in self._orders[self._at[version] : upto]:
            row = self._logic[version](order, self._rows[version].get(order.customer))
            if row is not None:
                self._rows[version][order.customer] = row
                self._world.write(version, order.customer, **row)
        self._at[version] = max(self._at[version], upto)

    def round(self, orders: int, most_behind: int) -> TableRound:
        """One round: note the ends, freeze the cut, let both pass it by some distance, measure."""
        self._world.note()
        cut = len(self._orders)
        self.happen(orders)
        for version in (BLUE, GREEN):
            behind = self._random.randint(0, most_behind)
            self.advance(version, max(cut, len(self._orders) - behind))
        return self._world.measure()

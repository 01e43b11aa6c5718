"""The way from the shop's logs to Kafka: it delivers at least once, and not always in order."""

import random
from collections import deque
from collections.abc import Iterable, Iterator

from teal.demo.events import Event

REDELIVERED_SHARE = 0.04
HELD_BACK_SHARE = 0.05

# A record that was held back may be re-delivered as well: 700 records at most, which is 4.2 s of
# the shop's event time. The watermark waits 5 s, so no record is ever late for its window and
# what a window holds is the same in every run.
MAX_DISPLACEMENT = 350


def delivered(changes: Iterable[Event], dice: random.Random) -> Iterator[Event]:
    """The changes with re-deliveries of recent ones, and with some that arrive after newer ones."""
    recent: deque[Event] = deque(maxlen=MAX_DISPLACEMENT)
    held: dict[int, list[Event]] = {}
    for position, change in enumerate(changes):
        if dice.random() < HELD_BACK_SHARE:
            due = position + dice.randint(20, MAX_DISPLACEMENT)
            held.setdefault(due, []).append(change)
        else:
            recent.append(change)
            yield change
        if recent and dice.random() < REDELIVERED_SHARE:
            yield recent[dice.randrange(len(recent))]
        for late in held.pop(position, ()):
            recent.append(late)
            yield late

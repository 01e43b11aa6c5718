"""Which steps of a plan may happen now: all that have everything before them done."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable
from datetime import datetime

from teal.model.plan import AnyStep


class Scheduler:
    """Order only, no effects. Steps come out in the plan's order as they become free."""

    def __init__(self, steps: tuple[AnyStep, ...], done: Iterable[str]) -> None:
        self._steps = {step.key: step for step in steps}
        self._done = {key for key in done if key in self._steps}
        self._missing = {
            step.key: sum(1 for before in set(step.after) if before not in self._done)
            for step in steps
        }
        self._readers: dict[str, list[str]] = {}
        for step in steps:
            for before in set(step.after):
                self._readers.setdefault(before, []).append(step.key)
        self._ready = deque(
            step.key
            for step in steps
            if step.key not in self._done and self._missing[step.key] == 0
        )
        self._later: list[tuple[datetime, int, str]] = []
        self._order = 0

    def next(self, now: datetime) -> AnyStep | None:
        """A step to attempt now, or None."""
        while self._later and self._later[0][0] <= now:
            self._ready.append(heapq.heappop(self._later)[2])
        return self._steps[self._ready.popleft()] if self._ready else None

    def next_due(self) -> datetime | None:
        """When the next postponed step wants to be looked at."""
        return self._later[0][0] if self._later else None

    def postpone(self, step: AnyStep, until: datetime) -> None:
        """Attempt it again then."""
        self._order += 1
        heapq.heappush(self._later, (until, self._order, step.key))

    def done(self, step: AnyStep) -> None:
        """Free the steps that waited for it."""
        self._done.add(step.key)
        for key in self._readers.get(step.key, ()):
            self._missing[key] -= 1
            if self._missing[key] == 0 and key not in self._done:
                self._ready.append(key)

    def undone(self) -> tuple[AnyStep, ...]:
        """Steps that are not done, in the plan's order."""
        return tuple(step for key, step in self._steps.items() if key not in self._done)

"""The forecast of a deployment: what is replayed, whether it is all still there, slots, time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from teal.model.deployment import Deployment, UnitRecord
from teal.model.environment import Environment
from teal.model.forecast import Capacity, Duration, Forecast, Replay
from teal.model.plan import AwaitCaughtUp, Plan, StartUnit
from teal.model.wording import plural

_SMALLEST = 1.0  # seconds: quicker than that, a rate says nothing but how long a start takes


class TopicSight(Struct, frozen=True):
    """What was seen of a topic. `first` is the time of its oldest record, where its beginning has
    been deleted; `bytes_each` the mean size of some of its records."""

    records: int
    is_cut: bool = False
    first: datetime | None = None
    bytes_each: float | None = None


def topics_to_look_at(plan: Plan) -> tuple[str, ...]:
    """The topics that enter the release: they are replayed from their beginning."""
    starts = _starts(plan)
    written = {topic for step in starts for topic in step.outputs}
    return tuple(sorted({topic for step in starts for topic in step.inputs} - written))


def forecast(
    plan: Plan,
    rates: Rates,
    environment: Environment,
    sights: Mapping[str, TopicSight],
    capacity: Capacity | None,
) -> Forecast:
    """The forecast. `sights` are of the topics to look at; a topic without one is left out."""
    starts = _starts(plan)
    replays = tuple(_replays(starts, sights))
    needed = len(starts) * _parallelism(environment)
    return Forecast(
        replays=replays,
        jobs=len(starts),
        slots_needed=needed,
        capacity=capacity,
        duration=_duration(plan, rates, sights),
        warnings=(*_lost(replays), *_too_few_slots(needed, capacity)),
    )


def _starts(plan: Plan) -> tuple[StartUnit, ...]:
    return tuple(step for step in plan.steps if isinstance(step, StartUnit))


def _replays(starts: Sequence[StartUnit], sights: Mapping[str, TopicSight]) -> Iterator[Replay]:
    readers: dict[str, int] = {}
    for step in starts:
        for topic in step.inputs:
            readers[topic] = readers.get(topic, 0) + 1
    for topic, sight in sorted(sights.items()):
        size = None if sight.bytes_each is None else round(sight.records * sight.bytes_each)
        lost = sight.first if sight.is_cut else None
        yield Replay(topic, sight.records, readers.get(topic, 0), size, lost)


def _lost(replays: Iterable[Replay]) -> Iterator[str]:
    for each in replays:
        if each.lost_before is not None:
            yield (
                f"topic {each.topic} has lost what is older than "
                f"{each.lost_before:%Y-%m-%d %H:%M:%S} UTC (its cleanup deletes): a rebuild starts "
                "from less than the old version has seen."
            )


def _too_few_slots(needed: int, capacity: Capacity | None) -> Iterator[str]:
    if capacity is not None and capacity.free < needed:
        yield (
            f"{plural(needed, 'slot')} are needed and {capacity.free} of {capacity.total} are "
            "free: some jobs would wait for resources and not start."
        )


def _parallelism(environment: Environment) -> int:
    text = dict(environment.session.settings).get("parallelism.default", "1")
    return int(text) if text.isdigit() else 1


def _duration(plan: Plan, rates: Rates, sights: Mapping[str, TopicSight]) -> Duration | None:
    """Between all units at once at the best rate that was ever measured, and one after another
    along the longest chain at their own: in truth a unit reads while its writer still writes, and
    waits for its checkpoint at the end. A rate that was measured on few records is too low, since
    starting counts in it: so the best one bounds the time from below."""
    if not rates:
        return None
    from statistics import median  # it takes long to load, and few plans have rates

    usual, best = median(rates.all), max(rates.all)
    waits = {step.key: step for step in plan.steps if isinstance(step, AwaitCaughtUp)}
    newest, last = rates.newest, rates.records
    least = 0.0
    chain: dict[str, float] = {}
    for key, step in waits.items():
        records = sum(sights[topic].records for topic in step.inputs if topic in sights)
        if not records:  # it reads what the release writes: as much as last time
            records = last.get(step.unit.unit, 0)
        least = max(least, _SMALLEST, records / best)
        own = max(_SMALLEST, records / newest.get(step.unit.unit, usual))
        chain[key] = own + max((chain[each] for each in step.after if each in chain), default=0)
    if not chain:
        return None
    return Duration(least, max(chain.values()), _ground(rates))


def _ground(rates: Rates) -> str:
    measured = f"{plural(len(rates.newest), 'unit')} measured before"
    slowest, best = (max(1, round(rate)) for rate in (min(rates.all), max(rates.all)))
    span = "" if slowest == best else f"{slowest:,} to "
    return f"{measured}, at {span}{plural(best, 'record')} a second"


class Rates(Struct, frozen=True):
    """What was measured: a unit, its records a second, and how many they were; newest last."""

    measured: Sequence[tuple[str, float, int]]

    def __bool__(self) -> bool:
        return bool(self.measured)

    @property
    def newest(self) -> dict[str, float]:
        """Records a second by unit."""
        return {unit: rate for unit, rate, _ in self.measured}

    @property
    def records(self) -> dict[str, int]:
        """The records that a unit read last time."""
        return {unit: count for unit, _, count in self.measured}

    @property
    def all(self) -> tuple[float, ...]:
        """Every rate."""
        return tuple(rate for _, rate, _ in self.measured)


def rates_of(deployment: Deployment) -> Rates:
    """How quick the units of a deployment have been."""
    return Rates(
        [
            (unit.key.unit, rate_of(seconds, unit.replayed), unit.replayed)
            for unit in sorted(deployment.units, key=lambda each: each.key)
            if (seconds := seconds_to_catch_up(unit)) is not None and unit.replayed
        ]
    )


def rate_of(seconds: float, records: int) -> float:
    """Records a second."""
    return records / max(seconds, _SMALLEST)


def seconds_to_catch_up(unit: UnitRecord) -> float | None:
    """How long a unit took from its start until it had caught up; None where it has not."""
    if unit.started_at is None or unit.caught_up_at is None:
        return None
    return (unit.caught_up_at - unit.started_at).total_seconds()

"""What a plan says of its cost before anything runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace
from tests.unit.planning.builders import CHAIN, ENVIRONMENT, NOON, World, copy, dml, served

from teal.model.environment import SessionSettings
from teal.model.forecast import Capacity, Forecast
from teal.planning.forecast import TopicSight, forecast, rates_of, topics_to_look_at

CHANGED = {**CHAIN, dml("mid"): copy("mid", "src", "id, amount + 1")}
SEEN = {"src": TopicSight(records=10_000, bytes_each=50.0)}


def told(
    world: World,
    sights: dict[str, TopicSight] | None = None,
    capacity: Capacity | None = None,
    parallelism: str = "1",
) -> Forecast:
    """The forecast of changing mid, which src feeds and fct reads."""
    session = SessionSettings({"parallelism.default": parallelism})
    environment = replace(ENVIRONMENT, session=session)
    plan = world.plan(CHANGED)
    return forecast(plan, rates_of(world.deployment), environment, sights or SEEN, capacity)


def measured(world: World, **seconds: int) -> World:
    """Units that read 10,000 records in so many seconds when they were deployed."""
    world.deployment = replace(
        world.deployment,
        units=tuple(
            replace(
                unit,
                started_at=NOON,
                caught_up_at=NOON + timedelta(seconds=seconds[unit.key.unit]),
                replayed=10_000,
            )
            if unit.key.unit in seconds
            else unit
            for unit in world.deployment.units
        ),
    )
    return world


def test_only_what_enters_the_release_is_replayed() -> None:
    assert topics_to_look_at(served(CHAIN).plan(CHANGED)) == ("src",)
    assert topics_to_look_at(World().plan(CHAIN)) == ("raw_orders",)


def test_records_bytes_and_readers_are_told_by_topic() -> None:
    (replay,) = told(served(CHAIN)).replays
    assert (replay.topic, replay.records, replay.bytes, replay.readers) == (
        "src",
        10_000,
        500_000,
        1,
    )


def test_a_topic_that_has_lost_its_beginning_is_warned_of_by_name_and_age() -> None:
    oldest = datetime(2030, 1, 1, 8, 30, tzinfo=UTC)
    found = told(served(CHAIN), {"src": TopicSight(5, is_cut=True, first=oldest)})
    assert found.replays[0].lost_before == oldest
    assert found.warnings[0].startswith(
        "topic src has lost what is older than 2030-01-01 08:30:00 UTC"
    )


def test_too_few_slots_are_warned_of() -> None:
    short = told(served(CHAIN), capacity=Capacity(8, 3), parallelism="2")
    assert short.slots_needed == 4  # two jobs
    assert short.warnings == (
        "4 slots are needed and 3 of 8 are free: some jobs would wait for resources and not start.",
    )
    assert told(served(CHAIN), capacity=Capacity(8, 4), parallelism="2").warnings == ()


def test_without_a_measurement_no_time_is_told() -> None:
    assert told(served(CHAIN)).duration is None


def test_the_time_lies_between_the_best_rate_at_once_and_their_own_one_after_another() -> None:
    found = told(measured(served(CHAIN), mid=20, fct=50)).duration
    assert found is not None
    assert (found.least, found.most) == (20.0, 70.0)
    assert found.ground == "2 units measured before, at 200 to 500 records a second"


def test_a_rate_that_starting_made_too_low_does_not_bound_the_time_from_below() -> None:
    """fct took as long for ten records as others for ten thousand."""
    world = measured(served(CHAIN), mid=20, fct=10)
    slow = {unit.key.unit: replace(unit, replayed=10) for unit in world.deployment.units}
    units = [u if u.key.unit != "mid" else slow["mid"] for u in world.deployment.units]
    world.deployment = replace(world.deployment, units=tuple(units))
    found = told(world).duration
    assert found is not None
    assert found.least == 10.0
    assert found.most > 5_000


def test_a_unit_that_was_never_measured_goes_by_the_others() -> None:
    found = told(measured(served(CHAIN), mid=20)).duration
    assert found is not None
    assert found.least == 20.0
    assert found.ground == "1 unit measured before, at 500 records a second"


def test_more_records_take_more_time() -> None:
    more = {"src": TopicSight(records=40_000)}
    found = told(measured(served(CHAIN), mid=20, fct=30), more).duration
    assert found is not None
    assert found.least == 80.0

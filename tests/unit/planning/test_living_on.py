"""Older versions that somebody who stays still reads are not retired, until nobody does."""

from __future__ import annotations

from msgspec.structs import replace
from tests.unit.planning.builders import CHAIN, ENVIRONMENT, World, copy, dml, served

from teal.model.deployment import Phase, UnitState, VersionState
from teal.model.names import Version
from teal.model.plan import Plan
from teal.planning.choice import WHATEVER_CHANGED, Choice
from teal.planning.living_on import leaving, living_on
from teal.planning.retire import retirement_plan

CHANGED = {**CHAIN, dml("mid"): copy("mid", "src", "id, amount + 1")}
VIEW = {"v.sql": "CREATE VIEW v AS SELECT id FROM mid"}


def promoted(files: dict[str, str], changed: dict[str, str], keep: str) -> World:
    """A release of the change that leaves one reader as it is."""
    world = served(files)
    world.deploy(changed, Choice(exclude=(keep,)))
    world.promote(Phase.SOAKING)
    return world


def retirement(world: World) -> Plan:
    return retirement_plan(world.deployment, world.release, ENVIRONMENT, world.observed)


def retire(world: World) -> None:
    """Carry the retirement out, as the runner would."""
    gone = retirement(world).removed
    world.deployment = replace(
        world.deployment,
        versions=tuple(
            replace(each, state=VersionState.RETIRED) if each.version in gone else each
            for each in world.deployment.versions
        ),
        units=tuple(
            replace(each, state=UnitState.STOPPED) if set(each.targets) <= set(gone) else each
            for each in world.deployment.units
        ),
        releases=(*world.deployment.releases[:-1], replace(world.release, phase=Phase.DONE)),
    )


def keys(plan: Plan) -> list[str]:
    return [step.key for step in plan.steps]


def names(versions: tuple[Version, ...]) -> list[str]:
    return [str(version) for version in versions]


def test_what_a_kept_reader_reads_lives_on_and_the_plan_says_for_whom() -> None:
    world = promoted(CHAIN, CHANGED, "fct")
    plan = retirement(world)
    assert keys(plan) == []
    assert "mid v1 lives on: fct v1 still reads it." in plan.notes
    assert names(leaving(world.deployment, world.release).gone) == []


def test_a_view_that_serves_reads_too() -> None:
    world = promoted({**CHAIN, **VIEW}, {**CHANGED, **VIEW}, "v")
    assert names(leaving(world.deployment, world.release).gone) == ["fct v1"]
    assert keys(retirement(world)) == ["stop:fct@v1#1", "drop:fct@v1"]


def test_all_that_feeds_what_lives_on_lives_on_too() -> None:
    changed = {**CHAIN, dml("src"): copy("src", "raw_orders", "id, amount + 1")}
    world = promoted(CHAIN, changed, "fct")
    found = leaving(world.deployment, world.release)
    assert {str(v): [str(r) for r in readers] for v, readers in found.lives_on.items()} == {
        "mid v1": ["fct v1"],
        "src v1": ["mid v1"],
    }
    assert names(found.gone) == ["other v1"]


def test_what_lived_on_goes_with_its_last_reader() -> None:
    world = promoted(CHAIN, CHANGED, "fct")
    retire(world)
    assert list(map(str, living_on(world.deployment))) == ["mid v1"]
    world.deploy({**CHANGED, dml("fct"): copy("fct", "mid", "id, amount + 2")})
    world.promote(Phase.SOAKING)
    assert keys(retirement(world)) == [
        "stop:fct@v1#1",
        "stop:mid@v1#1",
        "drop:fct@v1",
        "drop:mid@v1",
    ]
    retire(world)
    assert living_on(world.deployment) == {}


def test_a_release_that_is_rolled_back_needs_what_it_replaced() -> None:
    """While a release is open, what it replaced is its own to retire, nobody else's."""
    world = promoted(CHAIN, CHANGED, "fct")
    assert living_on(world.deployment) == {}


def test_a_job_that_is_about_to_start_counts_as_a_reader() -> None:
    world = served(CHAIN)
    world.deploy(CHANGED, Choice(exclude=("fct",)))
    world.promote(Phase.SOAKING)
    units = tuple(
        replace(unit, state=UnitState.PLANNED) if unit.key.unit == "fct" else unit
        for unit in world.deployment.units
    )
    world.deployment = replace(world.deployment, units=units)
    assert names(leaving(world.deployment, world.release).gone) == []


def test_nothing_lives_on_where_everything_moved() -> None:
    world = served(CHAIN)
    world.deploy(CHANGED, WHATEVER_CHANGED)
    world.promote(Phase.SOAKING)
    found = leaving(world.deployment, world.release)
    assert (names(found.gone), dict(found.lives_on)) == (["fct v1", "mid v1"], {})

"""What has moved since a plan was made."""

from __future__ import annotations

from msgspec.structs import replace
from tests.unit.planning.builders import CHAIN, World, copy, dml, served, stage

from teal.model.deployment import Deployment, Phase
from teal.model.observed import Observed, ObservedTopic
from teal.model.plan import Plan
from teal.planning.staleness import moved

FILES = {**CHAIN, **stage("apart", "raw_orders")}
CHANGED = {**FILES, dml("mid"): copy("mid", "src", "id, amount + 1")}

OPENED = "release r2 (on its way) is open now (opened by somebody at 2030-01-01 12:00:00 UTC)"


def planned() -> tuple[World, Plan]:
    world = served(FILES)
    return world, world.plan(CHANGED)


def topics(world: World, **changed: str | None) -> Observed:
    found = {
        **world.observed.topics,
        **{name: ObservedTopic(name, topic_id or "", 1) for name, topic_id in changed.items()},
    }
    for name, topic_id in changed.items():
        if topic_id is None:
            del found[name]
    return replace(world.observed, topics=found)


def test_nothing_moved() -> None:
    world, plan = planned()
    assert moved(plan, world.deployment, world.observed) == ()


def test_what_the_plan_does_not_touch_may_move() -> None:
    world, plan = planned()
    world.serve({**FILES, dml("apart"): copy("apart", "raw_orders", "id, 7")})
    assert moved(plan, world.deployment, topics(world, other="anew", elsewhere="x")) == ()


def test_another_version_serves() -> None:
    world, plan = planned()
    world.serve({**FILES, dml("src"): copy("src", "raw_orders", "id, 7")})
    found = moved(plan, world.deployment, world.observed)
    when = "2030-01-01 12:00:00 UTC"
    assert f"src: v2 serves now; v1 did (release r2 by somebody, promoted {when})" in found
    assert (
        "mid: v2 was made meanwhile; the newest was v1 "
        f"(release r2, opened by somebody at {when})" in found
    )
    assert "topic mid_v2 exists now; the plan wants to create it" in found


def test_an_aborted_release_has_taken_a_number() -> None:
    world, plan = planned()
    world.deploy({**FILES, dml("fct"): copy("fct", "mid", "id, 7")})
    world.promote(Phase.ABORTED)
    deployment = replace(world.deployment, serving={**dict.fromkeys(("src", "mid", "fct"), 1)})
    found = moved(plan, deployment, topics(world, fct_v2=None))
    assert found == (
        "fct: v2 was made meanwhile; the newest was v1 "
        "(release r2, opened by somebody at 2030-01-01 12:00:00 UTC)",
    )


def test_topics_that_came_went_or_were_made_anew() -> None:
    world, plan = planned()
    seen = topics(world, mid_v2="x")
    assert moved(plan, world.deployment, seen) == (
        "topic mid_v2 exists now; the plan wants to create it",
    )
    assert moved(plan, world.deployment, topics(world, src=None)) == ("topic src is gone",)
    assert moved(plan, world.deployment, topics(world, src="other")) == (
        "topic src was deleted and made anew (its id is other, was id-src)",
    )


def test_a_kept_writer_that_stopped() -> None:
    world, plan = planned()
    jobs = tuple(
        replace(job, is_live=False, phase="failed") if job.key == "src@v1#1" else job
        for job in world.observed.jobs
    )
    assert moved(plan, world.deployment, replace(world.observed, jobs=jobs)) == (
        "job src@v1#1 is failed, was running",
    )
    assert moved(plan, world.deployment, replace(world.observed, jobs=())) == (
        "job src@v1#1 is not there, was running",
    )


def test_a_release_that_was_opened_meanwhile() -> None:
    world, plan = planned()
    world.deploy({**FILES, dml("apart"): copy("apart", "raw_orders", "id, 7")})
    found = moved(plan, world.deployment, world.observed)
    assert found == (OPENED,)


def test_a_release_that_ended_meanwhile_has_only_made_room() -> None:
    world = served(FILES)
    apart = {**FILES, dml("apart"): copy("apart", "raw_orders", "id, 7")}
    world.deploy(apart)
    world.promote(Phase.SOAKING)
    plan = world.plan({**apart, dml("mid"): CHANGED[dml("mid")]})
    world.promote(Phase.DONE)
    assert moved(plan, world.deployment, world.observed) == ()


def test_a_release_that_was_rolled_back_meanwhile_is_in_the_way_again() -> None:
    world = served(FILES)
    apart = {**FILES, dml("apart"): copy("apart", "raw_orders", "id, 7")}
    world.deploy(apart)
    world.promote(Phase.SOAKING)
    plan = world.plan({**apart, dml("mid"): CHANGED[dml("mid")]})
    world.promote(Phase.READY)
    assert moved(plan, world.deployment, world.observed) == (OPENED,)


def test_a_plan_for_elsewhere_says_only_that() -> None:
    world, plan = planned()
    production = replace(world.deployment, environment="prod")
    assert moved(plan, production, Observed()) == ("it is for shop/dev, and this is shop/prod",)
    other: Deployment = replace(world.deployment, id="another")
    (found,) = moved(plan, other, Observed())
    assert found.startswith("it was made against another deployment")

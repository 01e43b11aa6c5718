"""What stands in the way of a deployment."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.unit.planning.builders import CHAIN, ENVIRONMENT, World, copy, dml, served, stage

from teal.model.deployment import Phase
from teal.model.environment import ExternalTable
from teal.model.errors import ProjectMistakes, Refused, ReleaseOpen
from teal.model.observed import ObservedJob, ObservedTopic

MID = {**CHAIN, dml("mid"): copy("mid", "src", "id, amount + 1")}
APART = {**CHAIN, **stage("apart", "raw_orders")}
APART_CHANGED = {**APART, dml("apart"): copy("apart", "raw_orders", "id, 3")}


def with_topic(world: World, name: str, partitions: int = 1, topic_id: str = "foreign") -> World:
    topics = {**world.observed.topics, name: ObservedTopic(name, topic_id, partitions)}
    world.observed = replace(world.observed, topics=topics)
    return world


def with_job(world: World, name: str, is_live: bool = True) -> World:
    job = ObservedJob(name, "h", None, "running" if is_live else "finished", is_live)
    world.observed = replace(world.observed, jobs=(*world.observed.jobs, job))
    return world


@pytest.mark.parametrize(
    "phase", [p for p in Phase if p.is_open and p not in (Phase.SOAKING, Phase.RETIRING)]
)
def test_an_open_release_that_has_not_been_promoted_is_in_the_way(phase: Phase) -> None:
    world = served(APART)
    world.deploy(APART_CHANGED)
    world.promote(phase)
    with pytest.raises(ReleaseOpen) as refused:
        world.plan({**APART_CHANGED, dml("mid"): MID[dml("mid")]})
    assert refused.value.release == "r2"


@pytest.mark.parametrize("phase", [Phase.SOAKING, Phase.RETIRING])
def test_a_promoted_release_is_in_the_way_of_related_units_only(phase: Phase) -> None:
    world = served(APART)
    world.deploy(APART_CHANGED)
    world.promote(phase)
    assert world.plan({**APART_CHANGED, dml("mid"): MID[dml("mid")]}).steps


@pytest.mark.parametrize("changed", ["src", "mid", "fct"])
def test_a_soaking_release_is_in_the_way_of_its_inputs_targets_and_descendants(
    changed: str,
) -> None:
    world = served(CHAIN)
    world.deploy(MID)
    world.promote(Phase.SOAKING)
    source = {"src": "raw_orders", "mid": "src", "fct": "mid"}[changed]
    with pytest.raises(ReleaseOpen) as refused:
        world.plan({**MID, dml(changed): copy(changed, source, "id, 9")})
    assert "fct" in refused.value.units


def test_a_reader_of_a_soaking_release_is_in_its_way() -> None:
    world = served(CHAIN)
    world.deploy({**CHAIN, dml("fct"): copy("fct", "mid", "id, 2")})
    world.promote(Phase.SOAKING)
    with pytest.raises(ReleaseOpen):
        world.plan({**CHAIN, dml("fct"): copy("fct", "mid", "id, 2"), **stage("added", "fct")})


def test_nothing_to_do_is_no_overlap() -> None:
    world = served(CHAIN)
    world.deploy(MID)
    assert world.plan(CHAIN).is_empty


def test_a_topic_that_teal_did_not_create_is_refused_with_its_partitions() -> None:
    with pytest.raises(Refused) as refused:
        with_topic(served(CHAIN), "mid_v2", partitions=7).plan(MID)
    assert refused.value.reasons == (
        "topic mid_v2, for mid v2, exists with 7 partitions; the plan wants 2",
    )
    assert refused.value.exit_code == 3


def test_the_topic_of_an_external_is_never_taken() -> None:
    taken = ExternalTable("theirs", "mid_v2")
    own = replace(ENVIRONMENT, externals={**ENVIRONMENT.externals, "theirs": taken})
    files = {**CHAIN, "t.sql": "CREATE TABLE theirs (id BIGINT)"}
    world = served(files, own)
    with pytest.raises(Refused) as refused:
        world.plan({**files, dml("mid"): MID[dml("mid")]})
    assert refused.value.reasons == ("topic mid_v2, for mid v2, is the external table theirs",)


def test_an_empty_store_beside_topics_with_our_names_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        with_topic(World(), "mid").plan(CHAIN)
    assert refused.value.reasons == ("topic mid exists with 1 partition",)
    assert "restore the store" in refused.value.hint


def test_an_empty_store_beside_jobs_with_our_names_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        with_job(World(), "teal/aaaaaaaa/mid/v1/1").plan(CHAIN)
    assert refused.value.reasons == ("job teal/aaaaaaaa/mid/v1/1 is running",)
    assert "`teal adopt --rebuild`" in refused.value.hint


@pytest.mark.parametrize(
    ("name", "is_live"),
    [
        ("teal/aaaaaaaa/somebody_elses/v1/1", True),
        ("teal/aaaaaaaa/mid/v1/1", False),
        ("insert-into_mid", True),
    ],
)
def test_an_empty_store_beside_foreign_or_ended_jobs_is_fine(name: str, is_live: bool) -> None:
    assert with_job(World(), name, is_live).plan(CHAIN).steps


def test_an_external_without_its_topic_is_a_mistake_with_a_place() -> None:
    world = World()
    world.observed = replace(world.observed, topics={})
    with pytest.raises(ProjectMistakes) as mistakes:
        world.plan(CHAIN)
    (found,) = mistakes.value.diagnostics
    assert found.code == "TEAL-302"
    assert str(found.place) == "pipelines/raw_orders/sql-scripts/ddl.raw_orders.sql:1:1"
    assert "the topic `raw_orders`" in found.message


def test_a_kept_input_whose_topic_is_gone_or_replaced_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        with_topic(served(CHAIN), "src", topic_id="another").plan(MID)
    assert refused.value.reasons == ("topic src of src v1 is not the one that Teal created",)
    world = served(CHAIN)
    topics = {name: topic for name, topic in world.observed.topics.items() if name != "src"}
    world.observed = replace(world.observed, topics=topics)
    with pytest.raises(Refused) as refused:
        world.plan(MID)
    assert refused.value.reasons == ("topic src of src v1 does not exist",)

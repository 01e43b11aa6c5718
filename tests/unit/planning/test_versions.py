"""Numbers only grow; names are nobody else's."""

from __future__ import annotations

from msgspec.structs import replace
from tests.unit.planning.builders import CHAIN, ENVIRONMENT, copy, dml, served

from teal.model.deployment import VersionState
from teal.model.environment import TableSettings
from teal.model.names import Version
from teal.planning.deployed import deployed
from teal.planning.versions import next_versions, topic_of


def test_a_number_is_one_above_the_highest_ever_recorded_whatever_became_of_it() -> None:
    world = served(CHAIN)
    world.deploy({**CHAIN, dml("fct"): copy("fct", "mid", "id, 1")})
    aborted = tuple(
        replace(record, state=VersionState.ABORTED) if record.version.number == 2 else record
        for record in world.deployment.versions
    )
    now = deployed(replace(world.deployment, versions=aborted))
    found = next_versions(("fct", "src", "newcomer"), now, (), ENVIRONMENT)
    assert found == {
        "fct": Version("fct", 3, "fct_v3"),
        "newcomer": Version("newcomer", 1, "newcomer"),
        "src": Version("src", 2, "src_v2"),
    }


def test_a_name_that_another_table_has_is_skipped() -> None:
    now = deployed(served(CHAIN).deployment)
    found = next_versions(("src",), now, ("src", "src_v2"), ENVIRONMENT)
    assert found["src"] == Version("src", 3, "src_v3")


def test_the_template_of_the_environment_gives_the_name() -> None:
    own = replace(
        ENVIRONMENT, tables=TableSettings(versions="{table}__{number}", topic="x.{physical}")
    )
    version = next_versions(("src",), deployed(served(CHAIN).deployment), (), own)["src"]
    assert version.physical == "src__2"
    assert topic_of(version, own) == "x.src__2"

"""The published schema of a plan is the one that plans follow."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from tests.unit.planning.builders import CHAIN, World, copy, dml

from teal.model.codec import encoded
from teal.model.json_schema import plan_schema

PUBLISHED = Path(__file__).parents[3] / "docs" / "schema" / "plan.schema.json"
CHANGED = {**CHAIN, dml("mid"): copy("mid", "src", "id, amount + 1")}


def document(world: World) -> dict[str, object]:
    plan = world.plan(CHANGED)
    return {"schema": "teal.plan/1", "hash": plan.hash, "plan": encoded(plan)}


def test_the_published_schema_is_todays() -> None:
    """After a change of the model: write json_schema.plan_schema() there, indented by two."""
    assert json.loads(PUBLISHED.read_text()) == plan_schema()


def test_a_plan_follows_it() -> None:
    world = World()
    world.serve(CHAIN)
    jsonschema.validate(document(world), plan_schema())


@pytest.mark.parametrize("wrong", [{"kind": "dance"}, {"serial": "one"}, {"more": 1}])
def test_what_is_no_plan_does_not(wrong: dict[str, object]) -> None:
    bad = document(World())
    assert isinstance(bad["plan"], dict)
    bad["plan"] = {**bad["plan"], **wrong}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bad, plan_schema())

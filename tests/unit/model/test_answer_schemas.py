"""The published schemas of answers are those of today."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from teal.model.answer_schemas import answer_schemas

FOLDER = Path(__file__).parents[3] / "docs" / "schema"
SCHEMAS = answer_schemas()


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_published_schema_is_todays(name: str) -> None:
    """After a change of the model: write what `answer_schemas()` says there, indented by two."""
    published = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert published == SCHEMAS[name]


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_it_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])

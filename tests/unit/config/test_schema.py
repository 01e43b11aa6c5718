"""The published JSON Schema."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from teal.config.file import ConfigurationFile
from teal.config.schema import schema, schema_text
from teal.config.sections import Section
from teal.config.starter import starter_config

ROOT = Path(__file__).parents[3]
PUBLISHED = ROOT / "docs" / "schema" / "teal.schema.json"


def test_the_published_schema_is_up_to_date() -> None:
    assert PUBLISHED.read_text() == schema_text(), (
        "run: python -c 'from teal.config.schema import *; print(schema_text(), end=\"\")' "
        f"> {PUBLISHED.relative_to(ROOT)}"
    )


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    "text",
    [
        (ROOT / "examples" / "retail" / "teal.yaml").read_text(),
        starter_config("retail", "test", ["raw_orders"]),
        "{version: 1, project: p, environment: e, engine: {kind: memory}, soak: 1h30m, "
        "pipelines: x, externals: {a: {topic: t}}, variables: {a: 1, b: true}}",
    ],
)
def test_files_that_load_satisfy_the_schema(text: str) -> None:
    Draft202012Validator(schema()).validate(yaml.safe_load(text))


@pytest.mark.parametrize(
    "text", ["{kafk: {}}", "{soak: soon}", "{parallel: '4'}", "{naming: numbered}", "{soak: 5}"]
)
def test_what_is_wrong_does_not_satisfy_the_schema(text: str) -> None:
    known = {"version": 1, "project": "p", "environment": "e", "engine": {"kind": "local"}}
    validator = Draft202012Validator(schema())
    assert validator.is_valid(known)
    assert not validator.is_valid({**known, **yaml.safe_load(text)})


def test_durations_have_readable_defaults() -> None:
    assert schema()["properties"]["soak"]["default"] == "24h"


def test_every_key_is_described_in_the_schema_and_explained_in_the_documentation() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text()
    for path, description in _keys(ConfigurationFile, ""):
        assert description, f"{path} has no description"
        assert f"`{path}`" in text, f"docs/configuration.md does not explain {path}"


def _keys(model: type[Section], above: str) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for name, field in model.model_fields.items():
        found.append((f"{above}{name}", field.description))
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Section):
            found += _keys(kind, f"{above}{name}.")
    return found


def test_the_documented_defaults_are_the_real_ones() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    documented = {row.split("|")[1].strip(" `"): row.split("|")[2].strip(" `") for row in rows}
    made = schema()
    for name, field in made["properties"].items():
        inner = made["$defs"].get(field.get("$ref", "").rpartition("/")[2], {})
        for path, described in (
            (name, field),
            *((f"{name}.{key}", value) for key, value in inner.get("properties", {}).items()),
        ):
            default = described.get("default")
            if isinstance(default, str | int | float):
                shown = default if isinstance(default, str) else json.dumps(default)
                assert documented[path] == shown, path

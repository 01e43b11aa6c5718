"""What the configuration says of externals and of all tables is told where it changed."""

from __future__ import annotations

from msgspec.structs import replace
from tests.unit.planning.builders import CHAIN, ENVIRONMENT, sound

from teal.model.environment import Environment, ExternalTable, TableSettings
from teal.planning.bindings_changed import binding_notes


def told(before: Environment, after: Environment, *anew: str) -> tuple[str, ...]:
    project, _ = sound(CHAIN, after)
    return tuple(binding_notes(before, after, project, anew))


def external(topic: str, **options: str) -> Environment:
    found = ExternalTable("raw_orders", topic, options)
    return replace(ENVIRONMENT, externals={"raw_orders": found})


def test_the_topic_of_an_external_is_told_with_its_readers() -> None:
    (note,) = told(external("old"), external("new"))
    assert note == (
        "The external raw_orders has another topic (`old`, now `new`) in the configuration; it is "
        "read by src. The configuration touches no unit by itself: `--rebuild T` applies it to T."
    )


def test_options_are_told_without_their_values() -> None:
    key = "properties.sasl.jaas.config"
    (note,) = told(external("t", **{key: "hidden"}), external("t", **{key: "secret"}))
    assert f"another value of options: `{key}` in" in note
    assert "hidden" not in note
    assert "secret" not in note


def test_who_is_made_anew_is_not_told() -> None:
    assert told(external("old"), external("new"), "src") == ()


def test_formats_of_all_tables_are_told_with_the_topics_that_stay() -> None:
    csv = replace(ENVIRONMENT, tables=TableSettings(value_format="csv"))
    (note,) = told(ENVIRONMENT, csv, "src", "mid")
    assert note.startswith(
        "The configuration has another `tables.value_format` (`json`, now `csv`), while the topics "
        "of fct, other were written by the one before"
    )


def test_one_configuration_says_nothing() -> None:
    assert told(ENVIRONMENT, ENVIRONMENT) == ()

"""Canonical JSON: the same value gives the same bytes, and comes back as it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, field

from teal.model.codec import Json, Undecodable, canonical, decoded, encoded, from_json


class Colour(Enum):
    BLUE = "blue"
    GREEN = "green"


class Leaf(Struct, frozen=True):
    name: str
    weight: float = 0.0


class Stem(Struct, frozen=True):
    length: timedelta
    colour: Colour


class Tree(Struct, frozen=True):
    count: int
    is_old: bool
    note: str | None
    planted: datetime | None
    leaves: tuple[Leaf, ...]
    pair: tuple[int, str]
    part: Leaf | Stem
    marks: frozenset[str]
    by_name: Mapping[str, Leaf]
    numbers: Mapping[str, int | None] = field(default_factory=dict)
    inner: Tree | None = None


def tree(inner: Tree | None = None) -> Tree:
    return Tree(
        count=3,
        is_old=True,
        note=None,
        planted=datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
        leaves=(Leaf("a", 1.5), Leaf("ü\x00☃")),
        pair=(1, "x"),
        part=Stem(timedelta(seconds=1.5), Colour.GREEN),
        marks=frozenset(("b", "a")),
        by_name={"z": Leaf("z"), "a": Leaf("a")},
        numbers={"n": None, "m": 1},
        inner=inner,
    )


def data_of(value: object) -> dict[str, Json]:
    data = encoded(value)
    assert isinstance(data, dict)
    return data


def test_a_value_comes_back_as_it_was() -> None:
    value = tree(inner=tree())
    assert decoded(Tree, canonical(value)) == value


def test_canonical_text_has_sorted_keys_no_spaces_and_plain_letters() -> None:
    assert canonical(Leaf("ü b", 1.0)) == '{"$type":"Leaf","name":"ü b","weight":1.0}'
    assert canonical(frozenset(("b", "a"))) == '["a","b"]'
    assert canonical({"b": 1, "a": Colour.BLUE}) == '{"a":"blue","b":1}'


def test_one_moment_has_one_text_in_every_time_zone() -> None:
    utc = datetime(2026, 1, 2, 12, tzinfo=UTC)
    elsewhere = utc.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert canonical(elsewhere) == canonical(utc) == '"2026-01-02T12:00:00+00:00"'


def test_what_is_no_number_has_no_json() -> None:
    with pytest.raises(ValueError):
        canonical(Leaf("a", float("nan")))
    with pytest.raises(TypeError, match="object"):
        canonical(object())


@given(
    st.builds(
        Leaf,
        st.text(st.characters(exclude_categories=["Cs"])),
        st.floats(allow_nan=False, allow_infinity=False),
    )
)
def test_any_text_and_number_comes_back(leaf: Leaf) -> None:
    assert decoded(Leaf, canonical(leaf)) == leaf


def test_absent_fields_take_their_defaults() -> None:
    assert from_json(Leaf, {"name": "a"}) == Leaf("a", 0.0)


def test_whole_numbers_are_numbers() -> None:
    weight = from_json(Leaf, {"name": "a", "weight": 2}).weight
    assert (weight, type(weight)) == (2.0, float)


def test_a_member_of_a_union_is_told_by_its_type() -> None:
    data = data_of(tree())
    assert from_json(Tree, {**data, "part": data_of(Leaf("a"))}).part == Leaf("a")
    with pytest.raises(Undecodable, match=r"\$\.part: none of Leaf, Stem"):
        from_json(Tree, {**data, "part": {"name": "a"}})


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"count": "3"}, "$.count: expected int, found str"),
        ({"count": True}, "$.count: expected int, found bool"),
        ({"count": None}, "$.count: expected int, found NoneType"),
        ({"is_old": 1}, "$.is_old: expected bool, found int"),
        ({"note": 1}, "$.note: expected str, found int"),
        ({"planted": "yesterday"}, "$.planted: Invalid isoformat string: 'yesterday'"),
        ({"planted": 1}, "$.planted: expected datetime, found int"),
        ({"leaves": "ab"}, "$.leaves: expected a list, found str"),
        ({"leaves": [{"name": "a"}, {"name": 1}]}, "$.leaves[1].name: expected str, found int"),
        ({"leaves": [{}]}, "$.leaves[0]: "),
        ({"leaves": ["a"]}, "$.leaves[0]: expected an object, found str"),
        ({"pair": [1]}, "$.pair: expected 2 items, found 1"),
        ({"pair": [1, 2]}, "$.pair[1]: expected str, found int"),
        ({"marks": [1]}, "$.marks[0]: expected str, found int"),
        ({"by_name": {"z": 1}}, "$.by_name.z: expected an object, found int"),
        ({"by_name": "z"}, "$.by_name: expected an object, found str"),
        ({"numbers": {"n": "1"}}, "$.numbers.n: expected int, found str"),
        ({"inner": {"count": 1}}, "$.inner: "),
        ({"wrong": 1}, "$: Tree has no field 'wrong'"),
        (
            {"part": {"$type": "Stem", "length": 1, "colour": "red"}},
            "$.part.colour: 'red' is not a valid Colour",
        ),
        (
            {"part": {"$type": "Stem", "length": 1, "colour": []}},
            "$.part.colour: [] is not a valid Colour",
        ),
    ],
)
def test_what_does_not_fit_is_named_by_its_path(changed: dict[str, Json], message: str) -> None:
    with pytest.raises(Undecodable) as caught:
        from_json(Tree, {**data_of(tree()), **changed})
    assert str(caught.value).startswith(message)


def test_what_is_not_json_is_said_to_be_none() -> None:
    with pytest.raises(Undecodable, match="not JSON"):
        decoded(Leaf, "{")


def test_only_json_data_comes_out_of_encoding() -> None:
    assert json.loads(json.dumps(encoded(tree()))) == encoded(tree())

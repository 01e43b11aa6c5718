"""Dataclasses whose methods are compiled late behave as all others do."""

from __future__ import annotations

import dataclasses

import pytest

from teal.cli.late_methods import compile_methods_late

pytestmark = pytest.mark.skipif(
    not hasattr(dataclasses, "_create_fn"), reason="this Python compiles them together"
)


def pair(name: str) -> type:
    """A dataclass as Teal's modules make them."""
    space = {"__annotations__": {"x": int, "y": str}, "y": "b", "__module__": "teal.model.names"}
    made = type(name, (), {"__doc__": "A pair.", **space})
    return dataclasses.dataclass(frozen=True, slots=True, order=True)(made)


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> type:
    """One whose methods are compiled when they are called."""
    monkeypatch.setattr(dataclasses, "_create_fn", dataclasses._create_fn)  # type: ignore[attr-defined]
    compile_methods_late()
    return pair("Pair")


def test_values_are_made_compared_ordered_hashed_and_shown(late: type) -> None:
    usual = pair("Pair")
    one, same, other = late(1), late(x=1, y="b"), late(2, "a")
    assert one == same
    assert one != other
    assert one < other
    assert sorted([other, one]) == [one, other]
    assert hash(one) == hash(same) == hash(usual(1))
    assert repr(one).rpartition("Pair")[2] == repr(usual(1)).rpartition("Pair")[2]
    assert dataclasses.replace(one, y="c") == late(1, "c")
    assert dataclasses.astuple(other) == (2, "a")


def test_nothing_can_be_changed(late: type) -> None:
    one = late(1)
    for _ in range(2):
        with pytest.raises(dataclasses.FrozenInstanceError):
            one.x = 2
        with pytest.raises(dataclasses.FrozenInstanceError):
            del one.x
    with pytest.raises(TypeError, match="argument"):
        late()


def test_a_method_takes_its_own_place_when_it_is_called(late: type) -> None:
    before = late.__dict__["__init__"]
    late(1)
    after = late.__dict__["__init__"]
    assert after is not before
    assert late(2).x == 2
    assert late.__dict__["__init__"] is after


def test_classes_of_others_are_left_alone(late: type) -> None:
    @dataclasses.dataclass
    class Other:
        x: int

    assert Other.__init__.__code__.co_varnames[:2] == ("self", "x")

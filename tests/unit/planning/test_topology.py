"""Dependency order and circles, without recursion."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from teal.planning.circles import circles
from teal.planning.topology import inverted, reached, topology

NAMES = st.sampled_from("abcdef")
NEEDS = st.dictionaries(NAMES, st.sets(NAMES))


def test_names_come_after_what_they_need_and_ties_go_by_name() -> None:
    found = topology({"c": ["a"], "b": [], "a": [], "d": ["c", "b"]})
    assert found.order == ("a", "b", "c", "d")
    assert found.depth == {"a": 1, "b": 1, "c": 2, "d": 3}
    assert found.stuck == frozenset()


def test_names_outside_are_no_needs() -> None:
    assert topology({"a": ["elsewhere"]}).order == ("a",)


def test_what_is_behind_a_circle_is_stuck() -> None:
    found = topology({"a": ["b"], "b": ["a"], "c": ["b"], "d": []})
    assert found.order == ("d",)
    assert found.stuck == {"a", "b", "c"}


def test_a_chain_of_ten_thousand_is_ordered() -> None:
    chain = {f"n{i:05}": [f"n{i - 1:05}"] if i else [] for i in range(10_000)}
    found = topology(chain)
    assert found.order == tuple(sorted(chain))
    assert found.depth["n09999"] == 10_000


def test_each_knot_gives_one_circle_in_the_direction_of_the_data() -> None:
    needs = {"a": ["c"], "b": ["a"], "c": ["b"], "x": ["y", "a"], "y": ["x"], "z": ["x"]}
    assert circles(needs) == (("a", "b", "c"), ("x", "y"))


def test_a_name_that_needs_itself_is_a_circle() -> None:
    assert circles({"a": ["a"], "b": ["a"]}) == (("a",),)


def test_a_circle_of_ten_thousand_is_found() -> None:
    needs = {f"n{i:05}": [f"n{(i + 1) % 10_000:05}"] for i in range(10_000)}
    (found,) = circles(needs)
    assert len(found) == 10_000


@given(NEEDS)
def test_there_is_a_circle_for_each_set_of_names_that_reach_each_other(
    needs: dict[str, set[str]],
) -> None:
    ways = {name: reached((name,), needs) for name in needs}
    knots = {
        frozenset(other for other in needs if other in ways[name] and name in ways[other])
        for name in needs
        if name in ways[name]
    }
    found = circles(needs)
    assert len(found) == len(knots)
    for circle in found:
        assert all(before in needs[name] for before, name in pairwise(circle))
        assert circle[-1] in needs[circle[0]]
        assert circle[0] == min(circle)


@given(NEEDS)
def test_what_is_ordered_and_what_is_stuck_is_all(needs: dict[str, set[str]]) -> None:
    found = topology(needs)
    assert sorted((*found.order, *found.stuck)) == sorted(needs)
    place = {name: at for at, name in enumerate(found.order)}
    assert all(place[e] < place[name] for name in found.order for e in needs[name] if e in needs)


def test_inverting_tells_who_needs_a_name() -> None:
    assert inverted({"b": ["a"], "a": [], "c": ["a", "b"]}) == {"a": ("b", "c"), "b": ("c",)}

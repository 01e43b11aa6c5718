"""Finds what depends on itself: for each knot of mutual dependence, one circle through it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping


def circles(needs: Mapping[str, Collection[str]]) -> tuple[tuple[str, ...], ...]:
    """One circle for each knot, as short as a walk along smallest names makes it.

    Each member needs the one before it and the first needs the last; it starts at its smallest.
    """
    return tuple(sorted(_circle_in(knot, needs) for knot in _knots(needs)))


def _circle_in(knot: frozenset[str], needs: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    path: dict[str, None] = {}
    name = min(knot)
    while name not in path:
        path[name] = None
        name = min(each for each in needs[name] if each in knot)
    walked = list(path)
    circle = walked[walked.index(name) :][::-1]
    at = circle.index(min(circle))
    return tuple(circle[at:] + circle[:at])


def _knots(needs: Mapping[str, Collection[str]]) -> Iterator[frozenset[str]]:
    """Strongly connected components that hold a circle (Tarjan's method, without recursion)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    held: dict[str, None] = {}
    for start in sorted(needs):
        walk = [_unopened(start)] if start not in number else []
        while walk:
            name, ahead = walk[-1]
            if name not in number:
                number[name] = lowest[name] = len(number)
                held[name] = None
                ahead = iter(sorted(each for each in needs[name] if each in needs))
                walk[-1] = (name, ahead)
            for each in ahead:
                if each not in number:
                    walk.append(_unopened(each))
                    break
                if each in held:
                    lowest[name] = min(lowest[name], number[each])
            else:
                walk.pop()
                if walk:
                    lowest[walk[-1][0]] = min(lowest[walk[-1][0]], lowest[name])
                if lowest[name] == number[name]:
                    knot = _taken(held, name)
                    if len(knot) > 1 or name in needs[name]:
                        yield knot


def _unopened(name: str) -> tuple[str, Iterator[str]]:
    return name, iter(())


def _taken(held: dict[str, None], until: str) -> frozenset[str]:
    taken = {held.popitem()[0]}
    while until not in taken:
        taken.add(held.popitem()[0])
    return frozenset(taken)

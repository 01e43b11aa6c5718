"""Orders things by what they depend on. Nothing recurses: a chain may be as long as it likes."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct


class Topology(Struct, frozen=True):
    """Names in dependency order (ties by name), how deep each stands (from 1), and the names that
    no order can hold because they are on a circle or behind one."""

    order: tuple[str, ...]
    depth: Mapping[str, int]
    stuck: frozenset[str]


def topology(needs: Mapping[str, Collection[str]]) -> Topology:
    """The order of the keys; `needs` names what each waits for (other names are ignored)."""
    waiting = {name: {each for each in needs[name] if each in needs} for name in needs}
    behind = inverted(waiting)
    open_needs = {name: len(each) for name, each in waiting.items()}
    depth = {name: 1 for name, count in open_needs.items() if count == 0}
    ready = sorted(depth)
    order: list[str] = []
    while ready:
        name = heapq.heappop(ready)
        order.append(name)
        for reader in behind.get(name, ()):
            depth[reader] = max(depth.get(reader, 1), depth[name] + 1)
            open_needs[reader] -= 1
            if open_needs[reader] == 0:
                heapq.heappush(ready, reader)
    placed = set(order)
    stuck = frozenset(name for name in needs if name not in placed)
    return Topology(tuple(order), {name: depth[name] for name in order}, stuck)


def inverted(needs: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """For each name that is needed, who needs it, by name."""
    found: dict[str, list[str]] = {}
    for name in sorted(needs):
        for each in needs[name]:
            found.setdefault(each, []).append(name)
    return {name: tuple(readers) for name, readers in found.items()}


def reached(starts: Iterable[str], edges: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """All names that can be reached from `starts` along `edges`, without the starts themselves
    unless something leads back to them."""
    found: set[str] = set()
    ahead = list(starts)
    while ahead:
        for name in edges.get(ahead.pop(), ()):
            if name not in found:
                found.add(name)
                ahead.append(name)
    return frozenset(found)

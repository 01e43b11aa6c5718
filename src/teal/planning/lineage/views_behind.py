"""The texts that a unit runs: its own, and those of the views that it reads."""

from __future__ import annotations

from collections.abc import Iterator

from teal.planning.graph import Graph


def views_behind(unit: str, graph: Graph) -> Iterator[str]:
    """The texts of the views that a unit reads, and of those behind them."""
    ahead, seen = [unit], {unit}
    while ahead:
        for table in graph.units[ahead.pop()].inputs:
            view = graph.units.get(table)
            if view is not None and not view.has_job and table not in seen:
                seen.add(table)
                ahead.append(table)
                yield view.sql

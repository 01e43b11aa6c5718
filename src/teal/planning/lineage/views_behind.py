"""What a unit runs beside its own text: the views that it reads, and the definitions of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from teal.planning.graph import Graph


def views_behind(unit: str, graph: Graph) -> Iterator[str]:
    """The texts of the views that a unit reads, and of those behind them."""
    for table in inputs_behind(unit, graph):
        view = graph.units.get(table)
        if view is not None and not view.has_job:
            yield view.sql


def inputs_behind(unit: str, graph: Graph) -> Iterator[str]:
    """All that a unit reads, itself or through views, views too."""
    ahead, seen = [unit], {unit}
    while ahead:
        for table in graph.units[ahead.pop()].inputs:
            if table in seen:
                continue
            seen.add(table)
            view = graph.units.get(table)
            if view is not None and not view.has_job:
                ahead.append(table)
            yield table


def calls(definition: str, function: str) -> bool:
    """Whether a CREATE TABLE calls a function, for a computed column or its watermark: whoever
    reads the table calls it then."""
    return re.search(rf"(?i)(?<!\w){re.escape(function)}`?\s*\(", definition) is not None

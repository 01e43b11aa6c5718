"""One measured figure, and how it is shown and kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict


class Figure(Struct, frozen=True):
    """`beside` says what it was measured beside: the machine, the size, the runs."""

    name: str
    value: float
    unit: str
    goal: str
    beside: str


def table(figures: Sequence[Figure]) -> str:
    """A table for people."""
    width = max(len(figure.name) for figure in figures)
    lines = [f"{'figure':<{width}}  {'value':>12}  {'unit':<8} goal"]
    for figure in figures:
        lines.append(
            f"{figure.name:<{width}}  {figure.value:>12,.3f}  {figure.unit:<8} {figure.goal}"
        )
    return "\n".join(lines)


def keep(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures for programs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(figure) for figure in figures], indent=2) + "\n")

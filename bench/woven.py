"""One DAG for all tools: 25 layers deep, a CTE, a window and joins in each unit, and in its middle
a unit with 20 descendants."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

LAYERS = 25
_PAIRED = 17
"""In this layer each unit also reads its neighbour's input: so the middle has 20 descendants."""
_EDITED = 12

EXTERNALS = ("raw_0", "raw_1")
COLUMNS = ("id", "amount", "seen_at")


class Woven(Struct, frozen=True):
    """A unit: the table that it takes rows from and those that it joins. `edits` counts how often
    its expression was changed."""

    name: str
    layer: int
    first: str
    joined: tuple[str, ...]
    edits: int = 0

    def query(self, written: Callable[[str], str]) -> str:
        """The query with each input as `written` says it; Flink and DuckDB read it alike."""
        joins = "".join(
            f"\n  LEFT JOIN {written(each)} AS j{n} ON a.id = j{n}.id"
            for n, each in enumerate(self.joined, 1)
        )
        others = "".join(f" + COALESCE(j{n}.amount, 0)" for n in range(1, len(self.joined) + 1))
        return f"""WITH wanted AS (
  SELECT a.id, a.amount{others} AS amount, a.seen_at
  FROM {written(self.first)} AS a{joins}
  WHERE a.amount > 0
),
placed AS (
  SELECT id, amount, seen_at,
    ROW_NUMBER() OVER (PARTITION BY id ORDER BY seen_at DESC) AS place
  FROM wanted
)
SELECT id, amount * {1 + self.edits} AS amount, seen_at
FROM placed
WHERE place = 1"""


def woven(units: int) -> tuple[Woven, ...]:
    """So many units, by layer. The number is a multiple of 50."""
    width, rest = divmod(units, LAYERS)
    assert rest == 0, "every layer is as wide as the others"
    assert width % 2 == 0, "units of a layer stand in pairs"
    return tuple(_unit(layer, n, width) for layer in range(LAYERS) for n in range(width))


def the_middle(units: tuple[Woven, ...]) -> Woven:
    """The unit with 20 descendants that the benchmark edits."""
    layer = [each for each in units if each.layer == _EDITED]
    return layer[len(layer) // 2]


def edited(unit: Woven) -> Woven:
    """The unit with one expression changed."""
    return replace(unit, edits=unit.edits + 1)


def _unit(layer: int, number: int, width: int) -> Woven:
    if layer == 0:
        return Woven(_name(0, number), 0, *_outside())
    joined = [_name(0, (number * 7 + layer) % width)] if layer > 1 else ["raw_1"]
    if layer == _PAIRED:
        joined.append(_name(layer - 1, number ^ 1))
    return Woven(_name(layer, number), layer, _name(layer - 1, number), tuple(joined))


def _outside() -> tuple[str, tuple[str, ...]]:
    return EXTERNALS[0], EXTERNALS[1:]


def _name(layer: int, number: int) -> str:
    return f"u_{layer}_{number}"

"""What the readers of a table see of a change, and what a unit is touched by."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from teal.model.statements import TableDefinition
from teal.planning.graph import Graph
from teal.planning.lineage.causes import Cause, caused
from teal.planning.lineage.comparing import Comparison
from teal.planning.lineage.contents import mentions
from teal.planning.lineage.differences import (
    ColumnDifference,
    ColumnFate,
    Difference,
    UnitDifference,
)
from teal.sql.shape.scope import RECORD_TIME


class Effect(Struct):
    """What the readers of a table see of a change: its rows, or some of its columns.

    `gone` are columns that are no more there, `come` those that are new; the others of `columns`
    have other values.
    """

    rows: Cause | None = None
    columns: dict[str, Cause] = field(default_factory=dict)
    gone: dict[str, Cause] = field(default_factory=dict)
    come: dict[str, Cause] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rows or self.columns or self.gone or self.come)

    def told(self) -> dict[str, Cause]:
        """All columns that are not what they were; a record's own time goes without saying."""
        found = {**self.columns, **self.gone, **self.come}
        found.pop(RECORD_TIME, None)
        return found

    @property
    def any_cause(self) -> Cause:
        """One of the causes, rather what is gone than what is new, and a record's own time last."""
        if self.rows is not None:
            return self.rows
        found = {**self.gone, **self.columns, **self.come}
        return found[next((name for name in found if name != RECORD_TIME), RECORD_TIME)]


class Touch(Struct, frozen=True):
    """A unit whose result is another one with the change than without.

    `rows` is why the set of its rows is, per table; `columns` why the values of a column are.
    """

    unit: str
    rows: Mapping[str, Cause]
    columns: Mapping[tuple[str, str], Cause]
    reasons: tuple[str, ...]


class Ground(Struct):
    """What is known while effects run: `differences` are those of the units themselves, by their
    new names, `effects` what has been found of tables so far, `outside` what externals have that a
    unit knew otherwise. `changed_functions` are, for each
    unit that calls any, the functions (in lower case) that are others, with what became of them."""

    graph: Graph
    comparison: Comparison
    differences: Mapping[str, UnitDifference]
    old_names: Mapping[str, str]
    changed_functions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    effects: dict[str, Effect] = field(default_factory=dict)
    outside: dict[str, dict[str, Effect]] = field(default_factory=dict)


def note(effect: Effect, unit: str, table: str, each: Difference) -> None:
    """Add a difference to the effect of a table."""
    said = each.sentence(unit)
    if not isinstance(each, ColumnDifference):
        effect.rows = effect.rows or Cause(unit, table, None, said)
        return

    def cause(column: str) -> Cause:
        return Cause(unit, table, column, said, brackets=each.brackets(column))

    match each.fate:
        case ColumnFate.ADDED | ColumnFate.MOVED:
            effect.come.setdefault(each.column, cause(each.column))
        case ColumnFate.REMOVED:
            effect.gone.setdefault(each.column, cause(each.column))
        case ColumnFate.RENAMED:
            effect.gone.setdefault(each.was, cause(each.was))
            effect.come.setdefault(each.column, cause(each.column))
        case ColumnFate.CHANGED | ColumnFate.RETYPED:
            effect.columns.setdefault(each.column, cause(each.column))


def note_key(effect: Effect, unit: str, table: str, definition: TableDefinition | None) -> None:
    """A changed column of the key, or one that the watermark hangs on, changes the rows."""
    if definition is None or effect.rows is not None:
        return
    changed = {*effect.columns, *effect.gone}
    mark = definition.watermark
    keys = {*definition.primary_key, *definition.distributed_by, *definition.partitioned_by}
    keys |= {*dict(definition.options).get("key.fields", "").split(";")}
    if mark is not None:
        keys |= {mark.column, *(name for name in changed if mentions(mark.expression, name))}
    for name in sorted(keys & changed):
        member = effect.columns.get(name) or effect.gone[name]
        effect.rows = caused(unit, table, None, f"in the key of {table}", member)
        return

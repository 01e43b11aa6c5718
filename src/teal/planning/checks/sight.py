"""One unit as the checks see it: the outline of its statement, and places in its file."""

from __future__ import annotations

from teal.model.diagnostics import Place
from teal.model.project import Unit
from teal.planning.checks.known import Known, written_columns
from teal.planning.logical import place_of
from teal.sql.outline import Insertion, Query
from teal.sql.outlining import Outliner
from teal.sql.outputs import Outputs


class Sight:
    """What stands in one unit. `insertions` are empty for a view, `queries` hold its query."""

    __slots__ = (
        "_expected",
        "insertions",
        "known",
        "outputs",
        "queries",
        "unit",
        "view_columns",
        "walk",
    )

    def __init__(self, unit: Unit, known: Known) -> None:
        self.unit = unit
        self.known = known
        self.walk = Outliner(unit.statement.text)
        self.outputs = Outputs(known.columns_of)
        self._expected: dict[int, tuple[str, ...] | None] = {}
        self.insertions: tuple[Insertion, ...] = ()
        self.view_columns: tuple[str, ...] = ()
        self.queries: tuple[Query, ...]
        if unit.has_job:
            self.insertions = tuple(self.walk.insertions())
            self.queries = tuple(each.query for each in self.insertions)
        else:
            view = self.walk.view()
            self.view_columns, self.queries = (view[0], (view[1],)) if view else ((), ())

    def expected(self, insertion: Insertion) -> tuple[str, ...] | None:
        """The columns that the query of an INSERT fills, by position; None where that is not
        known."""
        if insertion.at not in self._expected:
            self._expected[insertion.at] = self._filled(insertion)
        return self._expected[insertion.at]

    def _filled(self, insertion: Insertion) -> tuple[str, ...] | None:
        if insertion.columns is not None:
            names = tuple(".".join(item.path) for item in insertion.columns)
            return names if len(set(names)) == len(names) else None
        definition = self.known.definition(insertion.target)
        if definition is None:
            return None
        names = written_columns(definition)
        return tuple(name for name in names if name not in insertion.fixed)

    def place(self, index: int) -> Place:
        """The place in the file of a token."""
        return place_of(self.unit.statement, self.walk.place(index))

    def mentions(self, words: frozenset[str]) -> bool:
        """Whether any of these words is a token of the statement."""
        return not words.isdisjoint(self.walk.said)

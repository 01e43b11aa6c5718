"""What a revision changes, against what serves or against another revision, by unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from teal.model.changes import ChangeKind, ColumnChange, UnitChange
from teal.model.deployment import Deployment
from teal.model.environment import Environment
from teal.model.project import Project, UnitKind
from teal.planning.definition_changes import DefinitionChange, definition_change
from teal.planning.deployed import deployed
from teal.planning.stored import definition_in, meaning_of, means_the_same, statement_in
from teal.planning.texts import Text, UnitTexts, texts_of_deployed, texts_of_project

_A = {
    UnitKind.INSERT.value: "an INSERT",
    UnitKind.STATEMENT_SET.value: "a statement set",
    UnitKind.VIEW.value: "a view",
}

MEANING_CHANGED = "its meaning changed"
"""Of a query; what differs in it is told where it was looked at column by column."""


def changes(
    project: Project, deployment: Deployment, environment: Environment
) -> tuple[UnitChange, ...]:
    """From what serves to the revision, by unit; units without any change are left out. What is
    green, aborted or retired does not count as deployed."""
    serving = texts_of_deployed(deployed(deployment), environment)
    return changes_of_texts(serving, texts_of_project(project, environment), environment)


def changes_between(old: Project, new: Project, environment: Environment) -> tuple[UnitChange, ...]:
    """From one revision to another, by unit; units without any change are left out."""
    before, after = (texts_of_project(project, environment) for project in (old, new))
    return changes_of_texts(before, after, environment)


def changes_of_texts(
    old: Mapping[str, UnitTexts], new: Mapping[str, UnitTexts], environment: Environment
) -> tuple[UnitChange, ...]:
    """The same from texts that are at hand."""
    renumbered = _renumbered(old, new, environment)
    found: list[UnitChange | None] = []
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before is None and after is not None:
            found.append(_whole(name, ChangeKind.NEW, after))
        elif after is None and before is not None:
            found.append(_whole(name, ChangeKind.REMOVED, before))
        elif before is not None and after is not None and not say_the_same(before, after):
            notes = _Notes(environment, name in renumbered)
            found.append(_changed(notes, name, before, after))
    return tuple(change for change in found if change is not None)


def say_the_same(before: UnitTexts, after: UnitTexts) -> bool:
    """Whether a unit and all it hangs on is written as before, wherever that stands."""
    return (
        before.statement.sql == after.statement.sql
        and before.kind == after.kind
        and not before.left_behind
        and before.numbers == after.numbers
        and _texts(before.targets) == _texts(after.targets)
        and _texts(before.externals) == _texts(after.externals)
    )


def _texts(texts: Mapping[str, Text]) -> dict[str, str]:
    return {name: text.sql for name, text in texts.items()}


def _renumbered(
    old: Mapping[str, UnitTexts], new: Mapping[str, UnitTexts], environment: Environment
) -> frozenset[str]:
    """Units that share their targets with others, all of whose texts only changed places."""
    before, after = _by_targets(old), _by_targets(new)
    return frozenset(
        name
        for targets, names in before.items()
        if len(names) > 1 and names == after.get(targets)
        if _meanings(old, names, environment) == _meanings(new, names, environment)
        for name in names
    )


def _by_targets(units: Mapping[str, UnitTexts]) -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(units):
        found.setdefault(tuple(units[name].targets), []).append(name)
    found.pop((), None)
    return found


def _meanings(
    units: Mapping[str, UnitTexts], names: Iterable[str], environment: Environment
) -> list[str]:
    return sorted(_meaning(units[name].statement, environment) for name in names)


def _meaning(text: Text, environment: Environment) -> str:
    return meaning_of(statement_in(text.sql, text.where, environment), environment)


def _whole(name: str, kind: ChangeKind, texts: UnitTexts) -> UnitChange:
    places = (texts.statement.where, *(text.where for text in texts.targets.values()))
    return UnitChange(name, (kind,), files=tuple(dict.fromkeys(places)))


def _changed(notes: _Notes, name: str, before: UnitTexts, after: UnitTexts) -> UnitChange | None:
    _note_statement(notes, before, after)
    for target in sorted({*before.targets, *after.targets}):
        _note_target(notes, target, before.targets.get(target), after.targets.get(target))
    for external in sorted({*before.externals} & {*after.externals}):
        _note_external(notes, external, before.externals[external], after.externals[external])
    for version in before.left_behind:
        notes.add(ChangeKind.BEHIND, f"it reads {version}, which serves no more")
    for target, number in sorted(after.numbers.items()):
        was = before.numbers.get(target)
        if was is not None and was != number:
            detail = f"{target} is v{number} in its file, was v{was}"
            notes.add(ChangeKind.VERSION, detail, after.statement.where)
    return notes.of(name)


def _note_statement(notes: _Notes, before: UnitTexts, after: UnitTexts) -> None:
    if before.kind != after.kind:
        what = f"it is {_A[after.kind]}, was {_A[before.kind]}"
        notes.add(ChangeKind.QUERY, what, after.statement.where)
    elif before.statement.sql == after.statement.sql:
        return
    elif means_the_same(before.statement.sql, after.statement.sql) or (
        _meaning(before.statement, notes.environment)
        == _meaning(after.statement, notes.environment)
    ):
        notes.add(ChangeKind.COSMETIC, where=after.statement.where)
    elif not notes.is_renumbered:
        notes.add(ChangeKind.QUERY, MEANING_CHANGED, after.statement.where)


def _note_target(notes: _Notes, table: str, before: Text | None, after: Text | None) -> None:
    if before is None or after is None:
        if after is not None:
            notes.add(ChangeKind.QUERY, f"it writes {table} too", after.where)
        elif before is not None:
            notes.add(ChangeKind.QUERY, f"it writes {table} no more")
        return
    if before.sql == after.sql:
        return
    if means_the_same(before.sql, after.sql):
        notes.add(ChangeKind.COSMETIC, where=after.where)
        return
    change = notes.definition_change(before, after)
    for kind in change.kinds or (ChangeKind.COSMETIC,):
        notes.add(kind, where=after.where)
    notes.columns += change.columns
    notes.details += change.details


def _note_external(notes: _Notes, table: str, before: Text, after: Text) -> None:
    if means_the_same(before.sql, after.sql):
        return
    change = notes.definition_change(before, after)
    what = "; ".join((*map(str, change.columns), *change.details))
    if change.kinds:
        notes.add(ChangeKind.INPUT, f"the external table {table} changed: {what}", after.where)


class _Notes(Struct):
    """What was noticed of one unit so far."""

    environment: Environment
    is_renumbered: bool
    kinds: set[ChangeKind] = field(default_factory=set)
    columns: tuple[ColumnChange, ...] = ()
    details: tuple[str, ...] = ()
    files: dict[str, None] = field(default_factory=dict)

    def add(self, kind: ChangeKind, detail: str = "", where: str = "") -> None:
        self.kinds.add(kind)
        self.details += (detail,) if detail else ()
        if where:
            self.files[where] = None

    def definition_change(self, before: Text, after: Text) -> DefinitionChange:
        return definition_change(
            definition_in(before.sql, before.where, self.environment),
            definition_in(after.sql, after.where, self.environment),
        )

    def of(self, unit: str) -> UnitChange | None:
        meaningful = self.kinds - {ChangeKind.COSMETIC}
        kinds = tuple(kind for kind in ChangeKind if kind in (meaningful or self.kinds))
        if not kinds:
            return None
        return UnitChange(unit, kinds, self.columns, self.details, tuple(self.files))

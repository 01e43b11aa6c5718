"""Changes for a person: unit, files, and what each change means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from teal.model.changes import UnitChange
from teal.model.wording import plural, visible


def changes_text(changes: Sequence[UnitChange], notes: Sequence[str] = ()) -> str:
    """A paragraph a unit; what only changed its text comes behind, and last what changed around."""
    around = ("Good to know", *(f"  {note}" for note in notes)) if notes else ()
    return visible("\n".join((*_lines(changes), *around)))


def _lines(changes: Sequence[UnitChange]) -> Iterator[str]:
    if not changes:
        yield "No change."
        return
    meaningful = [each for each in changes if each.is_meaningful]
    for change in meaningful:
        yield f"{change.unit}: {', '.join(kind.value for kind in change.kinds)}"
        yield from (f"  {file}" for file in change.files)
        yield from (f"  {column}" for column in change.columns)
        yield from (f"  {detail}" for detail in change.details)
    for change in changes:
        if not change.is_meaningful:
            yield f"{change.unit}: only its text changed, not its meaning"
            yield from (f"  {file}" for file in change.files)
    yield f"{plural(len(meaningful), 'unit')} changed in meaning."

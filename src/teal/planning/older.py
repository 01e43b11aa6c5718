"""Whether a plan would undo somebody's work: a revision has to hold what it replaces, as a commit
of its history or (after a squash merge) as text that once stood in its files."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec import Struct

from teal.model.changes import Action, UnitAction
from teal.model.deployment import Deployment
from teal.model.project import Project, UnitKind
from teal.planning.deployed import deployed


class DeployedText(Struct, frozen=True):
    """What a serving unit was deployed from. `texts` are (path, text) pairs, its statement and the
    definitions of its targets; `commit` is "" where it came from no git repository."""

    unit: str
    version: int
    commit: str
    texts: tuple[tuple[str, str], ...]


def texts_touched(
    project: Project, deployment: Deployment, actions: Iterable[UnitAction]
) -> tuple[DeployedText, ...]:
    """The serving units that these actions replace or remove, to be looked up in the revision's
    history. What came from outside git cannot be looked up and is left out."""
    now = deployed(deployment)
    found = []
    for action in actions:
        record = now.serving_units.get(action.unit)
        if record is None or action.action is Action.KEEP or not record.commit:
            continue
        texts = [(record.file, record.sql)]
        for target in record.targets if record.kind != UnitKind.VIEW.value else ():
            table = project.tables.get(target.logical)
            if table is not None:  # else nobody knows where its definition stood
                texts.append((table.place.file, now.records[target].sql))
        found.append(DeployedText(action.unit, record.key.version, record.commit, tuple(texts)))
    return tuple(found)


def units_undone(
    touched: Iterable[DeployedText], held: Collection[DeployedText]
) -> tuple[str, ...]:
    """A sentence for each unit whose deployed work the revision does not hold; `held` are those of
    which it holds the commit, or every text."""
    return tuple(
        f"{text.unit} v{text.version} was deployed from commit {text.commit[:10]}, which is not in "
        f"the history of this revision, and neither is its text ({text.texts[0][0]})"
        for text in touched
        if text not in held
    )

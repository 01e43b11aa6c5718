"""How long a run took, and how long the longest chain of its steps took by itself."""

from __future__ import annotations

from teal.model.codec import decoded
from teal.model.plan import Plan
from teal.model.run import Mark
from teal.ports.store import Store


def run_seconds(store: Store, kind: str) -> tuple[float, float]:
    """Wall seconds of the newest run of this kind, and seconds of its longest chain: the sum of
    the steps' own times along the slowest path."""
    run = [each for each in store.runs() if each.kind == kind][-1]
    began: dict[str, float] = {}
    ended: dict[str, float] = {}
    for entry in store.journal(run.id):
        at = entry.at.timestamp()
        if entry.mark is Mark.INTENT:
            began.setdefault(entry.step, at)
        elif entry.mark is Mark.DONE:
            ended[entry.step] = at
    longest: dict[str, float] = {}
    for step in decoded(Plan, run.plan).steps:
        before = max((longest.get(key, 0.0) for key in step.after), default=0.0)
        longest[step.key] = before + ended[step.key] - began[step.key]
    wall = max(ended.values()) - run.opened_at.timestamp()
    return wall, max(longest.values())

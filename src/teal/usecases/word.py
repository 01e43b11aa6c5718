"""A person's word to go on where it cannot be proven that no record is lost or doubled: for which
units it is needed, and which words were given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from teal.model.codec import Undecodable
from teal.model.errors import NeedsWord, Refused
from teal.model.history import WentOn
from teal.model.in_line import NOBODYS_WORD, PersonsWord
from teal.model.names import UnitKey
from teal.model.plan import ContinueUnit, DiscardUnit, Plan
from teal.model.run import JournalEntry, Mark, Run
from teal.ports.store import Store
from teal.usecases.acting import plan_of

Unit = tuple[str, int]


def words_wanted(store: Store, run: Run | None) -> frozenset[Unit]:
    """The units (name and version) at which a run stopped for want of somebody's word."""
    if run is None:
        return frozenset()
    keys = {step: unit for step, unit, _ in _in_line(plan_of(run))}
    last = {entry.step: entry for entry in store.journal(run.id)}
    return frozenset(keys[step] for step, entry in last.items() if step in keys and _stops(entry))


def words_given(runs: Iterable[Run], store: Store) -> Iterator[WentOn]:
    """Each run of these that went on by somebody's word, with what was unknown then."""
    for run in runs:
        try:
            steps = tuple(_in_line(plan_of(run)))
        except Undecodable:  # of another Teal
            continue
        reasons = {reason for _, _, reason in steps if reason}
        if reasons:
            doubts = tuple(_doubts(store.journal(run.id)))
            yield WentOn(run.id, run.kind, run.actor, run.opened_at, sorted(reasons)[0], doubts)


def word(store: Store, run: Run | None, reason: str) -> PersonsWord:
    """The word for what the run stopped at; nobody's without a reason. Raises Refused where there
    was nothing to give a word for: nobody has been told yet what is unknown."""
    if not reason:
        return NOBODYS_WORD
    units = words_wanted(store, run)
    if not units:
        raise Refused(
            "there is nothing here that needs somebody's word.",
            (),
            "Run it without --unproven: it proves what can be proven, and where something cannot "
            "be, it says what is unknown.",
        )
    return PersonsWord(reason, units)


def _in_line(plan: Plan) -> Iterator[tuple[str, Unit, str]]:
    for step in plan.steps:
        match step:
            case DiscardUnit(unit=key, unproven=reason):
                yield step.key, _unit(key), reason
            case ContinueUnit(submission=submission, unproven=reason):
                yield step.key, _unit(submission.key), reason
            case _:
                pass


def _unit(key: UnitKey) -> Unit:
    return key.unit, key.version


def _stops(entry: JournalEntry) -> bool:
    is_failed = entry.mark is Mark.FAILED
    return is_failed and json.loads(entry.detail).get("kind") == NeedsWord.__name__


def _doubts(entries: Iterable[JournalEntry]) -> Iterator[str]:
    for entry in entries:
        if entry.mark is Mark.DONE:
            yield from json.loads(entry.detail).get("doubts", ())

"""The steps of changes in place, forward or back: from whatever runs now to the wanted edition, so
that the way back is the same way, also where the way forward ended in the middle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from teal.model.changes import Action
from teal.model.deployment import Deployment, Release, UnitRecord, UnitState
from teal.model.environment import Environment
from teal.model.errors import ProjectMistakes
from teal.model.in_line import NOBODYS_WORD, Edition, InLineChange, PersonsWord
from teal.model.names import UnitKey
from teal.model.plan import AlterTable, AnyStep, ContinueUnit, DiscardUnit, HandOver
from teal.planning.deployed import Deployed, deployed
from teal.planning.record_topics import RecordTopics


def in_line_steps(
    deployment: Deployment,
    changes: Iterable[InLineChange],
    environment: Environment,
    is_back: bool,
    after: tuple[str, ...],
    word: PersonsWord = NOBODYS_WORD,
) -> tuple[AnyStep, ...]:
    """Steps to the editions after the changes (with `is_back`, before them), one unit independent
    of the other. `after` are the keys of what comes first; `word` is for units that somebody goes
    on with unproven."""
    now = deployed(deployment)
    topics = RecordTopics(now, environment)
    found: dict[str, AnyStep] = {}
    for change in changes:
        wanted = change.before if is_back else change.after
        records = _attempts(deployment, change.key)
        reads = _topics_read(records[-1], topics)
        for step in _of_one(change, wanted, records, now, after, reads, word.of(change.key)):
            found.setdefault(step.key, step)  # units that share a table alter it once
    return tuple(found.values())


def not_back(deployment: Deployment, release: Release) -> tuple[UnitKey, ...]:
    """Units of a release that do not run, or do not run what they did before it."""
    return tuple(
        newest.key
        for change in release.in_line
        if change.restarts
        for newest in _attempts(deployment, change.key)[-1:]
        if newest.state is not UnitState.STARTED or not _runs(newest, change.before)
    )


def _of_one(
    change: InLineChange,
    wanted: Edition,
    records: tuple[UnitRecord, ...],
    now: Deployed,
    after: tuple[str, ...],
    reads: tuple[str, ...],
    unproven: str,
) -> Iterator[AnyStep]:
    newest = records[-1]
    outputs = _written_alone(change, now)
    if not change.restarts or (newest.state is UnitState.STARTED and _runs(newest, wanted)):
        yield from _alterations(change, wanted, now, after)
        return
    next_attempt = newest.key.attempt + 1
    if newest.state is UnitState.STARTED:
        stopped = newest.key
        first: AnyStep = HandOver(
            key=f"hand-over:{stopped}", after=after, unit=stopped, inputs=reads, outputs=outputs
        )
    else:  # stopped for a job that did not come to run
        stopped = _saved(records).key
        tried = replace(newest.key, attempt=next_attempt)
        first = DiscardUnit(
            key=f"discard:{tried}",
            after=after,
            unit=tried,
            follows=stopped,
            outputs=outputs,
            unproven=unproven,
        )
        next_attempt += 1
    yield first
    altered = tuple(_alterations(change, wanted, now, (first.key,)))
    yield from altered
    key = replace(newest.key, attempt=next_attempt)
    yield ContinueUnit(
        key=f"continue:{key}",
        after=(first.key, *(step.key for step in altered)),
        submission=replace(wanted.submission, key=key),
        follows=stopped,
        leaves_state=change.action is Action.CARRY_OVER,
        outputs=outputs,
        unproven=unproven,
    )


def _written_alone(change: InLineChange, now: Deployed) -> tuple[str, ...]:
    """Topics that no other unit writes: what comes there comes from this one."""
    alone = (version for version in change.targets if len(now.writers.get(version, ())) < 2)
    return tuple(sorted(change.topics[version.logical] for version in alone))


def _topics_read(unit: UnitRecord, topics: RecordTopics) -> tuple[str, ...]:
    """Only noted, so that what cannot be read any more hinders nothing."""
    try:
        return topics.inputs(unit)
    except ProjectMistakes:
        return ()


def _alterations(
    change: InLineChange, wanted: Edition, now: Deployed, after: tuple[str, ...]
) -> Iterator[AlterTable]:
    for version in change.targets:
        record, table = now.records[version], wanted.tables[version.logical]
        if record.sql == table.sql and not table.settings:
            continue
        yield AlterTable(
            key=f"alter:{version.logical}@v{version.number}",
            after=after,
            version=version,
            unit=change.key,
            topic=change.topics[version.logical],
            topic_id=record.topic_id,
            settings=table.settings,
            sql=table.sql,
        )


def _attempts(deployment: Deployment, key: UnitKey) -> tuple[UnitRecord, ...]:
    """All attempts of a unit's version, oldest first."""
    names = (key.unit, key.version)
    found = [u for u in deployment.units if (u.key.unit, u.key.version) == names]
    return tuple(sorted(found, key=lambda unit: unit.key.attempt))


def _saved(records: tuple[UnitRecord, ...]) -> UnitRecord:
    """The last one that ran: the one whose savepoint is to go on from."""
    return next((each for each in reversed(records) if each.savepoint), records[-1])


def _runs(record: UnitRecord, edition: Edition) -> bool:
    given = record.submission
    return given is not None and replace(given, key=edition.submission.key) == edition.submission

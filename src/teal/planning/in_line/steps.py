"""The steps of changes in place, forward or back: from whatever runs now to the wanted edition, so
that the way back is the same way, also where the way forward ended in the middle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

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
        reads, outputs = _topics_read(records[-1], topics), _written_alone(change, now)
        unproven = word.of(change.key)
        way = _Way(change, wanted, records, now, after, reads, outputs, unproven)
        for step in way.steps():
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


class _Way(Struct, frozen=True):
    """One unit's way to the wanted edition: `records` are its attempts, oldest first; `reads` and
    `outputs` its topics, of the latter those that it writes alone."""

    change: InLineChange
    wanted: Edition
    records: tuple[UnitRecord, ...]
    now: Deployed
    after: tuple[str, ...]
    reads: tuple[str, ...]
    outputs: tuple[str, ...]
    unproven: str

    @property
    def newest(self) -> UnitRecord:
        """The last attempt."""
        return self.records[-1]

    @property
    def is_running(self) -> bool:
        """Else it was stopped for a job that did not come to run."""
        return self.newest.state is UnitState.STARTED

    @property
    def follows(self) -> UnitKey:
        """The attempt whose savepoint is to go on from."""
        return self.newest.key if self.is_running else _saved(self.records).key

    def steps(self) -> Iterator[AnyStep]:
        """Nothing but alterations where its job runs what is wanted or need not know of it."""
        is_there = self.is_running and _runs(self.newest, self.wanted)
        if is_there or not self.change.restarts:
            yield from _alterations(self.change, self.wanted, self.now, self.after)
            return
        first = self._hand_over() if self.is_running else self._discard()
        yield first
        altered = tuple(_alterations(self.change, self.wanted, self.now, (first.key,)))
        yield from altered
        yield self._go_on(first.unit, (first.key, *(step.key for step in altered)))

    def _hand_over(self) -> HandOver:
        key = self.newest.key
        return HandOver(
            key=f"hand-over:{key}",
            after=self.after,
            unit=key,
            inputs=self.reads,
            outputs=self.outputs,
        )

    def _discard(self) -> DiscardUnit:
        tried = _next(self.newest.key)
        return DiscardUnit(
            key=f"discard:{tried}",
            after=self.after,
            unit=tried,
            follows=self.follows,
            outputs=self.outputs,
            unproven=self.unproven,
        )

    def _go_on(self, last: UnitKey, after: tuple[str, ...]) -> ContinueUnit:
        """An attempt behind the last one that was or may have been."""
        key = _next(last)
        return ContinueUnit(
            key=f"continue:{key}",
            after=after,
            submission=replace(self.wanted.submission, key=key),
            follows=self.follows,
            leaves_state=self.change.action is Action.CARRY_OVER,
            outputs=self.outputs,
            unproven=self.unproven,
        )


def _next(key: UnitKey) -> UnitKey:
    return replace(key, attempt=key.attempt + 1)


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

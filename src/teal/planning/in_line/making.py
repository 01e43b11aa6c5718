"""From actions to changes in place: the two editions of each unit, and what lies between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from teal.model.changes import Action, UnitAction
from teal.model.deployment import UnitRecord
from teal.model.environment import Environment
from teal.model.errors import Refused
from teal.model.in_line import Edition, InLineChange, TableEdition
from teal.model.names import Version
from teal.model.project import Project, Unit
from teal.planning.binding import Binder
from teal.planning.catalogue import Catalogue
from teal.planning.deployed import Deployed
from teal.planning.graph import Graph
from teal.planning.in_line.saying import said_of
from teal.planning.kafka_table import KafkaTable, kafka_table
from teal.planning.notes import exposures
from teal.planning.stored import definition_in

IN_PLACE = (Action.CARRY_OVER, Action.ALTER)


def in_line_changes(
    project: Project,
    graph: Graph,
    now: Deployed,
    environment: Environment,
    actions: Sequence[UnitAction],
) -> tuple[InLineChange, ...]:
    """The changes of those actions, in dependency order. Raises Refused for a unit of which Teal
    does not know what it runs, ProjectMistakes for a text that cannot be bound."""
    wanted = {each.unit: each.action for each in actions if each.action in IN_PLACE}
    if not wanted:
        return ()
    return tuple(
        _InLine(project, graph.units[name], now.serving_units[name], now, environment).change(
            wanted[name]
        )
        for name in graph.order
        if name in wanted
    )


class _InLine:
    """One unit that is deployed and has another text now."""

    def __init__(
        self,
        project: Project,
        unit: Unit,
        record: UnitRecord,
        now: Deployed,
        environment: Environment,
    ) -> None:
        self._project, self._unit, self._record = project, unit, record
        self._now, self._environment = now, environment
        self._targets = {version.logical: version for version in record.targets}

    def change(self, action: Action) -> InLineChange:
        before, after = self._before(), self._after()
        tables = [(self._kafka_before(name), self._kafka_after(name)) for name in self._targets]
        takes_options = any(old.options != new.options for old, new in tables)
        is_by_session = action is Action.ALTER and not takes_options
        is_by_session &= all(old.config == new.config for old, new in tables)
        if not is_by_session:  # the session's options of today come only where that is asked for
            settings = before.submission.settings
            after = replace(after, submission=replace(after.submission, settings=settings))
        restarts = action is Action.CARRY_OVER or takes_options or is_by_session
        return InLineChange(
            key=self._record.key,
            action=action,
            targets=self._record.targets,
            topics={name: self._topic(version) for name, version in self._targets.items()},
            before=before,
            after=after,
            restarts=restarts,
            notes=(
                *said_of(str(self._record.key), action, restarts, after.tables),
                *self._outside(action),
            ),
        )

    def _outside(self, action: Action) -> Iterator[str]:
        if action is Action.CARRY_OVER:
            for reader in exposures(self._targets, self._environment):
                yield f"Outside, {reader}: it sees the change from then on."

    def _before(self) -> Edition:
        record = self._record
        if record.submission is None:
            raise Refused(
                f"{record.key} cannot be changed in place: it is not known what its job was given.",
                (),
                f"Rebuild it: --rebuild {self._unit.name}.",
            )
        return Edition(
            sql=record.sql,
            file=record.file,
            line=record.line,
            commit=record.commit,
            external_sql=record.external_sql,
            submission=record.submission,
            tables={
                name: TableEdition(
                    self._now.records[version].sql, self._settings(name, is_back=True)
                )
                for name, version in self._targets.items()
            },
        )

    def _after(self) -> Edition:
        unit, tables = self._unit, self._project.tables
        pinned = {version.logical: version for version in self._record.inputs}
        catalogue = Catalogue(self._project, self._now, self._environment, self._targets, pinned)
        return Edition(
            sql=unit.sql,
            file=unit.place.file,
            line=unit.place.line,
            commit=self._project.revision.commit,
            external_sql={n: tables[n].sql for n in unit.inputs if n in self._project.externals},
            submission=Binder(catalogue).submission(unit, self._record.key),
            tables={
                name: TableEdition(tables[name].sql, self._settings(name, is_back=False))
                for name in self._targets
            },
        )

    def _settings(self, name: str, is_back: bool) -> Mapping[str, str | None]:
        """Settings of the topic that differ. A topic that was adopted is left alone."""
        if not self._now.records[self._targets[name]].owns_topic:
            return {}
        old, new = self._kafka_before(name).config, self._kafka_after(name).config
        wanted = old if is_back else new
        return dict(self._differing(old, new, wanted))

    @staticmethod
    def _differing(
        old: Mapping[str, str], new: Mapping[str, str], wanted: Mapping[str, str]
    ) -> Iterator[tuple[str, str | None]]:
        for key in sorted({*old, *new}):
            if old.get(key) != new.get(key):
                yield key, wanted.get(key)

    def _kafka_before(self, name: str) -> KafkaTable:
        sql = self._now.records[self._targets[name]].sql
        definition = definition_in(sql, self._record.file, self._environment)
        return kafka_table(definition, self._environment, False, {})

    def _kafka_after(self, name: str) -> KafkaTable:
        return kafka_table(self._project.tables[name].definition, self._environment, False, {})

    def _topic(self, version: Version) -> str:
        topic = self._now.records[version].topic
        assert topic is not None, f"{version} is a table"
        return topic

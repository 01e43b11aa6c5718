"""What each name means inside one release: which version, which text, which topic. Green where
the release makes one, else what serves; a kept view goes on reading what it always read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from teal.model.deployment import VersionRecord
from teal.model.environment import Environment, ExternalTable
from teal.model.names import Version
from teal.model.project import Project, Unit
from teal.model.statements import Statement, TableDefinition
from teal.planning.deployed import Deployed
from teal.planning.kafka_table import KafkaTable, kafka_table
from teal.planning.stored import definition_in, statement_in
from teal.planning.unbindable import externals_by_name
from teal.planning.versions import topic_of


class Source(Struct, frozen=True):
    """A table, external or view as a session needs it. `kafka` is None for a view, which `reads`
    versions instead; `topic` is None where there is none. `where` is the file of the text."""

    version: Version
    statement: Statement
    where: str
    topic: str | None
    kafka: KafkaTable | None
    definition: TableDefinition | None = None
    reads: tuple[Version, ...] = ()

    @property
    def is_view(self) -> bool:
        """Whether it is text that readers replay."""
        return self.kafka is None

    @property
    def is_external(self) -> bool:
        """Whether it is read and not owned."""
        return is_external(self.version)


def external_version(name: str) -> Version:
    """An external in a place where versions stand; it has just this one."""
    return Version(name, 0, name)


def is_external(version: Version) -> bool:
    """Whether it stands for an external."""
    return version.number == 0


class Catalogue:
    """Names and texts of one release. Remembers what it has read; hands out values only. `pinned`
    are names that mean a version, whatever serves; green of which there is a record goes on in
    its topic."""

    def __init__(
        self,
        project: Project,
        deployed: Deployed,
        environment: Environment,
        green: Mapping[str, Version],
        pinned: Mapping[str, Version] | None = None,
    ) -> None:
        self.project = project
        self.deployed = deployed
        self.environment = environment
        self.green = green
        self._pinned = pinned or {}
        self._views = {unit.name: unit for unit in project.units if not unit.has_job}
        self._externals = externals_by_name(environment)
        self._sources: dict[Version, Source] = {}

    def version_of(self, logical: str) -> Version:
        """What a name means to the statements that this release starts."""
        if logical in self._externals:
            return external_version(logical)
        found = self.green.get(logical) or self._pinned.get(logical)
        return self.deployed.serving[logical].version if found is None else found

    def reads_of(self, unit: Unit) -> tuple[Version, ...]:
        """What a unit of this release reads, in the order of its text."""
        return tuple(self.version_of(name) for name in unit.inputs)

    def source(self, version: Version) -> Source:
        """The text behind a version."""
        found = self._sources.get(version)
        if found is None:
            found = self._sources[version] = self._read(version)
        return found

    def externals(self) -> tuple[Version, ...]:
        """All externals that are declared and defined."""
        return tuple(
            external_version(n) for n in sorted(self._externals) if n in self.project.tables
        )

    def behind(self, versions: Iterable[Version]) -> tuple[Source, ...]:
        """All that has to be defined before these can be read: themselves, and what their views
        read, each before whatever needs it."""
        done: dict[Version, Source] = {}
        for start in versions:
            walk = [(start, iter(self.source(start).reads))]
            while walk:
                version, ahead = walk[-1]
                following = next((each for each in ahead if each not in done), None)
                if following is not None:
                    walk.append((following, iter(self.source(following).reads)))
                    continue
                walk.pop()
                done.setdefault(version, self.source(version))
        return tuple(done.values())

    def topics(self, versions: Iterable[Version]) -> tuple[str, ...]:
        """The topics that reading these means, through views too, by name."""
        return tuple(sorted({s.topic for s in self.behind(versions) if s.topic is not None}))

    def tables_behind(self, versions: Iterable[Version]) -> tuple[Version, ...]:
        """The versions of tables (and externals) that reading these means, without views."""
        return tuple(source.version for source in self.behind(versions) if not source.is_view)

    def _read(self, version: Version) -> Source:
        if is_external(version):
            return self._external(version)
        if version == self.green.get(version.logical):
            return self._green(version)
        return self._kept(self.deployed.records[version])

    def _green(self, version: Version) -> Source:
        view = self._views.get(version.logical)
        if view is not None:
            return Source(
                version, view.statement, view.place.file, None, None, reads=self.reads_of(view)
            )
        table = self.project.tables[version.logical]
        kafka = kafka_table(table.definition, self.environment, False, {})
        record = self.deployed.records.get(version)
        return Source(
            version,
            table.statement,
            table.place.file,
            (record and record.topic) or topic_of(version, self.environment),
            kafka,
            table.definition,
        )

    def _kept(self, record: VersionRecord) -> Source:
        version = record.version
        writers = self.deployed.writers.get(version, ())
        where = writers[0].file if writers else ""
        statement = statement_in(record.sql, where, self.environment)
        if record.is_view:
            reads = tuple(v for unit in writers for v in unit.inputs)
            outside = tuple(external_version(n) for u in writers for n in sorted(u.external_sql))
            return Source(version, statement, where, None, None, reads=(*reads, *outside))
        definition = definition_in(record.sql, where, self.environment)
        kafka = kafka_table(definition, self.environment, False, {})
        topic = record.topic or topic_of(version, self.environment)
        return Source(version, statement, where, topic, kafka, definition)

    def _external(self, version: Version) -> Source:
        name = version.logical
        statement, where, definition = self._external_text(name)
        declared = self._externals.get(name) or ExternalTable(name, name)
        kafka = kafka_table(definition, self.environment, True, declared.options)
        topic = external_topic(declared, kafka) if kafka.is_kafka else None
        return Source(version, statement, where, topic, kafka, definition)

    def _external_text(self, name: str) -> tuple[Statement, str, TableDefinition]:
        """The revision's definition, or for what only kept views still read, the deployed one."""
        table = self.project.tables.get(name)
        if table is not None:
            return table.statement, table.place.file, table.definition
        unit = next(unit for unit in self.deployed.units if name in unit.external_sql)
        sql = unit.external_sql[name]
        statement = statement_in(sql, unit.file, self.environment)
        return statement, unit.file, definition_in(sql, unit.file, self.environment)


def external_topic(declared: ExternalTable, kafka: KafkaTable) -> str:
    """The configuration's topic, unless that is only the name, which the text may know better."""
    if declared.topic and declared.topic != declared.name:
        return declared.topic
    return kafka.topic or declared.topic or declared.name

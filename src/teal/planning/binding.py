"""From authors' texts to what an engine is given, in two passes: names to versions, by the spans
of the text; then, of definitions only, the environment's connector, formats and topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from teal.model.environment import Environment
from teal.model.errors import ProjectMistakes
from teal.model.names import UnitKey, Version, consumer_group, transactional_prefix
from teal.model.project import Unit
from teal.model.statements import NameRole, Parts, Statement
from teal.model.submission import Submission
from teal.planning.catalogue import Catalogue, Source
from teal.planning.in_catalog import in_session, is_in_catalog
from teal.planning.kafka_table import KafkaTable
from teal.planning.logical import logical_name, place_of, written_as
from teal.planning.mistakes import Code, error
from teal.sql.clauses import with_options, without_distribution
from teal.sql.rewriter import NameTaken, rename

_TABLE_ROLES = frozenset({NameRole.TARGET, NameRole.INPUT, NameRole.DEFINITION})
_GROUP = "\x00group\x00"
_TRANSACTION_TIMEOUT_MS = "900000"
"""Well above a checkpoint interval and a restart; Kafka's own limit for it by default."""


class Binder:
    """Binds the units of one release. Remembers what it has bound; hands out texts only."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._environment = catalogue.environment
        self._for_reading: dict[Version, str] = {}
        self._unbound: dict[Version, str] = {}
        self._for_writing: dict[tuple[Version, UnitKey], str] = {}

    def submission(self, unit: Unit, key: UnitKey) -> Submission:
        """What the engine is asked to run for a unit of the release: its definitions in the order
        in which they can be replayed, inputs first. Raises ProjectMistakes."""
        catalogue = self._catalogue
        reads = catalogue.reads_of(unit)
        targets = tuple(catalogue.version_of(name) for name in unit.targets)
        group = consumer_group(key.deployment, key.unit, key.version)
        names = {version.logical: version for version in (*reads, *targets)}
        return Submission(
            key=key,
            statement=in_versions(unit.statement, names, self._environment),
            definitions=(
                *(
                    text
                    for source in catalogue.behind(reads)
                    if (text := self.reading(source, group))
                ),
                *(self.writing(version, key) for version in targets),
            ),
            session=session_statements(self._environment),
            settings=dict(sorted(self._environment.session.settings.items())),
        )

    def writing(self, version: Version, key: UnitKey) -> str:
        """The definition of a version for the unit that writes it."""
        text = self._for_writing.get((version, key))
        if text is None:
            text = self._for_writing[version, key] = self._written_by(version, key)
        return text

    def _written_by(self, version: Version, key: UnitKey) -> str:
        source = self._catalogue.source(version)
        assert source.kafka is not None, f"{version} is a view"
        options = _base_options(source, source.kafka, self._environment)
        if source.kafka.is_upsert:
            options["sink.delivery-guarantee"] = "at-least-once"  # idempotent by key
        else:
            name = key.unit if version.logical == key.unit else f"{key.unit}.{version.logical}"
            prefix = transactional_prefix(key.deployment, name, key.version)
            options.setdefault("properties.transaction.timeout.ms", _TRANSACTION_TIMEOUT_MS)
            options["sink.delivery-guarantee"] = "exactly-once"
            options["sink.transactional-id-prefix"] = prefix
        return self._defined(source, options)

    def reading(self, source: Source, group: str) -> str:
        """The definition of something that a unit reads, under the unit's consumer group; "" for
        what needs none, because the session finds it in a catalog."""
        text = self._for_reading.get(source.version)
        if text is None:
            text = self._for_reading[source.version] = self._read_by_somebody(source)
        return text.replace(_GROUP, group)

    def _read_by_somebody(self, source: Source) -> str:
        if source.kafka is None:
            names = {version.logical: version for version in (*source.reads, source.version)}
            return in_versions(source.statement, names, self._environment)
        own = dict(_of_its_reader(source.kafka))
        if is_in_catalog(source.definition):
            return in_session(source.version.logical, own) if own else ""
        return self._defined(
            source, {**_base_options(source, source.kafka, self._environment), **own}
        )

    def _defined(self, source: Source, options: Mapping[str, str]) -> str:
        ordered = dict(sorted(options.items(), key=_connector_first))
        return with_options(self._renamed(source), ordered)

    def _renamed(self, source: Source) -> str:
        """The definition under its version's name, without what Kafka's connectors refuse."""
        text = self._unbound.get(source.version)
        if text is None:
            _refuse_problems(source)
            names = {source.version.logical: source.version}
            text = in_versions(source.statement, names, self._environment)
            if source.kafka is not None and source.kafka.is_kafka:
                text = without_distribution(text)
            self._unbound[source.version] = text
        return text


def in_versions(
    statement: Statement, versions: Mapping[str, Version], environment: Environment
) -> str:
    """The statement's text with the tables in the given versions; nothing else changes."""
    new_names: dict[Parts, str] = {}
    for name in statement.names:
        version = versions.get(logical_name(name.parts, environment))
        if version is not None and name.role in _TABLE_ROLES:
            new_names[name.parts] = written_as(version.physical, name.parts, environment)
    try:
        return rename(statement, new_names)
    except NameTaken as taken:
        message = f"the new version cannot be called `{taken.new}` here: {taken.by} has that name."
        found = error(Code.NAME, message, place_of(statement), taken.hint)
        raise ProjectMistakes((found,)) from taken


def session_statements(environment: Environment) -> tuple[str, ...]:
    """The session's own statements, behind those that make the environment's catalog and database
    where no statement of the session speaks of the catalog."""
    catalog, database = environment.catalog, environment.database
    own = environment.session.statements
    if (catalog, database) == ("default_catalog", "default_database"):
        return own
    if any(catalog in statement for statement in own):
        return own
    return (
        f"CREATE CATALOG IF NOT EXISTS `{catalog}` WITH ('type' = 'generic_in_memory')",
        f"USE CATALOG `{catalog}`",
        f"CREATE DATABASE IF NOT EXISTS `{database}`",
        f"USE `{database}`",
        *own,
    )


def _base_options(source: Source, kafka: KafkaTable, environment: Environment) -> dict[str, str]:
    if not kafka.is_kafka:
        return dict(kafka.options)
    found = {**kafka.options}
    found.update({f"properties.{k}": v for k, v in environment.kafka_properties.items()})
    if environment.kafka_bootstrap:
        found["properties.bootstrap.servers"] = environment.kafka_bootstrap
    found["connector"] = "upsert-kafka" if kafka.is_upsert else "kafka"
    found["topic"] = source.topic or ""
    return found


def _of_its_reader(kafka: KafkaTable) -> Iterator[tuple[str, str]]:
    if kafka.is_kafka:
        yield "properties.group.id", _GROUP
        yield "properties.isolation.level", "read_committed"
        if not kafka.is_upsert:  # upsert-kafka always begins at the earliest
            yield "scan.startup.mode", "earliest-offset"


def _connector_first(option: tuple[str, str]) -> tuple[int, str]:
    key = option[0]
    return {"connector": 0, "topic": 1}.get(key, 2), key


def _refuse_problems(source: Source) -> None:
    assert source.kafka is not None
    if source.kafka.problems:
        place = place_of(source.statement)
        raise ProjectMistakes(
            tuple(
                error(Code.BINDING, f"{source.version}: {problem.message}", place, problem.hint)
                for problem in source.kafka.problems
            )
        )

"""The topics that a deployed unit reads and writes, through views too."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.deployment import UnitRecord
from teal.model.environment import Environment, ExternalTable
from teal.model.names import Version
from teal.planning.catalogue import external_topic
from teal.planning.deployed import Deployed
from teal.planning.kafka_table import kafka_table
from teal.planning.stored import definition_in
from teal.planning.unbindable import externals_by_name


class RecordTopics:
    """Topics of the units of one deployment. Remembers those of externals."""

    def __init__(self, deployed: Deployed, environment: Environment) -> None:
        self._deployed = deployed
        self._environment = environment
        self._declared = externals_by_name(environment)
        self._external: dict[str, str | None] = {}

    def inputs(self, unit: UnitRecord) -> tuple[str, ...]:
        """Topics that the unit reads, by name."""
        return tuple(sorted(set(self._read(unit))))

    def outputs(self, unit: UnitRecord) -> tuple[str, ...]:
        """Topics that the unit writes, by name."""
        return tuple(sorted({topic for target in unit.targets if (topic := self._of(target))}))

    def _read(self, unit: UnitRecord) -> Iterator[str]:
        seen: set[Version] = set()
        ahead = [unit]
        while ahead:
            reader = ahead.pop()
            for name, sql in reader.external_sql.items():
                if topic := self._of_external(name, sql, reader.file):
                    yield topic
            for version in reader.inputs:
                if version in seen:
                    continue
                seen.add(version)
                view = self._deployed.unit_of_view(version)
                if view is not None:
                    ahead.append(view)
                elif topic := self._of(version):
                    yield topic

    def _of(self, version: Version) -> str | None:
        record = self._deployed.records.get(version)
        return None if record is None else record.topic

    def _of_external(self, name: str, sql: str, file: str) -> str | None:
        if name not in self._external:
            declared = self._declared.get(name) or ExternalTable(name, name)
            definition = definition_in(sql, file, self._environment)
            kafka = kafka_table(definition, self._environment, True, declared.options)
            self._external[name] = external_topic(declared, kafka) if kafka.is_kafka else None
        return self._external[name]

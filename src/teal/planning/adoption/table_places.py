"""Which version each adopted table is, and in which topic it lies: told by the jobs that read it,
said by a person, or found by name, which proves nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from teal.model.adoption import (
    BoundTable,
    Doubt,
    DoubtKind,
    Problem,
    RunningJob,
    Seen,
    SeenTopic,
    TableWord,
    Words,
)
from teal.model.environment import Environment
from teal.model.names import Version, numbered, physical_name
from teal.model.project import Project, TableSource
from teal.planning.adoption.matching import Match
from teal.planning.adoption.running_names import RunningNames, last_part
from teal.planning.deployed import Deployed
from teal.planning.naming import written_versions
from teal.planning.versions import topic_of

_NO_WORD = TableWord()


class Places(Struct):
    """What was found, and what of it cannot be."""

    tables: dict[str, BoundTable] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Placing(Struct, frozen=True):
    """All that a table's place is found from. `writers` maps a table to its matched job."""

    project: Project
    environment: Environment
    names: RunningNames
    matches: Mapping[str, Match]
    seen: Seen
    words: Words
    deployed: Deployed

    def place(self, tables: Iterable[str]) -> Places:
        """A version and a topic for each of the tables, which matched jobs write."""
        found = Places()
        writers = self._writers()
        written = written_versions(self.project, self.environment)
        for table in sorted(tables):
            version = written.get(table) or self._version(table, writers[table], found)
            self._bind(version, writers[table], found)
        found.problems += _shared(found.tables.values())
        return found

    def view(self, view: str) -> Version:
        """The version of a view, which no job names."""
        written = written_versions(self.project, self.environment).get(view)
        if written is not None:
            return written
        shown = self.seen.shown.get(view)
        if shown is not None:
            return Version(view, shown.number, shown.physical)
        word = self.words.tables.get(view, _NO_WORD)
        number = word.version or 1 + self.deployed.highest.get(view, 0)
        return Version(view, number, physical_name(view, number, self._template))

    @property
    def _template(self) -> str:
        return self.environment.tables.versions

    def _writers(self) -> dict[str, RunningJob]:
        jobs: dict[str, RunningJob] = {}
        for unit in self.project.units:
            if unit.name in self.matches:
                for target in unit.targets:
                    jobs.setdefault(target, self.matches[unit.name].job)
        return jobs

    def _version(self, table: str, writer: RunningJob, found: Places) -> Version:
        shown = self.seen.shown.get(table)
        if shown is not None:
            return Version(table, shown.number, shown.physical)
        running = self._running_name(table, writer)
        number = self._number(table, writer, running)
        highest = self.deployed.highest.get(table, 0)
        if number <= highest:
            number = highest + 1
            if self.words.tables.get(table, _NO_WORD).version:
                what = f"the record has had v{highest} already; numbers only grow"
                found.problems.append(Problem(f"table {table}", what))
        if running is None or writer.key is not None:
            return Version(table, number, physical_name(table, number, self._template))
        before = table.removesuffix(last_part(table))
        return Version(table, number, before + last_part(running))

    def _number(self, table: str, writer: RunningJob, running: str | None) -> int:
        word = self.words.tables.get(table, _NO_WORD)
        if word.version is not None:
            return word.version
        if running is not None and last_part(running) != last_part(table):
            base = numbered(last_part(running), self._template)
            if base is not None and base[0] == last_part(table):
                return base[1]
        elif writer.key is not None and running is None:
            return writer.key.version
        return 1

    def _running_name(self, table: str, writer: RunningJob) -> str | None:
        """What the job calls the table; of one that writes a single table, that one."""
        writes = writer.picture.writes
        found = [name for name in writes if self.names.table(name) == table]
        if not found and len(writes) == 1 and self.names.table(writes[0]) is None:
            found = [writes[0]]
        return found[0] if len(found) == 1 else None

    def _bind(self, version: Version, writer: RunningJob, found: Places) -> None:
        table = version.logical
        word = self.words.tables.get(table, _NO_WORD)
        told = self._told(table)
        topic, how, doubt = self._topic(version, word, told, writer)
        against = {name: jobs for name, jobs in told.items() if topic and name != topic.name}
        if against:
            found.problems.append(_contradiction(table, topic, how, against))
        elif topic is None:
            what = f"no topic is known to be its own; say `{table}: TOPIC` under `tables`"
            found.problems.append(Problem(f"table {table}", what))
        else:
            is_owned = word.is_owned or writer.key is not None
            found.tables[table] = BoundTable(version, topic.name, topic.id, how, is_owned)
            found.doubts += doubt

    def _topic(
        self,
        version: Version,
        word: TableWord,
        told: Mapping[str, list[str]],
        writer: RunningJob,
    ) -> tuple[SeenTopic | None, str, list[Doubt]]:
        topics, table = self.seen.topics, version.logical
        if word.topic:
            readers = told.get(word.topic, [])
            also = f", and {readers[0]} reads it from there" if readers else ""
            return topics[word.topic], f"by the mapping file{also}", []
        if told:
            name = min(told)
            return topics[name], f"told by {told[name][0]}, which reads it", []
        shown = self.seen.shown.get(table)
        if shown is not None and shown.topic is not None and shown.topic in topics:
            return topics[shown.topic], "told by what readers are shown", []
        by_name = topics.get(topic_of(version, self.environment))
        if writer.key is not None:
            return by_name, "by Teal's own name for it", []
        named = next((topics[name] for name in self._likely(version) if name in topics), None)
        return named, "by its name", [] if named is None else [_unseen(table, named.name)]

    def _told(self, table: str) -> dict[str, list[str]]:
        """Topics from which matched jobs read the table, each with the units that do."""
        found: dict[str, list[str]] = {}
        for unit, match in sorted(self.matches.items()):
            for running, topics in match.job.picture.read_topics.items():
                if self.names.table(running) == table and len(topics) == 1:
                    found.setdefault(topics[0], []).append(unit)
        return found

    def _likely(self, version: Version) -> Iterator[str]:
        source: TableSource = self.project.tables[version.logical]
        yield from (value for key, value in source.definition.options if key == "topic")
        yield topic_of(version, self.environment)
        yield last_part(version.physical)
        yield version.logical


def _contradiction(
    table: str, topic: SeenTopic | None, how: str, against: Mapping[str, list[str]]
) -> Problem:
    here = f"topic {topic.name} ({how})" if topic is not None else "no topic"
    others = "; ".join(
        f"{', '.join(units)} reads it from {name}" for name, units in sorted(against.items())
    )
    return Problem(f"table {table}", f"{here}, but {others}")


def _unseen(table: str, topic: str) -> Doubt:
    return Doubt(
        DoubtKind.TOPIC_UNSEEN,
        f"table {table}",
        f"topic {topic} has the name that it would have; the engine does not tell where a job "
        "writes, and no job of the project reads it",
        f"Say `{table}: {topic}` under `tables`.",
    )


def _shared(tables: Iterable[BoundTable]) -> Iterator[Problem]:
    """One topic, or one running name, cannot be two tables."""
    topics: dict[str, str] = {}
    physical: dict[str, str] = {}
    for each in tables:
        table = each.version.logical
        for kind, name, taken in (
            ("topic", each.topic, topics),
            ("name", each.version.physical, physical),
        ):
            before = taken.setdefault(name, table)
            if before != table:
                yield Problem(f"table {table}", f"its {kind} {name} is that of {before} too")

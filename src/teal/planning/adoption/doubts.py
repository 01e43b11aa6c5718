"""What speaks against a binding, or cannot be proven of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from teal.model.adoption import Doubt, DoubtKind, Likeness, Resemblance, SampledRecord
from teal.model.deployment import UnitRecord
from teal.model.environment import ExternalTable
from teal.planning.adoption.draft import Draft
from teal.planning.adoption.matching import tables_behind
from teal.planning.adoption.record_format import format_objections
from teal.planning.adoption.running_names import last_part
from teal.planning.catalogue import external_topic
from teal.planning.kafka_table import kafka_table
from teal.planning.unbindable import externals_by_name

_SHOWN = 2


def text_doubt(unit: UnitRecord, found: Resemblance) -> Doubt:
    """The job is not known to run the text of its unit."""
    name, place = unit.key.unit, f"{unit.file}:{unit.line}"
    if found.likeness is Likeness.DIFFERENT:
        return Doubt(
            DoubtKind.PLAN_DIFFERS,
            f"unit {name}",
            f"job {unit.handle} runs another plan than Flink makes of {place}"
            f"{_side('; only in the job: ', found.only_running)}"
            f"{_side('; only in the text: ', found.only_planned)}",
            "Name the revision that was deployed (--revision), or, if the difference is known, say "
            f"why under `units: {name}: {{trust: …}}`.",
        )
    return Doubt(
        DoubtKind.TEXT_UNSEEN,
        f"unit {name}",
        f"it cannot be told whether job {unit.handle} runs the text of {place}: {found.reason}",
        f"Say why it is known to, under `units: {name}: {{trust: …}}`.",
    )


def _side(before: str, operators: tuple[str, ...]) -> str:
    more = len(operators) - _SHOWN
    shown = ", ".join(operators[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
    return before + shown if operators else ""


def job_doubts(draft: Draft) -> Iterator[Doubt]:
    """What jobs read, against what they should read."""
    project = draft.question.project
    declared = externals_by_name(draft.question.environment)
    for name, match in sorted(draft.matches.items()):
        unit = project.unit(name)
        assert unit is not None
        wanted, picture = tables_behind(project, unit), match.job.picture
        yield from _writes_other(name, picture.writes, draft)
        if not picture.reads:
            continue
        reads = {draft.names.table(running): running for running in picture.reads}
        known = {table for table in reads if table is not None}
        if known != wanted or len(known) != len(picture.reads):
            yield _reads_other(name, picture.reads, wanted)
            continue
        yield from _other_versions(name, {t: reads[t] for t in known}, draft)
        for table in sorted(known & declared.keys()):
            topics = picture.read_topics.get(reads[table], ())
            yield from _other_topic(name, declared[table], topics, draft)


def _reads_other(unit: str, reads: tuple[str, ...], wanted: frozenset[str]) -> Doubt:
    return Doubt(
        DoubtKind.READS_OTHER,
        f"unit {unit}",
        f"its job reads {', '.join(reads)}; its text reads {', '.join(sorted(wanted))}",
        f"If these are the same, say so by `name` under `tables`, or why under `units: {unit}: "
        "{trust: …}`.",
    )


def _writes_other(unit: str, writes: tuple[str, ...], draft: Draft) -> Iterator[Doubt]:
    """Where the files (or what readers are shown) decide the number, the job may have another."""
    for running in writes:
        bound = draft.tables.get(draft.names.table(running) or "")
        if bound is not None and last_part(bound.version.physical) != last_part(running):
            yield Doubt(
                DoubtKind.WRITES_OTHER,
                f"unit {unit}",
                f"its job writes {running}, and this is to be {bound.version.physical}",
                "Name the revision that is deployed (--revision), or say why under "
                f"`units: {unit}: {{trust: …}}`.",
            )


def _other_versions(unit: str, reads: Mapping[str, str], draft: Draft) -> Iterator[Doubt]:
    serving = {record.version.logical: record for record in draft.deployment.versions}
    for table, running in sorted(reads.items()):
        record = serving.get(table)
        if record is not None and last_part(record.version.physical) != last_part(running):
            yield Doubt(
                DoubtKind.READS_OTHER,
                f"unit {unit}",
                f"its job reads {running}, and what serves as {table} is {record.version.physical}",
                "It reads another version than the others; rebuild it after the adoption, and say "
                f"so under `units: {unit}: {{trust: …}}`.",
            )


def _other_topic(
    unit: str, declared: ExternalTable, topics: tuple[str, ...], draft: Draft
) -> Iterator[Doubt]:
    table = draft.question.project.tables.get(declared.name)
    if table is None or not topics:
        return
    environment = draft.question.environment
    kafka = kafka_table(table.definition, environment, True, declared.options)
    topic = external_topic(declared, kafka)
    if kafka.is_kafka and topic not in topics:
        yield Doubt(
            DoubtKind.EXTERNAL_TOPIC,
            f"unit {unit}",
            f"its job reads {declared.name} from topic {', '.join(topics)}, and the project has it "
            f"in {topic}",
            "Correct `externals` of the configuration: a new version would read the wrong topic.",
        )


def table_doubts(draft: Draft, samples: Mapping[str, SampledRecord]) -> Iterator[Doubt]:
    """Topics against the definitions of their tables."""
    question = draft.question
    for name, bound in sorted(draft.tables.items()):
        definition = question.project.tables[name].definition
        topic = question.seen.topics[bound.topic]
        if definition.buckets is not None and definition.buckets != topic.partitions:
            yield Doubt(
                DoubtKind.PARTITIONS,
                f"table {name}",
                f"topic {topic.name} has {topic.partitions} partitions, and the definition says "
                f"{definition.buckets}",
                f"Correct the definition, or say why under `tables: {name}: {{trust: …}}`; the "
                "next version gets what the definition says.",
            )
        if (sample := samples.get(bound.topic)) is not None:
            for objection in format_objections(sample, definition, question.environment):
                yield Doubt(
                    DoubtKind.FORMAT,
                    f"table {name}",
                    f"topic {topic.name}: {objection}",
                    "Comparisons and new readers would take it for what the definition says; "
                    f"correct that, or say why under `tables: {name}: {{trust: …}}`.",
                )

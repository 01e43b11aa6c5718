"""What the operators of a Flink job tell: the tables that they read and write, and what they do.

Flink keeps no SQL of a running job. It keeps a line for each operator, in the words in which
EXPLAIN describes a text, so that a job and a text can be compared. Numbers in them (`[12]:`) count
what a session has planned and mean nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from teal.engines.flink.wire import JobDetails, PlanNode

_BREAK = "<br/>"
_TREE = re.compile(r"^[ :]*(?:\+-|:-) ")
_NUMBER = re.compile(r"^\[\d+\]:")
_SINK_WITH_TABLE = re.compile(r"^(?:Sink: )?Sink\(table=\[(?P<table>[^\]]+)\].*")
_SINK_WITH_NAME = re.compile(r"^(?P<table>[^(]+?)(?:\[\d+\])?: (?:Writer|Committer)$")
_SINK_OF_OLD = re.compile(r"^Sink: (?P<table>[^(]+?)(?:\[\d+\])?$")
_KAFKA_SOURCE = re.compile(r"^Source: KafkaSource-(?P<table>.+)$")
_SCAN = re.compile(r"TableSourceScan\(table=\[\[(?P<parts>[^\]]+)\]\]")
_SOURCE = re.compile(r"^Source: (?P<table>[^(]+?)(?:\[\d+\])?$")
_DEFAULT_NAME = "insert-into_"


def operators(job: JobDetails) -> tuple[str, ...]:
    """The operators of a job, each as Flink describes it."""
    return tuple(text for node in job.plan.nodes for text in _described(node))


def source_of(node: PlanNode) -> str:
    """The table that a vertex reads; "" for one that reads none."""
    return next((table for text in _described(node) if (table := source_table(text))), "")


def _described(node: PlanNode) -> tuple[str, ...]:
    texts = (html.unescape(_TREE.sub("", line)).strip() for line in node.description.split(_BREAK))
    return tuple(text for text in texts if text)


def tables_written(described: Iterable[str], job_name: str) -> tuple[str, ...]:
    """The sinks' tables. Most sinks tell only a table's last name; the name that Flink gives to a
    job by default has them whole."""
    found = _distinct(table for text in described if (table := _sink(text)))
    if not job_name.startswith(_DEFAULT_NAME):
        return found
    named = tuple(job_name.removeprefix(_DEFAULT_NAME).split(","))
    is_same = {_last(each) for each in named} == {_last(each) for each in found}
    return _distinct(named) if is_same else found


def tables_read(described: Iterable[str]) -> tuple[str, ...]:
    """The sources' tables."""
    return _distinct(table for text in described if (table := source_table(text)))


def source_table(described: str) -> str:
    """The table of a source; "" for another operator."""
    if found := _KAFKA_SOURCE.match(described):
        return found["table"]
    if found := _SCAN.search(described):
        return ".".join(part.strip() for part in found["parts"].split(",")[:3])
    found = _SOURCE.match(described)
    return found["table"] if found else ""


def inner_operators(described: Iterable[str]) -> tuple[str, ...]:
    """What happens between sources and sinks, without numbers, in alphabetical order."""
    return tuple(
        sorted(
            _NUMBER.sub("", text)
            for text in described
            if not _sink(text) and not source_table(text)
        )
    )


def _sink(described: str) -> str:
    for pattern in (_SINK_WITH_TABLE, _SINK_WITH_NAME, _SINK_OF_OLD):
        if found := pattern.match(described):
            return found["table"]
    return ""


def _last(table: str) -> str:
    return table.rpartition(".")[2]


def _distinct(tables: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(tables)))

"""A small world to compare in: two topics in memory, and the ends noted and frozen by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from msgspec.structs import replace

from teal.kafka.memory import MemoryTopics
from teal.model.validation import ComparedColumn, Comparison, Cut, RoundRequest, TableRound
from teal.ports.topics import TopicSpec
from teal.validation.measuring import KafkaMeasuring

Json: TypeAlias = str | int | float | bool | list["Json"] | dict[str, "Json"] | None
Fields: TypeAlias = dict[str, Json]

BLUE, GREEN = "fct", "fct_v2"

CUSTOMERS = Comparison(
    table="fct",
    blue_topic=BLUE,
    green_topic=GREEN,
    key=("customer_id",),
    columns=(
        ComparedColumn("customer_id", "BIGINT"),
        ComparedColumn("orders", "BIGINT"),
        ComparedColumn("total", "DECIMAL(18, 2)"),
    ),
)


def compared(*columns: tuple[str, str]) -> Comparison:
    """A comparison with the key `customer_id` and these other columns."""
    key = ComparedColumn("customer_id", "BIGINT")
    return replace(CUSTOMERS, columns=(key, *(ComparedColumn(*each) for each in columns)))


@dataclass
class World:
    """Topics of both versions; `note` and `measure` make the rounds."""

    folder: Path
    comparison: Comparison = CUSTOMERS
    partitions: int = 1
    config: dict[str, str] = field(default_factory=dict)
    topics: MemoryTopics = field(default_factory=MemoryTopics)
    rounds: list[TableRound] = field(default_factory=list)
    noted: Cut = field(default_factory=lambda: Cut(()))

    def __post_init__(self) -> None:
        self.measuring = KafkaMeasuring(self.topics, self.folder)
        for name in (BLUE, GREEN):
            self.topics.create(TopicSpec(name, self.partitions, 1, self.config))

    def write(self, topic: str, key: Json, at: int = 0, /, **row: Json) -> None:
        """A row of a key, as upsert-kafka writes it: the key in the key and in the value."""
        self.raw(topic, {"customer_id": key}, {"customer_id": key, **row}, at)

    def both(self, key: Json, **row: Json) -> None:
        """The same row on both sides."""
        self.write(BLUE, key, **row)
        self.write(GREEN, key, **row)

    def delete(self, topic: str, key: Json) -> None:
        """A tombstone."""
        self.raw(topic, {"customer_id": key}, None)

    def append(self, topic: str, **row: Json) -> None:
        """A row of an append table."""
        self.raw(topic, None, row)

    def raw(self, topic: str, key: Fields | None, value: Fields | None, partition: int = 0) -> None:
        """A record of JSON."""
        self.topics.append(topic, partition, _bytes(key), _bytes(value))

    def note(self) -> None:
        """Note the ends of both outputs: what comes now is after the cut."""
        self.noted = self.topics.ends((BLUE, GREEN))

    def measure(
        self,
        *,
        show_rows: bool = False,
        sensitive: tuple[str, ...] = (),
        tolerance: float = 1e-9,
        hot_rounds: int = 5,
        trajectory_rows: int = 200,
    ) -> TableRound:
        """Freeze both outputs and measure; what was noted last holds, or else is noted now."""
        frozen = self.topics.ends((BLUE, GREEN))
        request = RoundRequest(
            comparison=self.comparison,
            round=len(self.rounds) + 1,
            noted=self.noted if self.noted.ends else frozen,
            frozen=frozen,
            scratch="run-1/fct",
            trajectory_rows=trajectory_rows,
            relative_tolerance=tolerance,
            show_rows=show_rows,
            sensitive=sensitive,
            hot_rounds=hot_rounds,
        )
        found = self.measuring.measure(request)
        self.rounds.append(found)
        self.noted = Cut(())
        return found


def _bytes(value: Fields | None) -> bytes | None:
    return None if value is None else json.dumps(value).encode()

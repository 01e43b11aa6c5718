"""Pipelines as values, from which SQL is written: for Flink, and for DuckDB, which is the judge.

Expressions name their sources by places to fill in, as `{s0}.amount`, so that aliases, common
table expressions and layout are matters of style alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from random import Random

TYPES = {"int": "INT", "str": "STRING", "ts": "TIMESTAMP(3)", "big": "BIGINT"}


@dataclass(frozen=True)
class Column:
    """A column: its name and its type (int, big, str, ts)."""

    name: str
    type: str


@dataclass
class Output:
    """An entry of a select list."""

    name: str
    expression: str
    type: str

    @property
    def column(self) -> Column:
        return Column(self.name, self.type)


@dataclass
class Source:
    """Something in FROM: a table by its name, or a block. The first one has no join."""

    id: str
    of: str | Block
    columns: tuple[Column, ...]
    join: str = ""
    on: list[str] = field(default_factory=list)
    window: int = 0  # minutes


@dataclass
class Block:
    """A SELECT; with `operator`, the set operation of it and `more`."""

    sources: list[Source]
    outputs: list[Output]
    where: list[str] = field(default_factory=list)
    group: list[str] | None = None
    having: list[str] = field(default_factory=list)
    distinct: bool = False
    operator: str = ""
    more: list[Block] = field(default_factory=list)

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(output.column for output in self.outputs)


@dataclass
class Unit:
    """A table (or view) and the query that fills it."""

    name: str
    block: Block
    is_view: bool = False
    key: tuple[str, ...] = ()
    style: int = 0

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.block.columns


@dataclass
class Pipeline:
    """Externals with their columns, and units, each reading what stands before it."""

    externals: dict[str, tuple[Column, ...]]
    units: list[Unit]


def blocks_of(block: Block) -> list[Block]:
    """A block and all within it."""
    found = [block]
    for source in block.sources:
        if isinstance(source.of, Block):
            found += blocks_of(source.of)
    for each in block.more:
        found += blocks_of(each)
    return found


def tables_of(block: Block) -> set[str]:
    """The tables that a block names in FROM."""
    return {
        source.of
        for each in blocks_of(block)
        for source in each.sources
        if isinstance(source.of, str)
    }


def tables_mentioned(block: Block) -> set[str]:
    """The tables that a block reads, in its conditions too."""
    texts = [term for each in blocks_of(block) for term in each.where]
    inside = {name for text in texts for name in re.findall(r"FROM (\w+)", text)}
    return tables_of(block) | inside


def ddl_of(name: str, columns: tuple[Column, ...], key: tuple[str, ...]) -> str:
    """CREATE TABLE for Flink."""
    lines = [f"  {column.name} {TYPES[column.type]}" for column in columns]
    mode = "append"
    if key:
        lines.append(f"  PRIMARY KEY ({', '.join(key)}) NOT ENFORCED")
        mode = "upsert"
    body = ",\n".join(lines)
    return f"CREATE TABLE {name} (\n{body}\n) WITH ('changelog.mode' = '{mode}')"


def files_of(pipeline: Pipeline) -> dict[str, str]:
    """The project that a pipeline is: one file for each statement."""
    found = {
        f"ddl.{name}.sql": ddl_of(name, columns, ()) for name, columns in pipeline.externals.items()
    }
    for unit in pipeline.units:
        query = Writer(unit.style, is_flink=True).query(unit.block)
        if unit.is_view:
            found[f"ddl.{unit.name}.sql"] = f"CREATE VIEW {unit.name} AS\n{query}"
        else:
            found[f"ddl.{unit.name}.sql"] = ddl_of(unit.name, unit.columns, unit.key)
            found[f"dml.{unit.name}.sql"] = f"INSERT INTO {unit.name}\n{query}"
    return found


class Writer:
    """Writes a block in one of many styles, which mean the same."""

    def __init__(self, style: int, is_flink: bool) -> None:
        self.random = Random(style)
        self.is_flink = is_flink
        self.ctes: list[str] = []
        self.names = 0
        self.lower = self.random.random() < 0.3
        self.comments = self.random.random() < 0.3
        self.inline = self.random.random() < 0.5
        self.alias = self.random.choice(("t", "x", "src", "q_", "a"))
        self.space = self.random.choice(("\n", " ", "\n  "))

    def query(self, block: Block) -> str:
        """The whole query, with its common table expressions."""
        body = self.block(block)
        if not self.ctes:
            return body
        return f"{self._word('WITH')} {f',{self.space}'.join(self.ctes)}{self.space}{body}"

    def block(self, block: Block) -> str:
        """A block and what it is combined with."""
        parts = [self._select(block), *(self._select(each) for each in block.more)]
        return f"{self.space}{self._word(block.operator)}{self.space}".join(parts)

    def _select(self, block: Block) -> str:
        aliases: dict[str, str] = {}
        froms = ""
        for source in block.sources:
            self.names += 1
            aliases[source.id] = f"{self.alias}{self.names}"
            text = self._source(source, aliases[source.id])
            if not source.join:
                froms = text
            elif source.join == ",":
                froms += f", {text}"
            else:
                froms += f"{self.space}{self._word(source.join)} {text}"
                if source.on:
                    on = [self._filled(term, aliases) for term in source.on]
                    froms += f" {self._word('ON')} " + f" {self._word('AND')} ".join(on)
        head = self._word("SELECT DISTINCT" if block.distinct else "SELECT")
        outputs = ", ".join(
            f"{self._filled(each.expression, aliases)} {self._word('AS')} {each.name}"
            for each in block.outputs
        )
        text = f"{head} {outputs}{self._comment()}{self.space}{self._word('FROM')} {froms}"
        text += self._terms("WHERE", block.where, aliases)
        if block.group is not None:
            keys = ", ".join(self._filled(each, aliases) for each in block.group)
            text += f"{self.space}{self._word('GROUP BY')} {keys}"
        return text + self._terms("HAVING", block.having, aliases)

    def _terms(self, word: str, terms: list[str], aliases: dict[str, str]) -> str:
        if not terms:
            return ""
        joined = f" {self._word('AND')} ".join(self._filled(term, aliases) for term in terms)
        return f"{self.space}{self._word(word)} {joined}"

    def _source(self, source: Source, alias: str) -> str:
        if isinstance(source.of, str):
            if source.window:
                return f"{self._window(source.of, source.window)} {self._word('AS')} {alias}"
            return f"{source.of} {self._word('AS')} {alias}"
        body = self.block(source.of)
        if self.inline:
            return f"({body}) {self._word('AS')} {alias}"
        self.names += 1
        name = f"cte_{self.alias}{self.names}"
        self.ctes.append(f"{name} {self._word('AS')} ({body})")
        return f"{name} {self._word('AS')} {alias}"

    def _window(self, table: str, minutes: int) -> str:
        if self.is_flink:
            return f"TABLE(TUMBLE(TABLE {table}, DESCRIPTOR(ts), INTERVAL '{minutes}' MINUTE))"
        step = f"INTERVAL '{minutes} minutes'"
        start = f"time_bucket({step}, ts)"
        columns = f"*, {start} AS window_start, {start} + {step} AS window_end"
        return f"(SELECT {columns} FROM {table} WHERE ts IS NOT NULL)"

    def _filled(self, text: str, aliases: dict[str, str]) -> str:
        return text.format(**aliases)

    def _word(self, word: str) -> str:
        return word.lower() if self.lower else word

    def _comment(self) -> str:
        return " /* what is taken */" if self.comments else ""


def restyled(unit: Unit, style: int) -> Unit:
    """The same unit, written in another style."""
    return replace(unit, style=style)

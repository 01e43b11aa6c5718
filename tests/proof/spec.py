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
    using: str = ""
    window: int = 0  # minutes


@dataclass
class Block:
    """A SELECT; with `operator`, the set operation of it and `more`.

    `grouping` is what GROUP BY says of its keys (ROLLUP, CUBE, GROUPING SETS), `window` what the
    window `w` is; `star` says that all columns of the one source are taken, in their order, and
    are called `names` by their places, if there are any.
    """

    sources: list[Source]
    outputs: list[Output]
    where: list[str] = field(default_factory=list)
    group: list[str] | None = None
    having: list[str] = field(default_factory=list)
    distinct: bool = False
    grouping: str = ""
    window: str = ""
    order: list[str] = field(default_factory=list)
    limit: int = 0
    star: bool = False
    names: list[str] = field(default_factory=list)
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
        block, listed = _in_another_order(unit)
        query = Writer(unit.style, is_flink=True).query(block)
        if unit.is_view:
            found[f"ddl.{unit.name}.sql"] = f"CREATE VIEW {unit.name}{listed} AS\n{query}"
        else:
            found[f"ddl.{unit.name}.sql"] = ddl_of(unit.name, unit.columns, unit.key)
            found[f"dml.{unit.name}.sql"] = f"INSERT INTO {unit.name}{listed}\n{query}"
    return found


def _in_another_order(unit: Unit) -> tuple[Block, str]:
    """A unit's block and the columns that the statement lists, if its style is to list them: of an
    INSERT in another order than the table's."""
    random = Random(f"listed {unit.style}")
    if random.random() < 0.7 and not (unit.is_view and unit.block.names):
        return unit.block, ""
    block = unit.block
    if not (unit.is_view or block.more or block.star):
        outputs = random.sample(block.outputs, len(block.outputs))
        block = replace(block, outputs=outputs)
    return block, f" ({', '.join(f'`{output.name}`' for output in block.outputs)})"


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
        self.hides = self.random.random() < 0.2
        self.quotes = self.random.random() < 0.2 and is_flink
        self.spare = self.random.random() < 0.1
        self.once: frozenset[str] = frozenset()

    def query(self, block: Block) -> str:
        """The whole query, with its common table expressions."""
        if self.hides and self.is_flink:  # DuckDB has it that nothing hides what it reads
            self.once = _read_once(block)
        body = self.block(block)
        if self.spare:
            table = min(tables_of(block))
            self.ctes.insert(0, f"unused {self._word('AS')} (SELECT 1 AS x FROM {table})")
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
            aliases[source.id] = self._alias(len(aliases))
            text = self._source(source, aliases[source.id])
            if not source.join:
                froms = text
            elif source.join == ",":
                froms += f", {text}"
            else:
                froms += f"{self.space}{self._word(source.join)} {text}"
                if source.using:
                    froms += f" {self._word('USING')} ({source.using})"
                elif source.on:
                    on = [self._filled(term, aliases) for term in source.on]
                    froms += f" {self._word('ON')} " + f" {self._word('AND')} ".join(on)
        head = self._word("SELECT DISTINCT" if block.distinct else "SELECT")
        outputs = self._outputs(block, aliases)
        text = f"{head} {outputs}{self._comment()}{self.space}{self._word('FROM')} {froms}"
        text += self._terms("WHERE", block.where, aliases)
        if block.group is not None:
            keys = ", ".join(self._filled(each, aliases) for each in block.group)
            keys = f"{self._word(block.grouping)} ({keys})" if block.grouping else keys
            text += f"{self.space}{self._word('GROUP BY')} {keys}"
        text += self._terms("HAVING", block.having, aliases)
        if block.window:
            window = self._filled(block.window, aliases)
            text += f"{self.space}{self._word('WINDOW')} w {self._word('AS')} ({window})"
        if block.limit:
            order = ", ".join(self._filled(each, aliases) for each in block.order)
            text += f"{self.space}{self._word('ORDER BY')} {order} LIMIT {block.limit}"
        return text

    def _outputs(self, block: Block, aliases: dict[str, str]) -> str:
        if block.star:
            return "*" if self.inline else f"{aliases[block.sources[0].id]}.*"
        return ", ".join(
            f"{self._filled(each.expression, aliases)} {self._word('AS')} {each.name}"
            for each in block.outputs
        )

    def _alias(self, place: int) -> str:
        """An alias; where it hides something, the name of a table that may be another one."""
        tables = ("ext_b", "ext_c", "ext_a")
        return tables[place] if self.hides and place < 3 else f"{self.alias}{self.names}"

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
        hidden = [table for table in sorted(tables_of(source.of)) if table in self.once]
        if hidden and not any(cte.startswith(f"{hidden[0]} ") for cte in self.ctes):
            name = hidden[0]
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
        if self.quotes:
            text = re.sub(r"(\{\w+\})\.(\w+)", r"\1.`\2`", text)
        return text.format(**aliases)

    def _word(self, word: str) -> str:
        return word.lower() if self.lower else word

    def _comment(self) -> str:
        return " /* what is taken */" if self.comments else ""


def _read_once(block: Block) -> frozenset[str]:
    """The tables that stand in just one FROM, so that a name within may hide them."""
    found = [
        source.of
        for each in blocks_of(block)
        for source in each.sources
        if isinstance(source.of, str)
    ]
    inside = tables_mentioned(block) - set(found)
    return frozenset(table for table in found if found.count(table) == 1) - inside


def restyled(unit: Unit, style: int) -> Unit:
    """The same unit, written in another style."""
    return replace(unit, style=style)

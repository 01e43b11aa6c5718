"""Random pipelines: a few externals, and three to six units that read them and each other."""

from __future__ import annotations

from random import Random

from tests.proof.spec import Block, Column, Output, Pipeline, Source, Unit

_EXTERNALS = {
    "ext_a": (
        Column("id", "int"), Column("k", "int"), Column("v", "int"), Column("w", "int"),
        Column("s", "str"), Column("ts", "ts"),
    ),
    "ext_b": (
        Column("id", "int"), Column("k", "int"), Column("v", "int"), Column("name", "str"),
        Column("ts", "ts"),
    ),
    "ext_c": (
        Column("id", "int"), Column("k", "int"), Column("v", "int"), Column("w", "int"),
        Column("s", "str"), Column("ts", "ts"),
    ),
}  # fmt: skip
_WORDS = ("a", "b", "c", "")


class Maker:
    """Makes pipelines, blocks and expressions of one seed."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.made = 0

    def pipeline(self) -> Pipeline:
        """A whole pipeline; each unit likes to read the one before it."""
        tables = dict(_EXTERNALS)
        units: list[Unit] = []
        for at in range(self.random.randint(3, 6)):
            unit = self.unit(f"u{at}", tables)
            units.append(unit)
            tables[unit.name] = unit.columns
        return Pipeline(dict(_EXTERNALS), units)

    def unit(self, name: str, tables: dict[str, tuple[Column, ...]]) -> Unit:
        """A unit that reads some of these tables."""
        block, key = self.query(tables)
        is_view = self.random.random() < 0.25
        style = self.random.randrange(1 << 20)
        return Unit(name, block, is_view, () if is_view else key, style)

    def query(self, tables: dict[str, tuple[Column, ...]]) -> tuple[Block, tuple[str, ...]]:
        """A query and the key that its rows have, if it is known to have one."""
        rules = (
            (4, self.plain), (4, self.joined), (4, self.aggregate), (3, self.joined_aggregate),
            (3, self.dedup), (2, self.union), (2, self.distinct), (2, self.windowed),
            (2, self.outer_expressions), (1, self.over), (2, self.semi_join),
        )  # fmt: skip
        from tests.proof.rarer_queries import RARER

        if self.random.random() < 0.25:
            rarer = self.random.choices([r for _, r in RARER], [weight for weight, _ in RARER])[0]
            return rarer(self, tables), ()
        rule = self.random.choices([r for _, r in rules], [weight for weight, _ in rules])[0]
        return rule(tables)

    # Queries

    def plain(self, tables: dict[str, tuple[Column, ...]]) -> tuple[Block, tuple[str, ...]]:
        source = self.table(tables)
        if self.random.random() < 0.3:
            inner = self.simple(tables)
            source = Source(self.id(), inner, inner.columns)
        return self.simple_over([source]), ()

    def joined(self, tables: dict[str, tuple[Column, ...]]) -> tuple[Block, tuple[str, ...]]:
        sources = [self.table(tables)]
        for _ in range(self.random.choice((1, 1, 2))):
            kinds = ("JOIN", "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "INNER JOIN")
            source = self.table(tables)
            source.join = self.random.choice(kinds)
            source.on = [self.equal(sources, source)]
            if self.random.random() < 0.3:
                source.on.append(self.condition([*sources, source]))
            sources.append(source)
        return self.simple_over(sources), ()

    def outer_expressions(
        self, tables: dict[str, tuple[Column, ...]]
    ) -> tuple[Block, tuple[str, ...]]:
        """A subquery with expressions where a join may fill up with NULL."""
        first, inner = self.table(tables), self.simple(tables, expressions=True)
        second = Source(self.id(), inner, inner.columns)
        second.join = self.random.choice(("LEFT JOIN", "FULL JOIN", "RIGHT JOIN"))
        if self.random.random() < 0.4:
            first, second.join = Source(first.id, second.of, second.columns), second.join
            other = self.table(tables)
            second = Source(second.id, other.of, other.columns, second.join)
        second.on = [self.equal([first], second)]
        return self.simple_over([first, second]), ()

    def aggregate(self, tables: dict[str, tuple[Column, ...]]) -> tuple[Block, tuple[str, ...]]:
        sources = [self.table(tables)]
        if self.random.random() < 0.3:
            source = self.table(tables)
            source.join = "JOIN"
            source.on = [self.equal(sources, source)]
            sources.append(source)
        return self.grouped(sources)

    def grouped(self, sources: list[Source]) -> tuple[Block, tuple[str, ...]]:
        """GROUP BY with some aggregates; now and then without keys."""
        count = self.random.choice((1, 1, 1, 2, 0))
        keys: list[Output] = []
        for _ in range(count):
            expression, kind = self.column(sources)
            if all(key.expression != expression for key in keys):
                keys.append(Output(self.name(), expression, kind))
        aggregates = [self.aggregated(sources) for _ in range(self.random.randint(1, 3))]
        having = []
        if self.random.random() < 0.25:
            having = [self.random.choice(("COUNT(*) > 1", "COUNT(*) < 4"))]
        block = Block(
            sources,
            [*keys, *aggregates],
            where=self.conditions(sources),
            group=[key.expression for key in keys] if keys else None,
            having=having,
        )
        return block, tuple(key.name for key in keys)

    def joined_aggregate(
        self, tables: dict[str, tuple[Column, ...]]
    ) -> tuple[Block, tuple[str, ...]]:
        inner, _ = self.grouped([self.table(tables)])
        second = Source(self.id(), inner, inner.columns)
        first = self.table(tables)
        second.join = self.random.choice(("JOIN", "LEFT JOIN"))
        second.on = [self.equal([first], second)]
        return self.simple_over([first, second]), ()

    def dedup(self, tables: dict[str, tuple[Column, ...]]) -> tuple[Block, tuple[str, ...]]:
        source = self.table(tables)
        columns = list(source.columns)
        self.random.shuffle(columns)
        partition = f"{{{source.id}}}.{columns[0].name}"
        ways = [f"{{{source.id}}}.{c.name} {self.random.choice(('ASC', 'DESC'))}" for c in columns]
        number = f"ROW_NUMBER() OVER (PARTITION BY {partition} ORDER BY {', '.join(ways)})"
        outputs = [Output(c.name, f"{{{source.id}}}.{c.name}", c.type) for c in source.columns]
        inner = Block([source], [*outputs, Output("rn", number, "big")])
        inner.where = self.conditions([source])
        outer = Source(self.id(), inner, source.columns)
        block = self.simple_over([outer], plain=True)
        limit = self.random.choice(("= 1", "= 1", "<= 2"))
        block.where.append(f"{{{outer.id}}}.rn {limit}")
        return block, ()

    def union(self, tables: dict[str, tuple[Column, ...]]) -> tuple[Block, tuple[str, ...]]:
        operators = ("UNION ALL", "UNION ALL", "UNION", "EXCEPT", "INTERSECT")
        first = self.simple(tables)
        first.operator = self.random.choice(operators)
        for _ in range(self.random.choice((1, 1, 2)) if first.operator[0] == "U" else 1):
            source = self.table(tables)
            outputs = [
                Output(each.name, self.value_of([source], each.type), each.type)
                for each in first.outputs
            ]
            first.more.append(Block([source], outputs, where=self.conditions([source])))
        return first, ()

    def distinct(self, tables: dict[str, tuple[Column, ...]]) -> tuple[Block, tuple[str, ...]]:
        block = self.simple(tables)
        block.distinct = True
        return block, ()

    def windowed(self, tables: dict[str, tuple[Column, ...]]) -> tuple[Block, tuple[str, ...]]:
        with_time = {n: c for n, c in tables.items() if Column("ts", "ts") in c}
        source = self.table(with_time)
        source.window = self.random.choice((5, 10))
        start = f"{{{source.id}}}.window_start"
        end = f"{{{source.id}}}.window_end"
        block, _ = self.grouped([source])
        block.outputs = [Output(self.name(), start, "ts"), *block.outputs]
        block.group = [start, end, *(block.group or ())]
        return block, ()

    def over(self, tables: dict[str, tuple[Column, ...]]) -> tuple[Block, tuple[str, ...]]:
        block = self.simple(tables)
        by, _ = self.column(block.sources)
        value = self.value_of(block.sources, "int")
        text = f"SUM({value}) OVER (PARTITION BY {by})"
        block.outputs.append(Output(self.name(), text, "big"))
        return block, ()

    def semi_join(self, tables: dict[str, tuple[Column, ...]]) -> tuple[Block, tuple[str, ...]]:
        block = self.simple(tables)
        name = self.random.choice(sorted(tables))
        theirs = [c.name for c in tables[name] if c.type in ("int", "big")]
        ours = [c.name for c in block.sources[0].columns if c.type in ("int", "big")]
        if not theirs or not ours:
            return block, ()
        mine = f"{{{block.sources[0].id}}}.{self.random.choice(ours)}"
        column, other = self.random.choice(theirs), self.random.choice(theirs)
        word = self.random.choice(("", "NOT "))
        block.where.append(
            self.random.choice(
                (
                    f"{word}EXISTS (SELECT 1 FROM {name} AS inn WHERE inn.{column} = {mine})",
                    f"{mine} IN (SELECT inn.{column} FROM {name} AS inn WHERE inn.{other} > 1)",
                    f"{mine} >= (SELECT MIN(inn.{column}) FROM {name} AS inn)",
                )
            )
        )
        return block, ()

    # Parts

    def simple(self, tables: dict[str, tuple[Column, ...]], expressions: bool = False) -> Block:
        """A projection of one table, filtered or not."""
        return self.simple_over([self.table(tables)], expressions=expressions)

    def simple_over(
        self, sources: list[Source], plain: bool = False, expressions: bool = False
    ) -> Block:
        """A projection of these sources; with `plain` of nothing but columns."""
        outputs: list[Output] = []
        taken: set[str] = set()
        for _ in range(self.random.randint(2, 5)):
            if plain or (self.random.random() < 0.6 and not expressions):
                expression, kind = self.column(sources)
                name = expression.rsplit(".", 1)[-1]
            else:
                kind = self.random.choice(("int", "int", "str"))
                expression, name = self.value_of(sources, kind), self.name()
            if name in taken:
                name = self.name()
            taken.add(name)
            outputs.append(Output(name, expression, kind))
        return Block(sources, outputs, where=self.conditions(sources))

    def table(self, tables: dict[str, tuple[Column, ...]]) -> Source:
        """A source that is a table; the newest ones are the most liked."""
        names = list(tables)
        weights = [1 + at for at in range(len(names))]
        name = self.random.choices(names, weights)[0]
        return Source(self.id(), name, tables[name])

    def id(self) -> str:
        self.made += 1
        return f"s{self.made}"

    def name(self) -> str:
        self.made += 1
        return f"c{self.made}"

    def column(self, sources: list[Source], kind: str = "") -> tuple[str, str]:
        """A column of one of these sources, of a kind if there is one."""
        found = [
            (f"{{{source.id}}}.{column.name}", column.type)
            for source in sources
            for column in source.columns
        ]
        fitting = [each for each in found if not kind or each[1] == kind]
        return self.random.choice(fitting) if fitting else ("", "")

    def value_of(self, sources: list[Source], kind: str, depth: int = 2) -> str:
        """An expression of a type."""
        if kind == "int" or kind == "big":
            return self._number(sources, depth)
        if kind == "ts":
            return self.column(sources, "ts")[0] or "TIMESTAMP '2030-01-01 00:00:00'"
        column = self.column(sources, "str")[0] or f"'{self.random.choice(_WORDS)}'"
        return self.random.choice(
            (column, f"UPPER({column})", f"COALESCE({column}, '?')", f"{column} || 'x'")
        )

    def _number(self, sources: list[Source], depth: int) -> str:
        kind = self.random.choice(("int", "big"))
        column = self.column(sources, kind)[0] or self.column(sources, "int")[0]
        if not column or depth == 0:
            return column or str(self.random.randrange(4))
        other = self._number(sources, depth - 1)
        number = str(self.random.randrange(1, 4))
        return self.random.choice(
            (
                column,
                column,
                f"{column} + {other}",
                f"{column} * {number}",
                f"COALESCE({column}, {number})",
                f"CASE WHEN {column} > {number} THEN {other} ELSE 0 END",
                f"({column} - {other})",
                f"({column} - {other}) * {number}",
            )
        )

    def aggregated(self, sources: list[Source]) -> Output:
        """An aggregate with a name."""
        number = self.value_of(sources, "int", 1)
        word = self.value_of(sources, "str", 1)
        text = self.random.choice(
            (
                "COUNT(*)",
                f"SUM({number})",
                f"MAX({number})",
                f"COUNT(DISTINCT {number})",
                f"COUNT({word})",
                f"SUM({number}) FILTER (WHERE {number} > 1)",
                f"MIN({number}) + COUNT(*)",
            )
        )
        return Output(self.name(), text, "big")

    def conditions(self, sources: list[Source]) -> list[str]:
        return [self.condition(sources) for _ in range(self.random.choice((0, 0, 0, 1, 1, 2)))]

    def condition(self, sources: list[Source]) -> str:
        """A term of a WHERE."""
        number = self.value_of(sources, "int", 1)
        column = self.column(sources)[0]
        word = self.value_of(sources, "str", 1)
        least = self.random.randrange(-1, 3)
        return self.random.choice(
            (
                f"{number} > {least}",
                f"{number} <> {least}",
                f"{column} IS NOT NULL",
                f"{word} IN ('a', 'b')",
                f"({number} > {least} OR {word} = 'a')",
                f"{number} BETWEEN {least} AND {least + 2}",
                f"NOT ({number} = {least})",
            )
        )

    def equal(self, before: list[Source], source: Source) -> str:
        """The condition of a join: two numbers are equal."""
        left = self.column(before, "int")[0] or self.column(before, "big")[0] or "1"
        right = self.column([source], "int")[0] or self.column([source], "big")[0] or "1"
        return f"{left} = {right}"

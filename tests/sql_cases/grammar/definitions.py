"""Definitions: CREATE TABLE with all its clauses, views, materialized tables, models."""

from tests.sql_cases.grammar.draft import Scope
from tests.sql_cases.grammar.items import Built, Item, Raw, Truth, say, separated
from tests.sql_cases.grammar.queries import Queries

from teal.model.statements import NameRole, StatementKind

Kind = StatementKind
Pairs = tuple[tuple[str, str], ...]

_TYPES = (
    "BIGINT",
    "STRING NOT NULL",
    "DECIMAL ( 38 , 2 )",
    "ROW < a INT , `from` ARRAY < STRING > >",
    "MAP < STRING , INT >",
    "TIMESTAMP_LTZ ( 3 )",
    "DOUBLE PRECISION",
    "ARRAY < ROW < x INT NOT NULL > NOT NULL >",
    "VARCHAR ( 10 ) COMMENT 'FROM t'",
)
_OPTIONS = (
    ("connector", "kafka"),
    ("topic", "orders"),
    ("it's", "a--b"),
    ("properties.group.id", "FROM x"),
    ("format", ""),
    ("scan.startup.mode", "; SELECT"),
)
_LIKE_OPTIONS = ("INCLUDING ALL", "EXCLUDING OPTIONS", "OVERWRITING WATERMARKS")


class Definitions(Queries):
    """Statements that create something."""

    def create_table(self) -> Built:
        """A table by its columns, or like another one."""
        like: list[Item] = []
        if self.once_in(5):
            like = say("LIKE", self.a_table(NameRole.LIKE))
            if self.once_in(2):
                like += say("(", self.pick(_LIKE_OPTIONS), ")")
        columns, names, key = self._columns()
        head = say("CREATE", self._temporary(), "TABLE", self._if_not_exists())
        clauses, options = self._clauses(is_open_to_physics=True)
        items = say(head, self.a_table(NameRole.DEFINITION), columns, clauses, like)
        truth = Truth(Kind.CREATE_TABLE, False, options, names, key)
        return self._built(items, truth)

    def create_table_as(self) -> Built:
        """CTAS, and RTAS in its spellings."""
        head = say(self.pick(["CREATE TABLE", "CREATE OR REPLACE TABLE", "REPLACE TABLE"]))
        clauses, options = self._clauses(is_open_to_physics=self.once_in(2))
        query = self.query(Scope(2))
        items = say(head, self.a_table(NameRole.DEFINITION), clauses, "AS", query)
        return self._built(items, Truth(Kind.CTAS, self.stateful(), options))

    def create_view(self) -> Built:
        """CREATE VIEW or ALTER VIEW … AS."""
        view = self.a_table(NameRole.DEFINITION)
        if self.once_in(4):
            items = say("ALTER VIEW", view, "AS", self.query(Scope(2)))
            return self._built(items, Truth(Kind.ALTER_VIEW, self.stateful()))
        head = say("CREATE", self._temporary(), "VIEW", self._if_not_exists(), view)
        columns = self.maybe("( a , `from` )") if self.once_in(2) else []
        comment = self._comment()
        items = say(head, columns, comment, "AS", self.query(Scope(2)))
        return self._built(items, Truth(Kind.CREATE_VIEW, self.stateful()))

    def create_materialized_table(self) -> Built:
        """CREATE, CREATE OR ALTER and ALTER … AS of a materialized table."""
        table = self.a_table(NameRole.DEFINITION)
        if self.once_in(4):
            items = say("ALTER MATERIALIZED TABLE", table, "AS", self.query(Scope(2)))
            return self._built(items, Truth(Kind.ALTER_MATERIALIZED_TABLE, self.stateful()))
        head = self.pick(["CREATE MATERIALIZED TABLE", "CREATE OR ALTER MATERIALIZED TABLE"])
        key = self.maybe("( PRIMARY KEY ( id ) NOT ENFORCED )") if self.once_in(2) else []
        clauses, options = self._clauses(is_open_to_physics=True)
        fresh = self.maybe("FRESHNESS = INTERVAL '1' MINUTE")
        mode = self.maybe("REFRESH_MODE =", self.pick(["CONTINUOUS", "FULL"]))
        items = say(head, table, key, clauses, fresh, mode, "AS", self.query(Scope(2)))
        truth = Truth(Kind.CREATE_MATERIALIZED_TABLE, self.stateful(), options)
        return self._built(items, truth)

    def create_model(self) -> Built:
        """A model with what goes in and comes out."""
        head = say("CREATE", self._temporary(), "MODEL", self._if_not_exists())
        columns = self.maybe("INPUT ( a STRING ) OUTPUT ( b ARRAY < FLOAT > COMMENT 'FROM t' )")
        options = self._options_of(_OPTIONS[:2])
        model = self.a_table(NameRole.DEFINITION)
        items = say(head, model, columns, self._comment(), options)
        return self._built(items, Truth(Kind.CREATE_MODEL))

    def _built(self, items: list[Item], truth: Truth) -> Built:
        return Built(tuple(items), truth, self.is_open_source)

    def _temporary(self) -> list[Item]:
        return say("TEMPORARY") if self.once_in(5) else []

    def _if_not_exists(self) -> list[Item]:
        return say("IF NOT EXISTS") if self.once_in(3) else []

    def _comment(self) -> list[Item]:
        return say("COMMENT", Raw("'it''s FROM x'")) if self.once_in(4) else []

    def _columns(self) -> tuple[list[Item], tuple[str, ...], tuple[str, ...]]:
        """The columns in parentheses, their names, and those of the primary key."""
        names = ["id", *(f"c{number}" for number in self.several(4)), "ts"]
        columns = [say(Raw(name), self.pick(_TYPES)) for name in names[:-1]]
        columns.append(say("ts TIMESTAMP ( 3 )"))
        if self.once_in(3):
            names.append("from")
            columns.append(say("`from` AS", self.value(Scope(0))))
        if self.once_in(3):
            names.append("part")
            columns.append(say("part INT METADATA", self.maybe("FROM 'partition'"), "VIRTUAL"))
        if self.once_in(3):
            columns.append(say("WATERMARK FOR ts AS ts - INTERVAL '5' SECOND"))
        key: tuple[str, ...] = ()
        if self.once_in(2):
            key = self.pick([("id",), ("id", "ts")])
            listed = separated([[Raw(name)] for name in key])
            named = self.maybe("CONSTRAINT pk") if self.once_in(3) else []
            columns.append(say(named, "PRIMARY KEY (", listed, ") NOT ENFORCED"))
        return say("(", separated(columns), ")"), tuple(names), key

    def _clauses(self, is_open_to_physics: bool) -> tuple[list[Item], Pairs]:
        """COMMENT, DISTRIBUTED, PARTITIONED BY and WITH."""
        items = self._comment()
        if is_open_to_physics and self.once_in(3):
            ways = ["BY HASH ( id ) INTO 4 BUCKETS", "BY ( id )", "INTO 3 BUCKETS"]
            items += say("DISTRIBUTED", self.pick(ways))
        if is_open_to_physics and self.once_in(5):
            items += say("PARTITIONED BY ( ts )")
        options: Pairs = ()
        if self.once_in(2):
            options = tuple(self.random.sample(_OPTIONS, self.random.randint(1, 4)))
            items += self._options_of(options)
        return items, options

    def _options_of(self, options: Pairs) -> list[Item]:
        pairs = [say(_literal(key), "=", _literal(value)) for key, value in options]
        return say("WITH (", separated(pairs), ")")


def _literal(value: str) -> Raw:
    doubled = value.replace("'", "''")
    return Raw(f"'{doubled}'")

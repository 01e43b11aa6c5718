"""Random statements of all kinds that Flink knows, each with the truth about it."""

from collections.abc import Callable, Sequence
from random import Random

from tests.sql_cases.grammar.administration import TEMPLATES
from tests.sql_cases.grammar.definitions import Definitions
from tests.sql_cases.grammar.draft import Scope
from tests.sql_cases.grammar.items import Built, Item, Name, Raw, Truth, say
from tests.sql_cases.grammar.layout import Written, written
from tests.sql_cases.grammar.vocabulary import FUNCTIONS, MODELS, TABLES

from teal.model.statements import NameRole, Parts, StatementKind

Kind = StatementKind


def a_statement(random: Random, depth: int = 2) -> Built:
    """A statement of any kind; `depth` bounds how far queries nest."""
    return Grammar(random, depth).statement()


def a_text(seed: int, layout: int = 0, oddity: float = 0.15) -> tuple[Built, Written]:
    """A statement by its seed, as a text."""
    built = a_statement(Random(seed))
    return built, written(built.items, Random(layout), oddity)


class Grammar(Definitions):
    """Makes up one statement."""

    def __init__(self, random: Random, depth: int = 2, tables: Sequence[Parts] = TABLES) -> None:
        super().__init__(random, tables)
        self._depth = depth

    def statement(self) -> Built:
        """A statement of any kind; those with a query are the most frequent."""
        rules: Sequence[tuple[int, Callable[[], Built]]] = (
            (6, self.select),
            (8, self.insert),
            (2, self.statement_set),
            (2, self.wrapped),
            (3, self.create_table),
            (3, self.create_table_as),
            (3, self.create_view),
            (2, self.create_materialized_table),
            (1, self.create_model),
            (2, self.changes),
            (4, self.administration),
        )
        (rule,) = self.random.choices([r for _, r in rules], [weight for weight, _ in rules])
        return rule()

    def select(self) -> Built:
        """A query alone."""
        items = self.query(Scope(self._depth))
        return self._built(items, Truth(Kind.SELECT, self.stateful()))

    def insert(self) -> Built:
        """An INSERT in any form."""
        items = self._insert()
        return self._built(items, Truth(Kind.INSERT, self.stateful()))

    def insert_into(self, target: Parts) -> Built:
        """An INSERT into a certain table."""
        verb = self.pick(["INSERT INTO", "INSERT OVERWRITE"])
        items = say(verb, Name(target, NameRole.TARGET), self.query(Scope(self._depth)))
        return self._built(items, Truth(Kind.INSERT, self.stateful()))

    def statement_set(self) -> Built:
        """A statement set in either spelling."""
        inserts = [item for _ in self.several(3) for item in say(self._insert(), ";")]
        truth = Truth(Kind.STATEMENT_SET, self.stateful())
        if self.once_in(3):
            return self._built(say("BEGIN STATEMENT SET ;", inserts, "END"), truth)
        head = "EXECUTE STATEMENT SET BEGIN"
        if self.once_in(6):
            self.is_open_source = False
            head = "STATEMENT SET BEGIN"
        return self._built(say(head, inserts, "END"), truth)

    def wrapped(self) -> Built:
        """A statement inside EXPLAIN, COMPILE PLAN or EXECUTE."""
        insert = self._insert()
        inner = insert
        if self.once_in(3):
            inner = say("STATEMENT SET BEGIN", insert, "; END")
        match self.random.randrange(5):
            case 0:
                items, kind = say("COMPILE PLAN '/a.json' IF NOT EXISTS FOR", inner), None
            case 1:
                items, kind = say("COMPILE AND EXECUTE PLAN '/a.json' FOR", inner), None
            case 2:
                items, kind = say("EXECUTE", insert), Kind.INSERT
            case 3:
                details = self.pick(["ESTIMATED_COST", "CHANGELOG_MODE , PLAN_ADVICE", ""])
                items, kind = say("EXPLAIN", details, inner), Kind.EXPLAIN
            case _:
                items, kind = say("EXPLAIN PLAN FOR", inner), Kind.EXPLAIN
        return self._built(items, Truth(kind or Kind.COMPILE_PLAN, self.stateful()))

    def changes(self) -> Built:
        """UPDATE and DELETE."""
        table = self.a_table(NameRole.TARGET)
        scope = Scope(self._depth, sources={table.parts[-1]: table})
        where = self.maybe("WHERE", self.condition(scope))
        if self.once_in(2):
            return self._built(say("DELETE FROM", table, where), Truth(Kind.DELETE, None))
        change = say("UPDATE", table, "SET amount =", self.value(scope.flat()), ", x1 = 'FROM'")
        return self._built(say(change, where), Truth(Kind.UPDATE, None))

    def administration(self) -> Built:
        """A statement without a query."""
        template, kind, roles = self.pick(TEMPLATES)
        coming = iter(roles)
        items: list[Item] = []
        for item in say(template):
            items.append(self._named(next(coming)) if item == Raw("?") else item)
        return self._built(items, Truth(kind, None))

    def _named(self, role: NameRole) -> Name:
        if role is NameRole.FUNCTION:
            return Name(self.pick(FUNCTIONS), role)
        if role is NameRole.MODEL:
            return Name(self.pick(MODELS), role)
        return self.a_table(role)

    def _insert(self) -> list[Item]:
        overwrites = self.once_in(5)
        verb = "INSERT OVERWRITE" if overwrites else self.pick(["INSERT INTO", "INSERT INTO"])
        target = self.a_table(NameRole.TARGET)
        between: list[Item] = []
        if self.once_in(10):
            between += say("/*+ OPTIONS (", Raw("'a'"), "=", Raw("'b'"), ") */")
        if self.once_in(6):
            between += say("PARTITION ( dt = '2020' , `from` = 'x' )")
        if self.once_in(4):
            between += say("( id , amount , `from` )")
        return say(verb, target, between, self.query(Scope(self._depth)))

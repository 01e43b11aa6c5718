"""Whole queries: common table expressions, set operations, and every clause of a SELECT."""

from tests.sql_cases.grammar.draft import Scope
from tests.sql_cases.grammar.items import Item, Keyword, Name, Raw, say, separated
from tests.sql_cases.grammar.sources import Exposed, Sources
from tests.sql_cases.grammar.vocabulary import CTES, as_written

from teal.model.statements import NameRole

_SET_OPERATORS = (
    "UNION ALL",
    "UNION ALL",
    "UNION",
    "UNION DISTINCT",
    "INTERSECT",
    "INTERSECT ALL",
    "EXCEPT",
    "EXCEPT ALL",
)


class Queries(Sources):
    """Queries of any shape."""

    def query(self, scope: Scope) -> list[Item]:
        items: list[Item] = []
        if scope.depth > 0 and self.once_in(4):
            items, scope = self._with(scope.deeper())
        body = self._body(scope)
        items += body
        if body[0] != Keyword("SELECT"):
            return items
        if self.once_in(8):
            self.keeps_state = True
            items += say("ORDER BY", self.pick(["1", "id", "ts DESC , id ASC NULLS LAST"]))
        if self.once_in(10):
            self.keeps_state = True
            limits = ["LIMIT 5", "LIMIT ALL", "OFFSET 3 ROWS FETCH NEXT 5 ROWS ONLY"]
            items += say(self.pick(limits))
        return items

    def _with(self, scope: Scope) -> tuple[list[Item], Scope]:
        """WITH, and the scope in which its common table expressions are visible."""
        definitions: list[list[Item]] = []
        for _ in self.several(3):
            name = self.pick(CTES)
            body = self.query(scope.apart())
            columns = say("( c1 , `from` )") if self.once_in(4) else []
            head = say(Name((name,), NameRole.CTE), columns)
            definitions.append(say(head, "AS (", body, ")"))
            scope = scope.with_ctes(frozenset({name}))
        return say("WITH", separated(definitions)), scope

    def _body(self, scope: Scope) -> list[Item]:
        items = self._operand(scope)
        while scope.depth > 0 and self.once_in(5):
            operator = self.pick(_SET_OPERATORS)
            self.keeps_state |= operator != "UNION ALL"
            items = say(items, operator, self._operand(scope.deeper()))
        return items

    def _operand(self, scope: Scope) -> list[Item]:
        match self.random.randrange(24):
            case 0:
                return self.rows(scope)
            case 1 if scope.depth > 0:
                return say("(", self.query(scope.deeper()), ")")
            case 2:
                return say("TABLE", self.an_input(scope))
            case 3:
                return say("SELECT", self.values(scope))
            case _:
                return self._select(scope)

    def _select(self, scope: Scope) -> list[Item]:
        sources, exposed = self.sources(scope)
        within = scope.with_sources(exposed)
        head = say("SELECT", self._hint(exposed) if self.once_in(6) else [])
        if self.once_in(10):
            self.keeps_state = True
            head += say("DISTINCT")
        return say(head, self._select_list(within, exposed), "FROM", sources, self._rest(within))

    def _select_list(self, scope: Scope, exposed: Exposed) -> list[Item]:
        columns = [self._selected(scope, exposed) for _ in self.several(3)]
        return separated(columns)

    def _selected(self, scope: Scope, exposed: Exposed) -> list[Item]:
        match self.random.randrange(10):
            case 0:
                return say("*")
            case 1 if exposed:
                name, reference = self.pick(sorted(exposed.items()))
                return self.qualified(name, reference, "*")
            case 2:
                return say(self.over(scope), "AS numbered")
            case 3 if self.once_in(2):
                return say(self.aggregate(scope), "AS total")
            case _:
                alias = self.pick(["x", "AS x", "AS `from`", "AS orders", ""])
                words = [Raw(word) if word != "AS" else word for word in alias.split()]
                return say(self.value(scope.deeper()), *words)

    def _rest(self, scope: Scope) -> list[Item]:
        items: list[Item] = []
        if self.once_in(2):
            items += say("WHERE", self.condition(scope))
        if self.once_in(5):
            self.keeps_state = True
            items += say("GROUP BY", self._grouping(scope))
            items += self.maybe("HAVING", self.aggregate(scope), "> 1")
        if self.once_in(12):
            self.keeps_state = True
            items += say("WINDOW w AS ( PARTITION BY id ORDER BY ts )")
        if self.once_in(12):
            self.keeps_state = True
            items += say("QUALIFY ROW_NUMBER ( ) OVER ( PARTITION BY id ORDER BY ts ) = 1")
        return items

    def _grouping(self, scope: Scope) -> list[Item]:
        match self.random.randrange(5):
            case 0:
                return say("GROUPING SETS ( ( id , ts ) , ( ) )")
            case 1:
                return say("ROLLUP ( id ) , CUBE ( ts , status )")
            case 2:
                return say("TUMBLE ( ts , INTERVAL '1' DAY )")
            case _:
                return self.values(scope.deeper(), 2)

    def _hint(self, exposed: Exposed) -> list[Item]:
        """A hint that names a source by its alias, or by its own name."""
        name, reference = self.pick(sorted(exposed.items()))
        if reference is not None and (set(".'") & set("".join(reference.parts))):
            return say("/*+ OPTIONS (", Raw("'a'"), "=", Raw("'b'"), ") */")
        if reference is not None and reference.role is NameRole.CTE:
            reference = None
        if self.once_in(2):
            if reference is None:
                word = Raw(as_written(name))
                return say("/*+ BROADCAST (", word, ") */")
            told = Name(reference.parts[-1:], NameRole.HINT, refers_to=reference)
            return say("/*+ BROADCAST (", told, ") */")
        if reference is None:
            literal: Item = Raw("'" + name.replace("'", "''") + "'")
        else:
            literal = Name(reference.parts, NameRole.HINT, in_literal=True, refers_to=reference)
        if self.once_in(2):
            return say("/*+ LOOKUP (", Raw("'table'"), "=", literal, ") */")
        return say("/*+ STATE_TTL (", literal, "=", Raw("'1d'"), ") */")

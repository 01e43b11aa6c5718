"""Everything that may stand in FROM, and how it is joined."""

from tests.sql_cases.grammar.draft import Draft, Scope
from tests.sql_cases.grammar.expressions import Expressions
from tests.sql_cases.grammar.items import Item, Name, Raw, say
from tests.sql_cases.grammar.table_functions import TableFunctions
from tests.sql_cases.grammar.vocabulary import as_written

from teal.model.statements import NameRole

Exposed = dict[str, Name | None]
"""By which name columns of a source can be qualified; None stands for an alias."""

_PATTERNS = (
    "pa pb * pc",
    "pa + ? pb",
    "pa { 2 , 3 } | pb",
    "PERMUTE ( pa , pb )",
    "( pa pb ? ) +",
    "pa pb *? pc",
)
_SKIPS = ("PAST LAST ROW", "TO NEXT ROW", "TO LAST pb", "TO FIRST pa")


class Sources(TableFunctions, Expressions, Draft):
    """Tables, derived tables and functions, each with the names that it exposes."""

    def sources(self, scope: Scope) -> tuple[list[Item], Exposed]:
        """What stands behind FROM."""
        items, exposed = self._source(scope, {})
        for _ in range(self.pick([0, 0, 1, 1, 2])):
            items, exposed = self._joined(scope, items, exposed)
        return items, exposed

    def _joined(
        self, scope: Scope, items: list[Item], exposed: Exposed
    ) -> tuple[list[Item], Exposed]:
        seen = scope.with_sources(exposed)
        right, added = self._source(scope, exposed)
        exposed = {**exposed, **added}
        if self.once_in(4):
            return [*items, Raw(","), *right], exposed
        if self.once_in(5):
            plain = self.pick(["CROSS JOIN", "NATURAL JOIN", "NATURAL LEFT JOIN"])
            return say(items, plain, right), exposed
        kind = self.pick(["JOIN", "INNER JOIN", "LEFT JOIN", "RIGHT OUTER JOIN", "FULL JOIN"])
        if self.once_in(4):
            return say(items, kind, right, "USING ( id", self.maybe(", ts"), ")"), exposed
        guard = self.condition(seen.with_sources(added).deeper())
        return say(items, kind, right, "ON", guard), exposed

    def _source(self, scope: Scope, beside: Exposed) -> tuple[list[Item], Exposed]:
        """One source; a table or a derived table beside another makes a join that keeps state."""
        nested = scope.depth > 0
        # What stands to the left may have used a name of an outer query: it is not shadowed then.
        outside = {**scope.sources, **beside}
        taken = outside if beside else {}
        match self.random.randrange(16):
            case 0 | 1 if nested:
                self.keeps_state |= bool(beside)
                return self._aliased(self._derived(scope.apart()), taken)
            case 2:
                call = self.call_of_table(scope.with_sources(beside))
                return self._aliased(say("LATERAL TABLE (", call, ")"), outside)
            case 3:
                return self._aliased(self._unnested(scope.with_sources(beside)), outside)
            case 4:
                return self._aliased(self.window(scope), taken)
            case 5:
                return self._aliased(self.process_table_function(scope), taken)
            case 6 if nested:
                self.keeps_state |= bool(beside)
                self.may_keep_state = True
                inner = self.query(scope.deeper().with_sources(beside))
                return self._aliased(say("LATERAL (", inner, ")"), outside)
            case 7 if nested:
                return self._group(scope.deeper(), taken)
            case 8 if nested:
                return self._matched(scope, taken)
            case _:
                self.keeps_state |= bool(beside)
                return self._table(scope, taken)

    def _derived(self, scope: Scope) -> list[Item]:
        if self.once_in(5):
            return say("(", self.rows(scope), ")")
        inner = self.query(scope)
        return say("(", inner, ")") if not self.once_in(10) else say("( (", inner, ") )")

    def _unnested(self, scope: Scope) -> list[Item]:
        array = self.a_column(scope) if self.once_in(2) else say("ARRAY [ 1 , 2 ]")
        ordinality = self.maybe("WITH ORDINALITY") if self.once_in(3) else []
        return say("UNNEST (", array, ")", ordinality)

    def _group(self, scope: Scope, taken: Exposed) -> tuple[list[Item], Exposed]:
        """A join in parentheses."""
        self.keeps_state = True
        left, exposed = self._table(scope, taken)
        right, added = self._table(scope, {**taken, **exposed})
        inner = say(left, "CROSS JOIN", right)
        return say("(", inner, ")"), {**exposed, **added}

    def _table(self, scope: Scope, taken: Exposed) -> tuple[list[Item], Exposed]:
        table = self.an_input(scope)
        behind: list[Item] = []
        if self.once_in(8):
            behind += say("/*+ OPTIONS (", Raw("'k'"), "=", Raw("'FROM x'"), ") */")
        if self.once_in(8):
            self.may_keep_state = True
            moment = self.pick(["ts", "CURRENT_TIMESTAMP", "TIMESTAMP '2020-01-01 00:00:00'"])
            behind += say("FOR SYSTEM_TIME AS OF", moment)
        if table.parts[-1] in taken or self.once_in(2):
            return self._aliased(say(table, behind), taken)
        return say(table, behind), {table.parts[-1]: table}

    def _matched(self, scope: Scope, taken: Exposed) -> tuple[list[Item], Exposed]:
        self.keeps_state = True
        measures = "pa.ts AS started_at , LAST ( pb.amount ) AS final"
        body = say(
            self.maybe("PARTITION BY id"),
            "ORDER BY ts MEASURES",
            measures,
            self.maybe("ONE ROW PER MATCH"),
            self.maybe("AFTER MATCH SKIP", self.pick(_SKIPS)),
            "PATTERN (",
            self.pick(_PATTERNS),
            ")",
            self.maybe("WITHIN INTERVAL '1' HOUR"),
            "DEFINE pa AS pa.amount >",
            self.value(scope.apart()),
            ", pb AS pb.amount < LAST ( pb.amount , 1 )",
        )
        table = Name(self.an_input(scope).parts, NameRole.INPUT)
        if len(table.parts) == 1 and table.parts[0] in scope.ctes:
            table = Name(table.parts, NameRole.CTE)
        return self._aliased(say(table, "MATCH_RECOGNIZE (", body, ")"), taken)

    def _aliased(self, source: list[Item], taken: Exposed) -> tuple[list[Item], Exposed]:
        alias = self.an_alias()
        while alias in taken:
            alias = self.an_alias()
        word = Raw(as_written(alias))
        columns = say("(", self.pick(["c1", "c1 , c2", "`from` , c3"]), ")")
        listed = columns if self.once_in(5) else []
        return say(source, self.maybe("AS"), word, listed), {alias: None}

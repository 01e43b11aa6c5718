"""Random values and conditions, with a subquery wherever one may stand."""

from tests.sql_cases.grammar.draft import Draft, Scope
from tests.sql_cases.grammar.items import Item, Keyword, Name, Raw, say, separated
from tests.sql_cases.grammar.vocabulary import FUNCTIONS, LITERALS, NUMBERS

from teal.model.statements import NameRole

_COMPARISONS = ("=", "<>", "<", ">", "<=", ">=")
_OPERATORS = ("+", "-", "*", "/", "||", "%")
_AGGREGATES = ("COUNT", "SUM", "MAX", "MIN", "AVG", "FIRST_VALUE", "COLLECT", "STDDEV_POP")
_TYPES = (
    "INT",
    "STRING",
    "DECIMAL ( 10 , 2 )",
    "TIMESTAMP_LTZ ( 3 )",
    "ROW < a INT , b ARRAY < STRING > >",
    "MAP < STRING , BIGINT NOT NULL >",
    "TIMESTAMP ( 3 ) WITH LOCAL TIME ZONE",
    "VARCHAR ( 3 ) ARRAY",
)


class Expressions(Draft):
    """Values, and conditions built of them."""

    def rows(self, scope: Scope) -> list[Item]:
        """VALUES with some rows."""
        rows = [say("(", self.values(scope.flat()), ")") for _ in self.several(3)]
        return say("VALUES", separated(rows))

    def values(self, scope: Scope, most: int = 3) -> list[Item]:
        return separated([self.value(scope) for _ in self.several(most)])

    def value(self, scope: Scope) -> list[Item]:
        """One operand: it can stand beside any operator."""
        if scope.depth <= 0 or self.once_in(2):
            return self._leaf(scope)
        return self._composite(scope.deeper())

    def condition(self, scope: Scope) -> list[Item]:
        """Something true or false."""
        if scope.depth > 0 and self.once_in(4):
            return self._connected(scope.deeper())
        if scope.depth > 0 and self.once_in(3):
            return self._condition_on_query(scope.deeper())
        return self._comparison(scope)

    def subquery(self, scope: Scope) -> list[Item]:
        """A query in parentheses that is part of an expression; it sees the columns around."""
        self.keeps_state = True
        inner = self.query(scope)
        return say("(", inner, ")") if not self.once_in(12) else say("( (", inner, ") )")

    def aggregate(self, scope: Scope) -> list[Item]:
        """An aggregate of a group or of everything."""
        self.keeps_state = True
        match self.random.randrange(6):
            case 0:
                return say("COUNT ( * )")
            case 1:
                column = self.a_column(scope)
                within = "WITHIN GROUP ( ORDER BY ts DESC )"
                return say("LISTAGG ( DISTINCT", column, ", ',' )", self.maybe(within))
            case 2:
                guard = say("FILTER ( WHERE", self.condition(scope.deeper()), ")")
                return say("SUM (", self.a_column(scope), ")", guard)
            case _:
                verb = Keyword(self.pick(_AGGREGATES))
                return say(verb, "(", self.maybe("DISTINCT"), self.a_column(scope), ")")

    def over(self, scope: Scope) -> list[Item]:
        """A function over a window of rows."""
        self.keeps_state = True
        match self.random.randrange(3):
            case 0:
                return [*self.aggregate(scope), *say("OVER w")]
            case 1:
                order = say("PARTITION BY", self.values(scope.flat(), 2), "ORDER BY ts DESC")
                return say("ROW_NUMBER ( ) OVER (", order, ")")
            case _:
                frame = "RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW"
                order = say("ORDER BY ts", self.maybe(frame))
                return say("SUM (", self.a_column(scope), ") OVER (", order, ")")

    def call(self, scope: Scope) -> list[Item]:
        """A function of the user's, which may be an aggregate."""
        self.may_keep_state = True
        name = Name(self.pick(FUNCTIONS), NameRole.FUNCTION)
        arguments = self.values(scope, 2) if not self.once_in(4) else say("a => 1 , b => 'x'")
        return say(name, "(", arguments, ")")

    def _leaf(self, scope: Scope) -> list[Item]:
        match self.random.randrange(12):
            case 0 | 1:
                return [self.raw(LITERALS)]
            case 2:
                return [self.raw(NUMBERS)]
            case 3:
                return say(self.pick(["TRUE", "NULL", "CURRENT_TIMESTAMP", "CURRENT_DATE"]))
            case 4:
                return say(self.pick(["INTERVAL '1' DAY", "DATE '2020-01-01'", "TIME '10:00:00'"]))
            case 5:
                return say("INTERVAL '1-2' YEAR TO MONTH")
            case _:
                return self.a_column(scope)

    def _composite(self, scope: Scope) -> list[Item]:
        match self.random.randrange(9):
            case 0:
                return self.subquery(scope)
            case 1:
                return self.call(scope)
            case 2:
                return self._case(scope)
            case 3:
                left, right = self.value(scope), self.value(scope)
                return say("(", left, Raw(self.pick(_OPERATORS)), right, ")")
            case 4:
                cast = self.pick(["CAST", "TRY_CAST"])
                return say(cast, "(", self.value(scope), "AS", self.pick(_TYPES), ")")
            case 5:
                return self._collection(scope)
            case 6:
                return say("(", self.condition(scope), ")")
            case _:
                return self._built_in(scope)

    def _case(self, scope: Scope) -> list[Item]:
        if self.once_in(3):
            head = say("CASE", self.value(scope), "WHEN", self.value(scope))
        else:
            head = say("CASE WHEN", self.condition(scope))
        otherwise = say("ELSE", self.value(scope)) if self.once_in(2) else []
        return say(head, "THEN", self.value(scope), otherwise, "END")

    def _collection(self, scope: Scope) -> list[Item]:
        match self.random.randrange(6):
            case 0:
                return say("ARRAY [", self.values(scope), "] [ 1 ]")
            case 1:
                return say("MAP [ 'k' ,", self.value(scope), "] [ 'k' ]")
            case 2:
                return say("ROW (", self.values(scope), ")")
            case 3:
                self.keeps_state = True
                return say("ARRAY (", self.query(scope), ")")
            case 4:
                return say("JSON_OBJECT ( KEY 'k' VALUE", self.a_column(scope), "NULL ON NULL )")
            case _:
                return say("(", self.value(scope), ",", self.value(scope), ")")

    def _built_in(self, scope: Scope) -> list[Item]:
        value = self.value(scope)
        match self.random.randrange(14):
            case 0:
                return say("TRIM ( BOTH", Raw("' FROM '"), "FROM", value, ")")
            case 1:
                return say("EXTRACT ( DAY FROM", value, ")")
            case 2:
                return say("SUBSTRING (", value, "FROM 1 FOR 2 )")
            case 3:
                return say("POSITION ( 'a' IN", value, ")")
            case 4:
                return say("OVERLAY (", value, "PLACING 'x' FROM 2 FOR 1 )")
            case 5:
                return say("COALESCE (", value, ",", self.values(scope), ")")
            case 6:
                returning = "'$.a.FROM' RETURNING INT DEFAULT 0 ON EMPTY NULL ON ERROR )"
                return say("JSON_VALUE (", value, ",", returning)
            case 7:
                return say("TIMESTAMPDIFF ( DAY , ts ,", value, ")")
            case 8:
                return say("CEIL (", value, "TO DAY )")
            case 9:
                return say("IF (", self.condition(scope), ",", value, ", 0 )")
            case 10:
                return say("-", value)
            case 11:
                return say("JSON_QUERY (", value, ", 'lax $.b' WITH WRAPPER )")
            case 12:
                return say("UPPER (", value, ")")
            case _:
                return say("DATE_FORMAT (", value, ", 'yyyy-MM-dd' )")

    def _connected(self, scope: Scope) -> list[Item]:
        left = self.condition(scope)
        match self.random.randrange(3):
            case 0:
                return say("NOT (", left, ")")
            case 1:
                return say(left, "AND", self.condition(scope))
            case _:
                return say("(", left, "OR", self.condition(scope), ")")

    def _condition_on_query(self, scope: Scope) -> list[Item]:
        match self.random.randrange(5):
            case 0:
                return say(self.maybe("NOT"), "EXISTS", self.subquery(scope))
            case 1:
                return say(self.value(scope), self.maybe("NOT"), "IN", self.subquery(scope))
            case 2:
                quantifier = self.pick(["ALL", "ANY", "SOME"])
                return say(self.value(scope), "<>", quantifier, self.subquery(scope))
            case 3:
                return say("( id , ts ) IN", self.subquery(scope))
            case _:
                return say(self.subquery(scope), self.pick(_COMPARISONS), self.value(scope))

    def _comparison(self, scope: Scope) -> list[Item]:
        value = self.value(scope)
        match self.random.randrange(9):
            case 0:
                return say(value, "IS", self.maybe("NOT"), "DISTINCT FROM", self.value(scope))
            case 1:
                return say(value, "IS", self.maybe("NOT"), self.pick(["NULL", "UNKNOWN"]))
            case 2:
                bounds = say(self.value(scope), "AND", self.value(scope))
                return say(value, self.maybe("NOT"), "BETWEEN", self.maybe("SYMMETRIC"), bounds)
            case 3:
                return say(value, self.maybe("NOT"), "LIKE 'a!_%'", self.maybe("ESCAPE '!'"))
            case 4:
                return say(value, "SIMILAR TO '(FROM|JOIN)%'")
            case 5:
                return say(value, self.maybe("NOT"), "IN (", self.values(scope), ")")
            case _:
                return say(value, self.pick(_COMPARISONS), self.value(scope))

"""Window and process table functions, models, and the user's own functions that answer tables."""

from tests.sql_cases.grammar.draft import Scope
from tests.sql_cases.grammar.expressions import Expressions
from tests.sql_cases.grammar.items import Item, Keyword, Name, Raw, say
from tests.sql_cases.grammar.vocabulary import FUNCTIONS, MODELS

from teal.model.statements import NameRole

_MINUTES = "INTERVAL '10' MINUTES"


class TableFunctions(Expressions):
    """Functions that may stand in FROM."""

    def call_of_table(self, scope: Scope) -> list[Item]:
        """A function that is called for each row."""
        self.may_keep_state = True
        name = Name(self.pick(FUNCTIONS), NameRole.FUNCTION)
        return say(name, "(", self.values(scope.deeper(), 2), ")")

    def window(self, scope: Scope) -> list[Item]:
        """A window function, with or without TABLE ( … ) around it."""
        self.keeps_state = True
        call = self._named_window(scope) if self.once_in(3) else self._positional_window(scope)
        return call if self.once_in(5) else say("TABLE (", call, ")")

    def process_table_function(self, scope: Scope) -> list[Item]:
        """A function of whole tables."""
        self.keeps_state = True
        if self.once_in(3):
            return self._prediction(scope)
        name = Name(self.pick(FUNCTIONS), NameRole.FUNCTION)
        match self.random.randrange(3):
            case 0:
                arguments = say(self._argument(scope), ", 'uid'")
            case 1:
                arguments = say("input =>", self._argument(scope), ", uid => 'x'")
            case _:
                both = say("a =>", self._argument(scope), ", b =>", self._argument(scope))
                arguments = say(both, ", on_time => DESCRIPTOR ( ts )")
        call = say(name, "(", arguments, ")")
        return call if self.once_in(2) else say("TABLE (", call, ")")

    def _argument(self, scope: Scope) -> list[Item]:
        """A table with the order and partitions in which the function sees it."""
        data = self._data(scope)
        if data[0] != Keyword("TABLE") or self.once_in(2):
            return data
        partition = say("PARTITION BY", self.pick(["id", "( id , ts )"]))
        return say(data, partition, self.maybe("ORDER BY ts"))

    def _data(self, scope: Scope) -> list[Item]:
        if scope.depth > 0 and self.once_in(5):
            return say("(", self.query(scope.apart()), ")")
        return say("TABLE", self.an_input(scope))

    def _positional_window(self, scope: Scope) -> list[Item]:
        data, timed = self._data(scope), "DESCRIPTOR ( ts )"
        match self.random.randrange(4):
            case 0:
                sizes = say(_MINUTES, ",", _MINUTES)
                return say("HOP (", data, ",", timed, ",", sizes, ")")
            case 1:
                sizes = say(_MINUTES, ", INTERVAL '1' DAY")
                return say("CUMULATE (", data, ",", timed, ",", sizes, ")")
            case 2:
                table = say("TABLE", self.an_input(scope), self.maybe("PARTITION BY id"))
                return say("SESSION (", table, ",", timed, ",", _MINUTES, ")")
            case _:
                return say("TUMBLE (", data, ",", timed, ",", _MINUTES, ")")

    def _named_window(self, scope: Scope) -> list[Item]:
        data = say("DATA => TABLE", self.an_input(scope))
        return say("TUMBLE (", data, ", TIMECOL => DESCRIPTOR ( ts ) , SIZE =>", _MINUTES, ")")

    def _prediction(self, scope: Scope) -> list[Item]:
        model = Name(self.pick(MODELS), NameRole.MODEL)
        table = self.an_input(scope)
        if self.once_in(3):
            named = say("INPUT => TABLE", table, ", MODEL =>", Raw("MODEL"), model)
            return say("ML_PREDICT (", named, ", ARGS => DESCRIPTOR ( payload ) )")
        arguments = say("TABLE", table, ",", Raw("MODEL"), model, ", DESCRIPTOR ( payload )")
        return say("TABLE ( ML_PREDICT (", arguments, ") )")

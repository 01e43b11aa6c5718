"""What every rule of the grammar shares: its dice, what is visible, and whether state is kept."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import TypeVar

from tests.sql_cases.grammar.items import Item, Name, Raw, say
from tests.sql_cases.grammar.vocabulary import ALIASES, COLUMNS, TABLES, as_written

from teal.model.statements import NameRole, Parts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a piece of a query sees.

    `sources` are the names by which columns can be qualified: with the reference whose own name
    it is, or None for an alias.
    """

    depth: int
    ctes: frozenset[str] = frozenset()
    sources: dict[str, Name | None] = field(default_factory=dict)

    def deeper(self) -> "Scope":
        """The same seen from one level of nesting below."""
        return replace(self, depth=self.depth - 1)

    def flat(self) -> "Scope":
        """The same where nothing can be nested."""
        return replace(self, depth=0)

    def with_ctes(self, ctes: frozenset[str]) -> "Scope":
        """With these common table expressions visible as well."""
        return replace(self, ctes=self.ctes | ctes)

    def with_sources(self, sources: dict[str, Name | None]) -> "Scope":
        """With these sources visible as well; they shadow those of outer queries."""
        return replace(self, sources={**self.sources, **sources})

    def apart(self) -> "Scope":
        """Where the sources around are not seen: a derived table."""
        return replace(self, depth=self.depth - 1, sources={})


class Draft(ABC):
    """A statement being made up. Rules note here whether they keep state."""

    def __init__(self, random: Random, tables: Sequence[Parts] = TABLES) -> None:
        self.random = random
        self.tables = tables
        self.keeps_state = False
        self.may_keep_state = False
        self.is_open_source = True

    @abstractmethod
    def query(self, scope: Scope) -> list[Item]:
        """A whole query."""

    def once_in(self, times: int) -> bool:
        return self.random.randrange(times) == 0

    def pick(self, among: Sequence[T]) -> T:
        return self.random.choice(among)

    def raw(self, among: Sequence[str]) -> Raw:
        return Raw(self.pick(among))

    def maybe(self, *pieces: str | Item | Sequence[Item]) -> list[Item]:
        """These items, or nothing. They must not keep state: they are made up in either case."""
        return say(*pieces) if self.once_in(2) else []

    def several(self, most: int) -> range:
        return range(self.random.randint(1, most))

    def stateful(self) -> bool | None:
        if self.keeps_state:
            return True
        return None if self.may_keep_state else False

    def a_table(self, role: NameRole) -> Name:
        return Name(self.pick(self.tables), role)

    def an_input(self, scope: Scope) -> Name:
        """A reference to a table, or to a common table expression if one is visible."""
        ctes = [(cte,) for cte in sorted(scope.ctes)]
        parts: Parts = self.pick(ctes) if ctes and self.once_in(2) else self.pick(self.tables)
        is_cte = len(parts) == 1 and parts[0] in scope.ctes
        return Name(parts, NameRole.CTE if is_cte else NameRole.INPUT)

    def an_alias(self) -> str:
        if self.once_in(3):
            return self.pick(ALIASES)
        return f"t{self.random.randrange(100)}"

    def a_column(self, scope: Scope) -> list[Item]:
        """A column: bare, behind an alias, behind the bare name of a table, or nested."""
        column = self.pick(COLUMNS)
        if not scope.sources or self.once_in(2):
            return [Raw(column)]
        name, reference = self.pick(sorted(scope.sources.items()))
        if self.once_in(6):
            column = f"{column}.{self.pick(COLUMNS)}"
        return self.qualified(name, reference, column)

    def qualified(self, name: str, reference: Name | None, column: str) -> list[Item]:
        """A column behind an alias, or behind the name of the table itself."""
        if reference is None or reference.role is NameRole.CTE:
            return [Raw(f"{as_written(name)}.{column}")]
        parts = reference.parts[self.random.randrange(len(reference.parts)) :]
        return [Name(parts, NameRole.QUALIFIER, column, refers_to=reference)]

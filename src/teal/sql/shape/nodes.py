"""The nodes of a query's tree that sqlglot has not got."""

from __future__ import annotations

from typing import ClassVar

from sqlglot import exp


class Operation(exp.Expression):
    """An operator and its operands; `this` is its name in one spelling."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True, "expressions": True}


class Conversion(exp.Expression):
    """CAST or TRY_CAST (`kind`) to a type, which is text in one spelling."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True, "kind": True, "to": True}


class TypedLiteral(exp.Expression):
    """`DATE '…'`, `TIMESTAMP '…'`, `TIME '…'`."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True, "kind": True}


class Pieces(exp.Expression):
    """An argument of a call that has words between (or around) its expressions, in order."""

    arg_types: ClassVar[dict[str, bool]] = {"expressions": True}


class TableArgument(exp.Expression):
    """`TABLE t` or `TABLE (query)` as an argument."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True}


class TableFunction(exp.Expression):
    """A call that stands in FROM."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True, "alias": False}


class Pattern(exp.Expression):
    """MATCH_RECOGNIZE over a source; what stands in its parentheses is text."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True, "text": True, "alias": False}


class Duration(exp.Expression):
    """`INTERVAL '…' unit`; the unit is text in one spelling."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True, "unit": True}

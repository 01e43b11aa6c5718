"""Shapes of small queries over a few known tables, and what tests ask of them."""

from teal.model.statements import Parts
from teal.sql.shape.reading import shape
from teal.sql.shape.values import KnownColumn, KnownTable, Shape, Unshaped

COLUMNS = {
    "orders": "id customer amount discount status ts tags",
    "customers": "id name region ts",
    "items": "order_id product quantity price",
    "moved": "id amount",
}


def table_of(parts: Parts) -> KnownTable:
    """The tables above; of others nothing is known. `moved.amount` was called `total`."""
    name = parts[-1]
    if name not in COLUMNS:
        return KnownTable(name, None)
    identity = {("moved", "amount"): "total"}
    columns = tuple(
        KnownColumn(each, identity.get((name, each), "")) for each in COLUMNS[name].split()
    )
    return KnownTable(name, columns)


def shaped(query: str) -> Shape:
    """The shape of a query that has one."""
    found = shape(query, table_of)
    assert isinstance(found, Shape), found
    return found


def unshaped(query: str) -> Unshaped:
    """Why a query has no shape."""
    found = shape(query, table_of)
    assert isinstance(found, Unshaped), found
    return found


def meaning(query: str) -> tuple[object, ...]:
    """All that makes two queries equal: rows, and columns by name."""
    found = shaped(query)
    columns = {column.name: column.text for column in found.columns}
    return tuple(clause.text for clause in found.rows), columns


def reads(query: str, column: str) -> set[str]:
    """The input columns that a column comes from."""
    found = next(each for each in shaped(query).columns if each.name == column)
    return {f"{each.table}.{each.column}" for each in found.reads}


def rows_read(query: str) -> set[str]:
    """The input columns that decide the rows."""
    return {f"{each.table}.{each.column}" for clause in shaped(query).rows for each in clause.reads}


def kinds(query: str) -> list[str]:
    """What kinds of clauses decide the rows, without the tables."""
    return [clause.kind for clause in shaped(query).rows if clause.kind != "FROM"]

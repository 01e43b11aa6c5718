"""The files of small projects whose names say numbers: `naming: versioned`."""

from __future__ import annotations

from msgspec.structs import replace
from tests.unit.planning.builders import ENVIRONMENT, RAW_FILE, copy, ddl, dml, table

from teal.model.environment import Naming
from teal.model.names import numbered

OWN = replace(ENVIRONMENT, naming=Naming.VERSIONED)
OTHER = "id, amount + 1"


def stage(written: str, source: str, columns: str = "id, amount") -> dict[str, str]:
    """The files of a table; their names never say a number."""
    found = numbered(written)
    name = written if found is None else found[0]
    return {ddl(name): table(written), dml(name): copy(written, source, columns)}


def chain(
    src: str = "src", mid: str = "mid", fct: str = "fct", query: str = "id, amount"
) -> dict[str, str]:
    """raw_orders → src → mid → fct under these names; `query` is what mid selects."""
    return {
        **RAW_FILE,
        **stage(src, "raw_orders"),
        **stage(mid, src, query),
        **stage(fct, mid),
    }


def forked(
    src: str = "src", mid: str = "mid", fct: str = "fct", query: str = "id, amount"
) -> dict[str, str]:
    """The same, and src → side."""
    return {**chain(src, mid, fct, query), **stage("side", src)}

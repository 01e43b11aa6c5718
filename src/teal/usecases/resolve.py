"""Which versions serve: all names in one answer, read at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from teal.model.errors import Refused
from teal.ports.switching import ServedTable, Serving
from teal.usecases.deployed import deployed

if TYPE_CHECKING:
    from teal.usecases.workbench import Workbench


def resolve(bench: Workbench, names: Sequence[str]) -> Serving:
    """Serving versions of these tables, or of all. Raises Refused naming what does not serve."""
    deployment = deployed(bench)
    records = {(r.version.logical, r.version.number): r for r in deployment.versions}
    absent = tuple(name for name in names if name not in deployment.serving)
    if absent:
        raise Refused(
            "not every table has a serving version.",
            tuple(f"{name} does not serve" for name in absent),
            "`teal status` lists what serves.",
        )
    tables = {}
    for name in names or sorted(deployment.serving):
        record = records[(name, deployment.serving[name])]
        tables[name] = ServedTable(record.version.number, record.version.physical, record.topic)
    return Serving(deployment.id, deployment.pointer_serial, tables)

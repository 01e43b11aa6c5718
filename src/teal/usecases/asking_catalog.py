"""Asking the engine for externals that no file defines. Nobody is asked where there are none, and
an engine that does not answer is no error: what it would know is then not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from teal.model.errors import EngineRefused, Mistake, NotSupported, Unreachable
from teal.planning.binding import session_statements
from teal.planning.in_catalog import parts_of
from teal.planning.told_definitions import definitions
from teal.usecases.workbench import Workbench


class Answer(Struct, frozen=True):
    """Definitions by table, and in words what the engine said of those that it lacks, or why it
    could not be asked."""

    known: Mapping[str, str] = field(default_factory=dict)
    was_asked: bool = True
    of_the_rest: str = "The engine was asked, and its catalogs do not hold it."


def asked(bench: Workbench, tables: Iterable[str]) -> Answer:
    """What the engine tells of externals, in the session that units are given."""
    wanted = {name: parts_of(name) for name in sorted(set(tables))}
    environment = bench.environment
    try:
        told = bench.engine.standing_tables(
            tuple(wanted.values()),
            session_statements(environment),
            environment.session.settings,
        )
    except (EngineRefused, Unreachable, NotSupported, Mistake) as error:
        return Answer(was_asked=False, of_the_rest=f"The engine could not be asked for it: {error}")
    return Answer(definitions({n: told[parts] for n, parts in wanted.items() if parts in told}))

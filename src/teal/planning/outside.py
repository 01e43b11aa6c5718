"""What a project reads from elsewhere, where no configuration declares it."""

from __future__ import annotations

from msgspec.structs import replace

from teal.model.diagnostics import Diagnostic, Severity
from teal.model.environment import Environment, ExternalTable
from teal.model.project import SourceTree
from teal.planning.inventory import inventory
from teal.planning.mistakes import Code
from teal.planning.sources import read_sources

_MOST_NAMES = 8


def with_externals(tree: SourceTree, environment: Environment) -> Environment:
    """The environment, with each table as an external that is defined and that nothing fills."""
    found = inventory(read_sources(tree, environment).statements, environment)
    written = {target for unit in found.units for target in unit.targets}
    outside = {
        name: ExternalTable(name, dict(table.definition.options).get("topic", name))
        for name, table in found.tables.items()
        if name not in written
    }
    return replace(environment, externals=outside)


def assumed(environment: Environment) -> Diagnostic:
    """What a person should know who has not configured anything."""
    names = ", ".join(f"`{name}`" for name in sorted(environment.externals)[:_MOST_NAMES])
    more = len(environment.externals) - _MOST_NAMES
    listed = f"{names} and {more} more" if more > 0 else names
    taken = f"; tables that nothing fills count as external: {listed}" if names else ""
    return Diagnostic(
        Code.NOT_CONFIGURED.value,
        Severity.INFO,
        f"there is no teal.yaml, so defaults are used{taken}.",
        None,
        "`teal init` writes one.",
    )

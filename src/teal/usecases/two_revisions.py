"""Two revisions, each read by its own configuration, the first as if it served: what a plan and the
changes between them start from. Git is all that is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from teal.model.environment import Environment
from teal.model.project import Project
from teal.planning.as_served import AsServed, as_served
from teal.planning.bindings_changed import binding_notes
from teal.planning.deployed import deployed
from teal.planning.graph import Graph
from teal.planning.in_catalog import of_unknown_columns
from teal.planning.notes import listed
from teal.planning.removed_tables import Before
from teal.planning.session_options import Outdated, outdated_units
from teal.planning.variables_changed import variable_notes
from teal.usecases.reading import sound_project
from teal.usecases.workbench import Workbench


class TwoRevisions(Struct, frozen=True):
    """`new` is what counts, in the `environment` of `bench`; `served` is what the first would be.
    `unsure` says what the first is, and what is not known of
    either side."""

    bench: Workbench
    new: Project
    graph: Graph
    before: Environment
    served: AsServed
    unsure: tuple[str, ...]

    @property
    def environment(self) -> Environment:
        """The second revision's own."""
        return self.bench.environment

    def outdated(self) -> Outdated:
        """Units that would run with other options of the session than today's."""
        now = deployed(self.served.deployment)
        return outdated_units(self.graph.units, now, self.environment)

    def notes(self, anew: Collection[str]) -> tuple[str, ...]:
        """What is not known, and what the configuration says otherwise now of units not made
        `anew`: variables, externals and formats."""
        was, now = self.before, self.environment
        variables = variable_notes(was.variables, now.variables, self.new, anew)
        return (*self.unsure, *variables, *binding_notes(was, now, self.new, anew))


def two_revisions(bench: Workbench, base: str, revision: str | None) -> TwoRevisions:
    """From `base` to `revision` (the working tree, where None). Raises ProjectMistakes."""
    (earlier, not_then), (later, not_later) = bench.as_of(base), bench.as_of(revision)
    old, _ = sound_project(earlier, base)
    before = Before(frozenset({*old.tables, *(unit.name for unit in old.units)}), f"is in {base}")
    new, graph = sound_project(later, revision, lambda: before)
    served = as_served(old, earlier.environment, new, later.environment)
    told = (
        f"Compared with {old.revision}, as if it served; what really serves was not asked, so "
        "versions may have other numbers.",
        *(f"{each.message} {each.hint}" for each in later.warnings),
        *(each for each in (not_then, not_later) if each),
    )
    unsure = (*told, *_unknown(of_unknown_columns(new)))
    return TwoRevisions(later, new, graph, earlier.environment, served, unsure)


def _unknown(externals: Sequence[str]) -> Iterator[str]:
    if not externals:
        return
    one = len(externals) == 1
    yield (
        f"The columns of the external{'' if one else 's'} {listed(externals)} are not known here: "
        f"no CREATE TABLE defines {'it' if one else 'them'}, and no engine is asked; whoever reads "
        f"{'it' if one else 'one'} counts as reading all of its columns."
    )

"""The proof: many edits, each judged on rows; counts what was claimed, what was false, and what
was missed. Run it by hand with `python -m tests.proof.proof 10000`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from tests.proof.as_read import as_read, environment_with
from tests.proof.data import rows_of
from tests.proof.edits import NOTHING_BY_DESIGN, Edit, edited
from tests.proof.judge import (
    Bench,
    NotForTheJudge,
    Result,
    claims,
    is_equal,
    is_false,
)
from tests.proof.pipelines import Maker
from tests.proof.spec import Pipeline, files_of

from teal.planning.graph import Graph
from teal.planning.lineage.impact import Impact, impact
from teal.planning.texts import UnitTexts

_EDITS_EACH = 12
ENVIRONMENT = environment_with(("ext_a", "ext_b", "ext_c"))


@dataclass
class Tally:
    """What was counted. `false` are wrong claims, each with what is needed to see it again.

    `equal` are units at or below an edit that gave the same; `seen_equal` those of which Teal
    said so. `nothing` are edits after which no unit gave anything else, `seen_nothing` those of
    which Teal touched none; `by_design` counts, by kind, those that can never mean anything.
    """

    edits: int = 0
    refused: int = 0
    claims: int = 0
    partial: int = 0
    unshaped: int = 0
    rebuilt: int = 0
    simple: int = 0
    equal: int = 0
    seen_equal: int = 0
    nothing: int = 0
    seen_nothing: int = 0
    by_design: Counter[str] = field(default_factory=Counter)
    seen_by_design: Counter[str] = field(default_factory=Counter)
    without_effect: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)


Eyes = Callable[[Pipeline], Pipeline]
"""What Teal gets to see of a pipeline: all of it, but for tests of the proof itself."""


def as_it_is(pipeline: Pipeline) -> Pipeline:
    """All of it."""
    return pipeline


def sides(pipeline: Pipeline) -> tuple[Graph, dict[str, UnitTexts]]:
    """A pipeline as Teal reads it."""
    return as_read(files_of(pipeline), ENVIRONMENT)


def proven(
    seed: int,
    edits: int,
    eyes: Eyes = as_it_is,
    kinds: Sequence[Edit] = (),
    is_patient: bool = True,
) -> Tally:
    """So many edits (of some kinds) of pipelines made from a seed on. `eyes` are what Teal sees
    pipelines with; with no patience the first false claim ends it."""
    tally = Tally()
    while tally.edits < edits:
        seed += 1
        random = Random(seed)
        maker = Maker(random)
        pipeline = maker.pipeline()
        rows = {name: rows_of(c, random) for name, c in pipeline.externals.items()}
        try:
            bench = Bench(pipeline, rows)
        except NotForTheJudge:
            continue
        proof = _Proof(tally, pipeline, bench, maker, eyes, kinds)
        for at in range(min(_EDITS_EACH, edits - tally.edits)):
            proof.one(f"seed {seed}, edit {at}")
        bench.close()
        if tally.false and not is_patient:
            break
    return tally


class _Kept(dict[str, bytes]):
    """Shapes of one pipeline, read once for all of its edits."""

    def put(self, key: str, value: bytes) -> None:
        self[key] = value


@dataclass
class _Proof:
    """One pipeline on its rows, and edits of it."""

    tally: Tally
    pipeline: Pipeline
    bench: Bench
    maker: Maker
    eyes: Eyes
    kinds: Sequence[Edit]
    kept: _Kept = field(default_factory=_Kept)

    @cached_property
    def before(self) -> dict[str, UnitTexts]:
        """What Teal sees of the pipeline as it was."""
        return sides(self.eyes(self.pipeline))[1]

    def one(self, name: str) -> None:
        """One edit: what Teal says of it, and what the rows say."""
        found = edited(self.pipeline, self.maker.random, self.maker, self.kinds)
        if found is None:
            return
        changed, what = found
        try:
            new = self.bench.edited(changed)
        except NotForTheJudge:
            self.tally.refused += 1
            return
        graph, after = sides(self.eyes(changed))
        outcome = impact(graph, self.before, after, ENVIRONMENT, self.kept)
        self.tally.edits += 1
        judge(self.tally, f"{name}: {what}", changed, outcome, self.bench.results, new)
        _count(self.tally, what, graph, outcome, self.bench.results, new)


def judge(
    tally: Tally,
    name: str,
    changed: Pipeline,
    outcome: Impact,
    old: dict[str, Result],
    new: dict[str, Result],
) -> None:
    """Hold each claim against the rows."""
    for claim in claims(changed, outcome.touched):
        if claim.unit not in old:
            continue
        tally.claims += claim.columns is not None
        tally.partial += bool(claim.columns)
        if is_false(claim, old[claim.unit], new[claim.unit]):
            tally.false.append(f"{name}: {claim.unit} {sorted(claim.columns or ())}")


def _count(
    tally: Tally,
    what: str,
    graph: Graph,
    outcome: Impact,
    old: dict[str, Result],
    new: dict[str, Result],
) -> None:
    edits = [each.split() for each in what.split(", ")]
    roots = {unit for _, unit in edits}
    below = (roots | graph.descendants(roots)) & old.keys()
    equal = {unit for unit in below if is_equal(old[unit], new[unit])}
    tally.equal += len(equal)
    tally.seen_equal += len(equal - set(outcome.touched))
    tally.rebuilt += len(outcome.touched)
    meant = {n for n, d in outcome.differences.items() if not d.is_cosmetic}
    tally.simple += len(meant | graph.descendants(meant))
    tally.unshaped += any(d.unread is not None for d in outcome.differences.values())
    if equal == below:
        tally.nothing += 1
        tally.seen_nothing += not outcome.touched
        if len(edits) == 1:
            tally.without_effect[edits[0][0]] += 1
            tally.missed[edits[0][0]] += bool(outcome.touched)
    if len(edits) == 1 and edits[0][0] in NOTHING_BY_DESIGN:
        tally.by_design[edits[0][0]] += 1
        tally.seen_by_design[edits[0][0]] += not outcome.touched


def told(tally: Tally) -> str:
    """The counts, for a person."""
    missed = ", ".join(
        f"{kind} {count} of {tally.without_effect[kind]}"
        for kind, count in tally.missed.most_common(12)
    )
    designed = "\n".join(
        f"  {kind}: {tally.seen_by_design[kind]} of {count}"
        for kind, count in sorted(tally.by_design.items())
    )
    return (
        f"{tally.edits} edits ({tally.refused} more were refused by DuckDB)\n"
        f"{tally.claims} claims of something unchanged ({tally.partial} about columns), "
        f"{len(tally.false)} of them false\n"
        f"{tally.unshaped} edits with a query that could not be read\n"
        f"units to rebuild: {tally.rebuilt}; all descendants would be {tally.simple}\n"
        f"units below an edit that gave the same: {tally.equal}, seen: {tally.seen_equal}\n"
        f"edits after which all gave the same: {tally.nothing}, seen: {tally.seen_nothing}\n"
        f"edits that can mean nothing, seen:\n{designed}\n"
        f"without effect on these rows but not seen as such, most often: {missed}\n"
        + "\n".join(tally.false[:20])
    )


if __name__ == "__main__":
    edits = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    found = proven(int(sys.argv[2]) if len(sys.argv) > 2 else 0, edits)
    print(told(found))
    sys.exit(1 if found.false else 0)

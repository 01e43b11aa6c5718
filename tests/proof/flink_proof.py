"""The proof on Flink itself, for what DuckDB has not got: windows, patterns, temporal joins, nested
fields and Flink's own functions. Run it by hand with `python -m tests.proof.flink_proof 300`."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import httpx
from tests.proof.as_read import as_read, environment_with
from tests.proof.flink_judge import Flink, FlinkSession
from tests.proof.flink_pipelines import EXTERNALS, FlinkPipeline, edited, made
from tests.proof.judge import Claim, NotForTheJudge, Result, is_equal, is_false

from teal.local.settings import StackSettings
from teal.local.stack import LocalStack
from teal.planning.lineage.impact import Impact, impact

_EDITS_EACH = 8
ENVIRONMENT = environment_with(EXTERNALS)


@dataclass
class FlinkTally:
    """What was counted; `false` are wrong claims, with what is needed to see them again."""

    edits: int = 0
    streaming: int = 0
    refused: int = 0
    claims: int = 0
    partial: int = 0
    unshaped: int = 0
    equal: int = 0
    seen_equal: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def proven_on_flink(flink: Flink, seed: int, edits: int, each: int = _EDITS_EACH) -> FlinkTally:
    """So many edits, so many of each pipeline; pipelines are made from a seed on."""
    tally = FlinkTally()
    while tally.edits < edits:
        seed += 1
        random = Random(seed)
        pipeline = made(random)
        with TemporaryDirectory(dir=flink.folder) as folder:
            here = Flink(flink.client, Path(folder))
            for name in EXTERNALS:
                here.written(name, random)
            with here.session(pipeline.is_streaming) as session:
                count = min(each, edits - tally.edits)
                _one_pipeline(tally, f"seed {seed}", session, pipeline, random, count)
    return tally


def _one_pipeline(
    tally: FlinkTally,
    name: str,
    session: FlinkSession,
    pipeline: FlinkPipeline,
    random: Random,
    edits: int,
) -> None:
    try:
        before = session.results(pipeline, [unit.name for unit in pipeline.units])
    except NotForTheJudge as refusal:
        tally.refusals.append(str(refusal))
        return
    for at in range(edits):
        found = edited(pipeline, random)
        if found is not None:
            _one_edit(tally, f"{name}, edit {at}: {found[1]}", session, pipeline, found[0], before)


def _one_edit(
    tally: FlinkTally,
    name: str,
    session: FlinkSession,
    pipeline: FlinkPipeline,
    changed: FlinkPipeline,
    before: dict[str, Result],
) -> None:
    pairs = zip(pipeline.units, changed.units, strict=True)
    roots = {new.name for old, new in pairs if old != new}
    graph, texts = as_read(changed.files(), ENVIRONMENT)
    below = sorted((roots | graph.descendants(roots)) & before.keys())
    if not below:  # the second edit took the first one back
        return
    try:
        after = session.results(changed, below)
    except NotForTheJudge as refusal:
        tally.refused += 1
        tally.refusals.append(str(refusal))
        return
    _, old_texts = as_read(pipeline.files(), ENVIRONMENT)
    outcome = impact(graph, old_texts, texts, ENVIRONMENT)
    tally.edits += 1
    tally.streaming += pipeline.is_streaming
    tally.unshaped += any(d.unread is not None for d in outcome.differences.values())
    tally.kinds.update(unit.kind for unit in changed.units if unit.name in roots)
    for unit in below:
        claim = _claim(unit, outcome)
        tally.claims += claim.columns is not None
        tally.partial += bool(claim.columns)
        same = is_equal(before[unit], after[unit])
        tally.equal += same
        tally.seen_equal += same and claim.is_whole
        if same and not claim.is_whole and unit in roots:
            tally.missed[name.split(": ", 1)[1]] += 1
        if is_false(claim, before[unit], after[unit]):
            tally.false.append(f"{name}: {unit} {sorted(claim.columns or ())}")


def _claim(unit: str, outcome: Impact) -> Claim:
    touch = outcome.touched.get(unit)
    if touch is None:
        return Claim(unit, frozenset())
    if unit in touch.rows:
        return Claim(unit, None)
    return Claim(unit, frozenset(column for _, column in touch.columns))


def told(tally: FlinkTally) -> str:
    """The counts, for a person."""
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(tally.kinds.items()))
    return (
        f"{tally.edits} edits on Flink, {tally.streaming} of them in streaming mode "
        f"({tally.refused} more were refused by Flink)\n"
        f"{tally.claims} claims of something unchanged ({tally.partial} about columns), "
        f"{len(tally.false)} of them false\n"
        f"{tally.unshaped} edits with a query that could not be read\n"
        f"units at or below an edit that gave the same: {tally.equal}, seen: {tally.seen_equal}\n"
        f"edited: {kinds}\n" + "\n".join(tally.false[:20])
    )


def main(edits: int, seed: int) -> int:
    """Prove on a stack of its own; 1 where a claim was false."""
    with TemporaryDirectory() as folder:
        settings = StackSettings(slots=40, checkpoint_interval=timedelta(seconds=5))
        stack = LocalStack(Path(folder) / "local", settings=settings)
        try:
            addresses = stack.up(owner_pid=os.getpid())
            with httpx.Client(base_url=addresses.gateway_url, timeout=60) as client:
                tally = proven_on_flink(Flink(client, Path(folder)), seed, edits)
        finally:
            stack.down()
    print(told(tally))
    return 1 if tally.false else 0


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    sys.exit(main(count, int(sys.argv[2]) if len(sys.argv) > 2 else 0))

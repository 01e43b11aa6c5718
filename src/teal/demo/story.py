"""The whole story: a stack, a stage, the chapters in order, and a table of what was proven."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from msgspec import Struct

from teal.bootstrap import Bench, local_stack, settings
from teal.demo import chapters
from teal.demo.events import raw_topics
from teal.demo.feeder import Feeder
from teal.demo.stage import ProofFailed, Run, Say, Stage
from teal.ports.stack import StackListener
from teal.ports.topics import TopicSpec

Chapter = Callable[[chapters.Play], str]

CHAPTERS: tuple[tuple[str, Chapter], ...] = (
    ("1. Deploy everything, first version", chapters.deploy_everything),
    ("2. The totals are right", chapters.totals_are_right),
    ("3. A change is understood", chapters.change_is_seen),
    ("4. New versions start beside the old", chapters.new_versions_start),
    ("5. Old and new compared in motion", chapters.comparison_passes),
    ("6. Readers switch", chapters.readers_switch),
    ("7. Back, forward again", chapters.back_and_forth),
    ("7. The old is retired", chapters.old_is_retired),
    ("8. Untouched jobs were untouched", chapters.untouched_jobs_ran_on),
    ("9. Wrong changes are refused", chapters.wrong_change_is_refused),
    ("10. A change by list", chapters.change_by_list),
    ("8. Untouched jobs, to the end", chapters.untouched_jobs_ran_on),
)


class Proof(Struct, frozen=True):
    """One chapter's end: what was proven, or why not."""

    chapter: str
    held: bool
    what: str
    seconds: float


class Told(Struct, frozen=True):
    """The whole story: its proofs, and figures by name (seconds)."""

    proofs: tuple[Proof, ...]
    figures: dict[str, float]

    @property
    def held(self) -> bool:
        """Whether every proof held."""
        return all(proof.held for proof in self.proofs)


def tell(run: Run, say: Say, on_stack: StackListener, keep: bool = False) -> Told:
    """Walk the story in a temporary folder; everything that was started is stopped at the end."""
    root = Path(tempfile.mkdtemp(prefix="teal-demo-"))
    folder = root / "retail"
    came_from = Path.cwd()
    try:
        stage = Stage(folder, run, say)
        stage.set_up()
        os.chdir(folder)
        return _played(stage, on_stack)
    finally:
        os.chdir(came_from)
        if keep:
            say(f"The project stays in {folder}")
        else:
            shutil.rmtree(root, ignore_errors=True)


def _played(stage: Stage, on_stack: StackListener) -> Told:
    began = monotonic()
    configured = settings(None)
    stack = local_stack(configured, on_stack)
    stage.say("\nStarting Flink and Kafka on free ports")
    try:
        stack.up(owner_pid=os.getpid())
        bench = Bench(configured)
        try:
            make_raw_topics(bench)
            with Feeder(bench.environment.kafka_bootstrap) as feeder:
                return _told(stage, bench, feeder, monotonic() - began)
        finally:
            bench.close()
    finally:
        stage.say("\nStopping everything that was started")
        stack.down()


def _told(stage: Stage, bench: Bench, feeder: Feeder, seconds: float) -> Told:
    proofs = [Proof("0. Flink, Kafka and data", True, "real ones, fed all the time", seconds)]
    play = chapters.Play(stage, bench, feeder)
    for title, chapter in CHAPTERS:
        stage.say(f"\n== {title}")
        began = monotonic()
        try:
            what = chapter(play)
        except ProofFailed as failed:
            proofs.append(Proof(title, False, str(failed), monotonic() - began))
            return Told(tuple(proofs), play.figures)
        proofs.append(Proof(title, True, what, monotonic() - began))
        stage.say(f"  proven: {what}")
    return Told(tuple(proofs), play.figures)


def make_raw_topics(bench: Bench) -> None:
    """The topics that the shop's systems write."""
    for name, partitions in raw_topics().items():
        bench.topics.create(TopicSpec(name, partitions, 1, {}))

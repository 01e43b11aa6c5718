"""Binding what already runs to the units of a revision, or rebuilding a lost store from it. Nothing
on the cluster is touched: only the store is written, in one transaction."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from teal.execution.leasing import leased
from teal.model.adoption import (
    NO_WORDS,
    Adoption,
    Resemblance,
    Seen,
    Words,
)
from teal.model.codec import canonical
from teal.model.deployment import Deployment, Phase, Release
from teal.model.errors import Refused, ReleaseOpen, StalePlan
from teal.model.run import Run, RunState
from teal.planning.adoption.conclusion import adoption, open_sentences
from teal.planning.adoption.draft import Draft, Question, drafted
from teal.ports.engine import UnitHandle
from teal.ports.store import PointerMove, Update
from teal.usecases.foreign_jobs import adopted_jobs
from teal.usecases.looking import last_records, own_jobs, seen, shown_serving
from teal.usecases.plan import next_release
from teal.usecases.reading import asked_project, deployment_or_new
from teal.usecases.workbench import Workbench


class AdoptionWish(Struct, frozen=True):
    """What the operator asked for. `deployment` is the id of a lost one, where nothing tells it."""

    revision: str | None = None
    words: Words = NO_WORDS
    is_rebuild: bool = False
    deployment: str = ""


def make_adoption(bench: Workbench, wish: AdoptionWish) -> Adoption:
    """What would be recorded, with all that is in doubt. Raises ProjectMistakes, Refused,
    ReleaseOpen, Unreachable."""
    asked = asked_project(bench, wish.revision)
    project, graph = asked.project, asked.graph
    deployment = _deployment(bench, wish)
    _refuse_open(deployment)
    found = seen(bench, deployment.id, is_rebuild=wish.is_rebuild)
    if not wish.is_rebuild:
        _refuse_lost(deployment, found)
    elif not deployment.versions:
        _refuse_strange(deployment, found)
    question = Question(
        project=project,
        graph=graph,
        environment=bench.environment,
        deployment=deployment,
        seen=found,
        words=wish.words,
        release=next_release(deployment),
        now=bench.clock.now(),
    )
    draft = drafted(question)
    topics = [] if draft.problems else [bound.topic for bound in draft.tables.values()]
    samples = last_records(bench, topics)
    made = adoption(draft, _resemblances(bench, draft), samples, wish.is_rebuild)
    unknown = (f"{each.message} {each.hint}" for each in asked.warnings)
    return replace(made, notes=(*unknown, *made.notes))


def adopt(bench: Workbench, found: Adoption, take_over: bool = False) -> None:
    """Write it down. Raises Refused while something is in doubt, StalePlan where the store has
    moved since."""
    refuse_doubts(found)
    if found.is_empty:
        return
    fresh = Deployment(found.deployment, found.project, found.environment, serial=0)
    bench.store.found(fresh)
    with leased(bench.store, bench.clock, bench.holder, take_over) as leasing:
        now = bench.store.load()
        assert now is not None
        if now.serial != found.serial or now.id != found.deployment:
            raise StalePlan(
                ("somebody else has changed the deployment meanwhile",),
                "Run `teal adopt` again: it looks at what is recorded now.",
            )
        updates = _updates(found, now, leasing.actor, bench.clock.now())
        bench.store.record(leasing.lease, (), updates)
    after = bench.store.load()
    assert after is not None
    bench.engine.adopt(adopted_jobs(after))


def refuse_doubts(found: Adoption) -> None:
    """Raises Refused, naming what cannot be bound, or each doubt that nobody has spoken for."""
    if found.problems:
        raise Refused(
            "what runs cannot be bound to this revision as it stands.",
            tuple(map(str, found.problems)),
            "Say what is what in a mapping file (`teal adopt --draft FILE` begins one, --map FILE "
            "gives it), or name the revision that is deployed with --revision.",
        )
    sentences = tuple(open_sentences(found))
    if sentences:
        raise Refused(
            "not everything is known to be the same; what nothing proves needs your word.",
            sentences,
            "Write it into a mapping file (`teal adopt --draft FILE` begins one) and give it with "
            "--map FILE.",
        )


def _deployment(bench: Workbench, wish: AdoptionWish) -> Deployment:
    """The one of the store, or the one to be founded: a lost one has the id that it had."""
    deployment = deployment_or_new(bench)
    if deployment.versions or deployment.units or not wish.is_rebuild:
        return deployment
    shown = shown_serving(bench)
    lost = wish.deployment or (shown.deployment if shown is not None else deployment.id)
    return replace(deployment, id=lost)


def _refuse_open(deployment: Deployment) -> None:
    for release in deployment.open_releases:
        raise ReleaseOpen(release.id, release.phase.value)


def _refuse_lost(deployment: Deployment, found: Seen) -> None:
    own = own_jobs(found)
    if own and not deployment.versions:
        raise Refused(
            "the store holds no deployment, and jobs of its own run: it was lost, or moved.",
            tuple(f"job {job} is {job.phase}" for job in own),
            "Restore the store if you can (it has the history); else run `teal adopt --rebuild`.",
        )


def _refuse_strange(deployment: Deployment, found: Seen) -> None:
    if own_jobs(found):
        return
    marked = tuple(
        f"job {job} is {job.phase}" for job in found.jobs if job.name.startswith("teal/")
    )
    raise Refused(
        f"nothing runs that the deployment {deployment.id} has started, so there is nothing to "
        "rebuild it from.",
        marked,
        "If the store had another id, give it with --deployment (saved plans and the record of the "
        "control topic have it). For jobs that Teal did not start, run `teal adopt`.",
    )


def _resemblances(bench: Workbench, draft: Draft) -> dict[str, Resemblance]:
    found = {}
    for unit in draft.asked:
        assert unit.submission is not None
        handle = UnitHandle(unit.handle or "")
        found[unit.key.unit] = bench.engine.resemblance(handle, unit.submission)
    return found


def _updates(
    found: Adoption, deployment: Deployment, actor: str, now: datetime
) -> tuple[Update, ...]:
    """The records, the pointer, and a closed release for the history."""
    kind = "rebuild" if found.is_rebuild else "adopt"
    release = Release(
        id=found.release,
        number=1 + max((each.number for each in deployment.releases), default=0),
        phase=Phase.DONE,
        plan_hash=found.hash,
        commit=found.revision.commit,
        actor=actor,
        opened_at=now,
        created=tuple(record.version for record in found.versions),
        units=tuple(unit.key.unit for unit in found.records),
        promoted_at=now,
        closed_at=now,
    )
    report = canonical(replace(found, versions=(), records=()))
    run = Run(f"{release.id}-1-{kind}", release.id, kind, report, RunState.DONE, now, actor)
    # Readers refuse an older serial than they have seen, so that a rebuilt pointer has to reach it.
    lost = max(0, found.pointer_serial - deployment.pointer_serial - 1)
    moves = (PointerMove(found.serving), *(PointerMove({}) for _ in range(lost)))
    return (*found.versions, *found.records, release, run, *moves)

"""Letting readers see a release's new versions, if there is good and fresh evidence for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from teal.execution.events import OnEvent
from teal.execution.result import Acted
from teal.model.codec import decoded
from teal.model.deployment import Phase, Release
from teal.model.errors import EvidenceMissing, Refused
from teal.model.in_line import NOBODYS_WORD, PersonsWord
from teal.model.validation import ValidationReport, Verdict
from teal.planning.promote import promotion_plan
from teal.planning.validate import compares_something, validation_plan
from teal.usecases.acting import acting, run_plan, unfinished_run
from teal.usecases.choosing import open_release
from teal.usecases.deployed import deployed
from teal.usecases.midway import stopped_midway
from teal.usecases.word import words_wanted
from teal.usecases.workbench import Workbench

_PROMOTABLE = frozenset({Phase.VALIDATING, Phase.READY})


def promote(
    bench: Workbench, on_event: OnEvent, take_over: bool = False, unproven: str = ""
) -> Acted:
    """COMMIT and tell every switch point. Refused without a PASS that is young enough; `unproven`
    is a person's reason to accept an INCONCLUSIVE verdict, which the plan keeps."""
    with acting(bench, take_over) as leasing:
        deployment = deployed(bench)
        release = stopped_midway(bench, deployment) or open_release(
            deployment,
            _PROMOTABLE,
            "promote",
            "Deploy, wait and validate first; `teal status` shows the next command.",
        )
        if compares_something(validation_plan(deployment, release, bench.environment)):
            age = bench.environment.validation.evidence_age
            require_evidence(release, bench.clock.now(), age, bool(unproven))
        points = tuple(bench.switch_points)
        plan = promotion_plan(
            deployment,
            release,
            bench.environment,
            points,
            unproven,
            _word_for_units(bench, release, unproven),
        )
        return run_plan(bench, leasing, plan, on_event)


def _word_for_units(bench: Workbench, release: Release, reason: str) -> PersonsWord:
    """The reason counts for units only where somebody was told what is unknown of them."""
    wanted = words_wanted(bench.store, unfinished_run(bench, release)) if reason else frozenset()
    return PersonsWord(reason, wanted) if wanted else NOBODYS_WORD


def require_evidence(
    release: Release, now: datetime, age: timedelta, accepts_inconclusive: bool
) -> None:
    """Raises Refused for a FAIL, EvidenceMissing for none, an old or an inconclusive verdict."""
    evidence = release.evidence
    if evidence is None:
        raise EvidenceMissing(
            f"release {release.id} has not been validated.", "Run `teal validate`."
        )
    match evidence.verdict:
        case Verdict.FAIL:
            raise Refused(
                f"release {release.id} was found to be wrong.",
                _reasons(evidence.report, Verdict.FAIL),
                "Mend it on its branch after `teal abort`; blue serves on, untouched.",
            )
        case Verdict.INCONCLUSIVE if not accepts_inconclusive:
            raise EvidenceMissing(
                f"the validation of release {release.id} proved nothing: "
                + "; ".join(_reasons(evidence.report, Verdict.INCONCLUSIVE))
                + ".",
                "Run `teal validate` again; --unproven REASON accepts it as it is.",
            )
        case Verdict.INCONCLUSIVE | Verdict.PASS:
            _require_fresh(release, evidence.at, now, age)
        case _:
            assert_never(evidence.verdict)


def _require_fresh(release: Release, at: datetime, now: datetime, age: timedelta) -> None:
    if now - at > age:
        raise EvidenceMissing(
            f"the evidence for release {release.id} is from {at:%Y-%m-%d %H:%M} UTC, "
            f"older than {age}.",
            "Run `teal validate` again.",
        )


def _reasons(report: str, verdict: Verdict) -> tuple[str, ...]:
    tables = decoded(ValidationReport, report).tables
    return tuple(f"{each.table}: {each.reason}" for each in tables if each.verdict is verdict)

"""The adoption itself: a draft, with what the engine said of each text and what the topics hold.
Whatever is not proven becomes a doubt, and a person's word closes it or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from teal.model.adoption import (
    Adoption,
    BoundUnit,
    Doubt,
    Likeness,
    Resemblance,
    SampledRecord,
    Words,
)
from teal.model.deployment import UnitRecord
from teal.planning.adoption.doubts import job_doubts, table_doubts, text_doubt
from teal.planning.adoption.draft import Draft
from teal.planning.adoption.hints import notes
from teal.planning.adoption.matching import Match

_PROOFS = {
    Likeness.SAME_TEXT: "it carries the mark of this very text",
    Likeness.SAME_PLAN: "Flink makes of this text the plan that runs",
    Likeness.DIFFERENT: "it runs another plan than Flink makes of this text",
    Likeness.UNKNOWN: "nothing tells what it runs",
}


def adoption(
    draft: Draft,
    resemblances: Mapping[str, Resemblance],
    samples: Mapping[str, SampledRecord],
    is_rebuild: bool,
) -> Adoption:
    """What would be recorded. `resemblances` are by unit, `samples` by topic."""
    question = draft.question
    if draft.problems:
        return replace(_begun(draft, is_rebuild), problems=draft.problems)
    doubts = (
        *draft.doubts,
        *(found for unit in draft.asked if (found := _of_text(unit, resemblances))),
        *job_doubts(draft),
        *table_doubts(draft, samples),
    )
    records = (*draft.known.rebound, *draft.records)
    return replace(
        _begun(draft, is_rebuild),
        units=tuple(_bound(unit, draft, resemblances) for unit in draft.records),
        versions=draft.versions,
        records=records,
        serving={each.version.logical: each.version.number for each in draft.versions},
        pointer_serial=question.seen.shown_serial,
        doubts=tuple(_spoken_for(doubt, question.words) for doubt in doubts),
        notes=tuple(notes(draft, resemblances, is_rebuild)) if records else (),
    )


def _begun(draft: Draft, is_rebuild: bool) -> Adoption:
    """What is known before the engine is asked; nothing of it is a record yet."""
    question = draft.question
    return Adoption(
        project=question.environment.project,
        environment=question.environment.name,
        deployment=question.deployment.id,
        serial=question.deployment.serial,
        release=question.release,
        revision=question.project.revision,
        is_rebuild=is_rebuild,
        units=tuple(_found(match, draft) for _, match in sorted(draft.matches.items())),
        tables=tuple(draft.tables[name] for name in sorted(draft.tables)),
        versions=(),
        records=(),
        serving={},
        already=tuple(sorted(draft.known.recorded)),
        absent=draft.absent,
        left_alone=tuple(str(job) for job in draft.strangers),
    )


def _found(match: Match, draft: Draft) -> BoundUnit:
    unit = draft.question.project.unit(match.unit)
    assert unit is not None
    bound = draft.tables.get(unit.targets[0])
    version = None if bound is None else bound.version.number
    place = f"{unit.place.file}:{unit.place.line}"
    return BoundUnit(match.unit, version, match.job.handle, match.job.name, match.how, "", place)


def _of_text(unit: UnitRecord, resemblances: Mapping[str, Resemblance]) -> Doubt | None:
    found = resemblances.get(unit.key.unit)
    return None if found is None or found.is_proof else text_doubt(unit, found)


def _bound(unit: UnitRecord, draft: Draft, resemblances: Mapping[str, Resemblance]) -> BoundUnit:
    match = draft.matches.get(unit.key.unit)
    found = resemblances.get(unit.key.unit)
    return BoundUnit(
        unit=unit.key.unit,
        version=unit.key.version,
        job=match.job.handle if match is not None else "",
        job_name=match.job.name if match is not None else "",
        how=match.how if match is not None else "a view has no job",
        proof=_PROOFS[found.likeness] if found is not None else "",
        place=f"{unit.file}:{unit.line}",
    )


def _spoken_for(doubt: Doubt, words: Words) -> Doubt:
    """With the reason that somebody gave: for this subject, or for all silence."""
    noun, _, name = doubt.subject.partition(" ")
    word = words.units.get(name) if noun == "unit" else words.tables.get(name)
    own = word.trust if word is not None else ""
    general = words.trust if doubt.kind.is_silence else ""
    return replace(doubt, trusted=own or general)


def open_sentences(found: Adoption) -> Iterator[str]:
    """Each open doubt as a sentence, with what would close it."""
    for doubt in found.open_doubts:
        yield f"{doubt.subject}: {doubt.what}. {doubt.hint}".rstrip()

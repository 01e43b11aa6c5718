"""What an operator should know of what was adopted: what is on their word alone, what is not known,
what Teal will leave alone, and what would help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from teal.model.adoption import Likeness, Resemblance, RunningJob
from teal.model.names import numbered
from teal.model.wording import plural
from teal.planning.adoption.draft import Draft
from teal.planning.adoption.topic_fitness import fitness_notes
from teal.planning.deployed import deployed
from teal.planning.notes import listed
from teal.planning.versions import next_versions, topic_of

_LOST = (
    "What only the store knew is lost: releases, who did them and on which evidence, from which "
    "commit each unit came (this revision's is recorded), versions that were retired or aborted, "
    "with their numbers (which may be given again), and any word that an adopted topic may be "
    "deleted."
)


def notes(draft: Draft, resemblances: Mapping[str, Resemblance], is_rebuild: bool) -> Iterator[str]:
    """The sentences, most weighty first."""
    if is_rebuild:
        yield _LOST
    yield from _texts(draft, resemblances)
    yield from _jobs(draft)
    yield from _left_over(draft)
    yield from _topics(draft)
    yield from _numbers(draft)


def _texts(draft: Draft, resemblances: Mapping[str, Resemblance]) -> Iterator[str]:
    likenesses = [each.likeness for each in resemblances.values()]
    foreign = len(likenesses) - likenesses.count(Likeness.SAME_TEXT)
    if not foreign:
        return
    same = likenesses.count(Likeness.SAME_PLAN)
    proven = (
        f"Of {same} of {plural(foreign, 'job')} it makes the very plan that runs, which does not "
        "show session settings (such as a state TTL), the code of functions, or where reading "
        "began. "
    )
    yield (
        "Flink keeps no SQL of a running job: recorded is the text of "
        f"{draft.question.project.revision}. {proven if same else ''}The rest is the operator's "
        "word, until a unit is rebuilt from its text beside the running job and `teal validate` "
        "compares their rows."
    )


def _jobs(draft: Draft) -> Iterator[str]:
    foreign = [match for match in draft.matches.values() if match.job.key is None]
    if foreign:
        yield (
            "Consumer groups and transactional ids of jobs that Teal did not start are not known "
            "to it and are left alone."
        )
    silent = sorted(m.unit for m in foreign if m.job.picture.takes_checkpoints is False)
    if silent:
        yield (
            f"No checkpoints: {listed(silent)}. Such a job can never be seen to have caught up, so "
            "that `teal validate` will not get beyond it; turn checkpoints on."
        )
    restarting = sorted(m.unit for m in draft.matches.values() if m.job.phase != "running")
    if restarting:
        yield f"Not running quietly now: {listed(restarting)}. Look at these jobs."


def _left_over(draft: Draft) -> Iterator[str]:
    own: list[RunningJob] = [job for job in draft.strangers if job.key is not None]
    for job in own:
        yield (
            f"{job.key} ({job.handle}) was started by Teal and is not recorded: its text is not in "
            "this revision. `teal doctor` will list it; cancel it in Flink and remove its topic "
            "when nobody needs it."
        )


def _topics(draft: Draft) -> Iterator[str]:
    question = draft.question
    kept = sorted(name for name, bound in draft.tables.items() if not bound.is_owned)
    if kept:
        yield (
            f"{plural(len(kept), 'topic')} that Teal did not create will never be deleted by it: "
            f"{listed(kept)}. `owned: true` under `tables` lets `teal retire` delete one."
        )
    for name, bound in sorted(draft.tables.items()):
        definition = question.project.tables[name].definition
        topic = question.seen.topics[bound.topic]
        yield from fitness_notes(name, topic, definition, question.environment)


def _numbers(draft: Draft) -> Iterator[str]:
    """Topics that stand where the next version of a table would have to go."""
    question = draft.question
    now = deployed(draft.deployment)
    units = (unit.name for unit in question.project.units)
    following = next_versions(
        draft.tables, now, (*question.project.tables, *units), question.environment
    )
    for name, version in sorted(following.items()):
        topic = topic_of(version, question.environment)
        if topic in question.seen.topics:
            base = numbered(version.physical, question.environment.tables.versions)
            number = base[1] if base is not None else version.number
            yield (
                f"{name}: topic {topic} exists, which the next version (v{number}) would need. "
                f"Remove it, or say under `tables` of the mapping file that v{number} or a later "
                f"one runs: `{name}: {{version: {number}}}`."
            )

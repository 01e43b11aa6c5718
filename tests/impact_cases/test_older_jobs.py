"""What runs when an edit has been released and retired: the project's jobs, and few more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from tests.impact_cases.lives import Life, Released
from tests.impact_cases.test_verdicts import environment, files_of, outcome
from tests.impact_cases.verdicts import Case, cases

EXAMPLES = ("retail", "depots")


@cache
def alone(example: str) -> tuple[Released, ...]:
    """Each edit by itself, of the example as it is."""
    files = files_of(example)
    first = Life(files, environment(files))
    return tuple(first.branch().release(edited(files, case)) for case in cases(example))


def in_a_row(example: str) -> Iterator[Released]:
    """One edit on top of the other; one that no longer finds its lines is left out."""
    files = dict(files_of(example))
    life = Life(files, environment(files))
    for case in cases(example):
        if all(old in files[name] for name, old, _ in case.edits):
            files = edited(files, case)
            yield life.release(files)


def edited(files: Mapping[str, str], case: Case) -> dict[str, str]:
    found = dict(files)
    for name, old, new in case.edits:
        found[name] = found[name].replace(old, new)
    return found


def test_together_the_jobs_after_retirement_are_at_most_a_twentieth_more_than_the_projects() -> (
    None
):
    found = [each for example in EXAMPLES for each in alone(example)]
    jobs, project = sum(each.jobs for each in found), sum(each.project_jobs for each in found)
    assert jobs <= 1.05 * project, f"{jobs} of {project}"
    assert jobs > project  # some readers do stay on older versions


def test_together_at_most_half_of_all_descendants_are_made_new_for_that() -> None:
    made = sum(len(each.made) for example in EXAMPLES for each in alone(example))
    simple = sum(outcome(example, c)[1] for example in EXAMPLES for c in cases(example))
    assert made <= simple / 2, f"{made} of {simple}"


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES)
def test_edits_in_a_row_never_pile_older_versions_up(example: str) -> None:
    found = list(in_a_row(example))
    assert len(found) > 20
    for each in found:
        assert each.jobs <= each.project_jobs + max(1, each.project_jobs // 20)

"""Plans of one edit where everything is deployed: cold, with nothing kept from before, and once
more after another edit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

from bench.deployed import deploy_apart
from bench.figures import Figure
from bench.generated import chain, change, star, write_project
from bench.processes import TEAL, Took, took
from bench.woven import edited, the_middle, woven
from bench.woven_teal import write_teal, write_unit

GOALS = {1_000: ("0.8", "0.4"), 10_000: ("3", "0.5")}
RUNS = {1_000: 5, 10_000: 3}
MOST_MEGABYTES = "300"
READERS = 1_000
MOST = 10_000
EXTREMES = (
    ("the 20th from the end of a chain", chain, MOST - 20),
    ("a point of a star", star, MOST),
)
_PLAN = (*TEAL, "plan", "--detailed-exitcode")
_HAS_CHANGES = 2


def edit_figures(folder: Path, machine: str) -> Iterator[Figure]:
    """One expression changed in a unit in the middle with 20 descendants; then the extremes of the
    graph, and the worst case."""
    colds = {}
    for units, goals in GOALS.items():
        project = folder / f"woven-{units}"
        cold, once_more = plans_of_edits(project, units, RUNS[units])
        colds[units] = cold.seconds
        beside = f"{cold.runs} runs after a warm-up, {machine}"
        name = f"plan of one edit, {units:,} units"
        yield Figure(f"{name}, cold", cold.seconds, "s", goals[0], beside)
        yield Figure(f"{name}, once more", once_more.seconds, "s", goals[1], beside)
        yield Figure(f"{name}, peak", cold.megabytes, "MB", MOST_MEGABYTES, beside)
    yield Figure(
        "plan of one edit, cold: 10 x the units", colds[10_000] / colds[1_000], "x", "11", machine
    )
    for number, (what, shape, unit) in enumerate(EXTREMES):
        project = folder / f"extreme-{number}"
        write_project(project, MOST, shape)
        name = f"plan of an edit of {what} of {MOST:,} units"
        edit = partial(change, project, unit, shape)
        yield from _of_one(project, name, edit, 3, GOALS[MOST], machine)
    project = folder / "worst"
    write_project(project, READERS + 1, star)
    name = f"plan of a column that {READERS:,} units read"
    edit = partial(change, project, 1, star)
    yield from _of_one(project, name, edit, 2, ("-", "-"), machine)


def plans_of_edits(project: Path, units: int, runs: int) -> tuple[Took, Took]:
    """Cold and once more, on a new project of woven units."""
    every = woven(units)
    write_teal(project, every)
    deploy_apart(project)
    unit = the_middle(every)

    def edit() -> None:
        nonlocal unit
        unit = edited(unit)
        write_unit(project, unit)

    return _cold(project, edit, runs), _once_more(project, edit, runs)


def _of_one(
    project: Path,
    name: str,
    change_it: Callable[[int], None],
    runs: int,
    goals: tuple[str, str],
    machine: str,
) -> Iterator[Figure]:
    deploy_apart(project)
    edits = count(1)

    def edit() -> None:
        change_it(next(edits))

    beside = f"{runs} runs after a warm-up, {machine}"
    cold, once_more = _cold(project, edit, runs), _once_more(project, edit, runs)
    yield Figure(f"{name}, cold", cold.seconds, "s", goals[0], beside)
    yield Figure(f"{name}, once more", once_more.seconds, "s", goals[1], beside)


def _cold(project: Path, edit: Callable[[], None], runs: int) -> Took:
    return took(_PLAN, project, runs, _HAS_CHANGES, {"TEAL_NO_CACHE": "1"}, edit)


def _once_more(project: Path, edit: Callable[[], None], runs: int) -> Took:
    kept = {"TEAL_CACHE": str(project / "kept")}
    return took(_PLAN, project, runs, _HAS_CHANGES, kept, edit)

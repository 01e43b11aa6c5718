"""Plans of one edit where everything is deployed: cold, with nothing kept from before, and once
more after another edit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from bench.deployed import deploy_apart
from bench.figures import Figure
from bench.generated import change_the_first, star, write_project
from bench.processes import TEAL, Took, took
from bench.woven import edited, the_middle, woven
from bench.woven_teal import write_teal, write_unit

GOALS = {1_000: ("0.8", "0.4"), 10_000: ("3", "0.5")}
RUNS = {1_000: 5, 10_000: 3}
MOST_MEGABYTES = "300"
READERS = 1_000
_PLAN = (*TEAL, "plan", "--detailed-exitcode")
_HAS_CHANGES = 2


def edit_figures(folder: Path, machine: str) -> Iterator[Figure]:
    """One expression changed in a unit in the middle with 20 descendants; then the worst case."""
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
    yield from _worst(folder / "worst", machine)


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


def _worst(project: Path, machine: str) -> Iterator[Figure]:
    write_project(project, READERS + 1, star)
    deploy_apart(project)
    edits = count(1)

    def edit() -> None:
        change_the_first(project, next(edits))

    name = f"plan of a column that {READERS:,} units read"
    for how, measured in (
        ("cold", _cold(project, edit, 2)),
        ("once more", _once_more(project, edit, 2)),
    ):
        yield Figure(f"{name}, {how}", measured.seconds, "s", "-", f"2 runs, {machine}")


def _cold(project: Path, edit: Callable[[], None], runs: int) -> Took:
    return took(_PLAN, project, runs, _HAS_CHANGES, {"TEAL_NO_CACHE": "1"}, edit)


def _once_more(project: Path, edit: Callable[[], None], runs: int) -> Took:
    kept = {"TEAL_CACHE": str(project / "kept")}
    return took(_PLAN, project, runs, _HAS_CHANGES, kept, edit)

"""`make bench`: figures for people (a table) and for programs (build/bench.json)."""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.edits import edit_figures
from bench.figures import Figure, keep, table
from bench.generated import chain, layered, star, write_project
from bench.live import live_figures
from bench.processes import TEAL, took
from bench.sql import sql_figures

ROOT = Path(__file__).parents[1]
SIZES = ((1_000, 5), (10_000, 1))


def main() -> None:
    """Measure, print, keep."""
    figures = [*code_figures(), *read_figures(), *command_figures(), *edits()]
    if "--offline" not in sys.argv:
        figures += live_figures()
    print(table(figures))
    keep(figures, ROOT / "build" / "bench.json")


def machine() -> str:
    """What the figures were measured on."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


def code_figures() -> Iterator[Figure]:
    """The size of the code."""
    lengths = [len(path.read_text().splitlines()) for path in (ROOT / "src" / "teal").rglob("*.py")]
    lengths = [length for length in lengths if length]
    beside = f"{len(lengths)} files"
    yield Figure("lines of src/teal", sum(lengths), "lines", "-", beside)
    yield Figure("median file of src/teal", statistics.median(lengths), "lines", "~120", beside)


def read_figures() -> Iterator[Figure]:
    """Reading SQL, as a library and by the command."""
    with tempfile.TemporaryDirectory(prefix="teal-bench-") as temporary:
        yield from sql_figures(Path(temporary))


def edits() -> Iterator[Figure]:
    """Plans of one edit, of projects that are deployed."""
    with tempfile.TemporaryDirectory(prefix="teal-bench-") as temporary:
        yield from edit_figures(Path(temporary), machine())


def command_figures() -> Iterator[Figure]:
    """Whole processes on generated projects."""
    with tempfile.TemporaryDirectory(prefix="teal-bench-") as temporary:
        folder = Path(temporary)
        helped = took((*TEAL, "--help"), folder, 10)
        yield Figure("teal --help", helped.seconds, "s", "0.15", f"{helped.runs} runs, {machine()}")
        for statements, runs in SIZES:
            project = folder / f"layered-{statements}"
            write_project(project, statements // 2, layered)
            for command in ("check", "graph", "plan"):
                yield from _command(project, command, f"{statements:,} statements", runs)
        for name, shape in (("chain", chain), ("star", star)):
            write_project(folder / name, 10_000, shape)
            yield from _command(folder / name, "plan", f"{name} of 10,000 units", 1)


def _command(folder: Path, command: str, size: str, runs: int) -> Iterator[Figure]:
    measured = took((*TEAL, command), folder, runs)
    goal = "1.0" if (command, size) == ("plan", "1,000 statements") else "-"
    beside = f"{measured.runs} runs after a warm-up, {machine()}"
    yield Figure(f"teal {command}, {size}", measured.seconds, "s", goal, beside)
    yield Figure(f"teal {command}, {size}, peak", measured.megabytes, "MB", "-", beside)


if __name__ == "__main__":
    main()

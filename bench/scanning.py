"""How fast the scanner alone is, on one core. It runs by itself (`python -m bench.scanning`), since
a process that has grown would count for the memory of those that it starts."""

from __future__ import annotations

import json
import resource
import statistics
from collections.abc import Callable, Iterator
from time import process_time

from msgspec.structs import asdict

from bench.figures import Figure
from bench.statements import file_of, statements
from teal.sql.scanner import scan

COUNT = 10_000
RUNS = 5
SIZES = (1.25, 2.5, 5.0)  # megabytes


def main() -> None:
    """Print the figures for a program."""
    figures = [*_scanning(), *_growing()]
    print(json.dumps([asdict(figure) for figure in figures]))


def _scanning() -> Iterator[Figure]:
    texts = statements(COUNT)
    size = sum(map(len, texts)) / COUNT
    beside = f"{COUNT:,} statements of {size:.0f} characters, median CPU time of {RUNS} runs"

    def one_by_one() -> None:
        for text in texts:
            scan(text)

    whole = "".join(texts)
    for what, work in (
        ("as one text", lambda: scan(whole)),
        ("each by itself", one_by_one),
    ):
        rate = COUNT / _seconds(work, RUNS)
        yield Figure(f"scan, {what}", rate, "stmts/s", "20,000", beside)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Figure("scan, peak", peak, "MB", "300", f"{COUNT:,} statements at once")


def _growing() -> Iterator[Figure]:
    beside = f"CPU time, median of {RUNS} runs"
    taken: list[float] = []
    for size in SIZES:
        text = file_of(size)
        taken.append(_seconds(lambda text=text: scan(text), RUNS))  # type: ignore[misc]
        yield Figure(f"scan a file of {size:g} MB", taken[-1], "s", "-", beside)
    for before, after, size in zip(taken, taken[1:], SIZES, strict=False):
        name = f"time for {2 * size:g} MB against {size:g} MB"
        yield Figure(name, after / before, "times", "~2", beside)


def _seconds(work: Callable[[], object], runs: int) -> float:
    work()
    taken = []
    for _ in range(runs):
        began = process_time()
        work()
        taken.append(process_time() - began)
    return statistics.median(taken)


if __name__ == "__main__":
    main()

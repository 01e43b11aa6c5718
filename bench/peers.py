"""`make bench-peers`: Teal beside SQLMesh and dbt, on one DAG of 1,000 units, in one run.

Each peer lives in an environment of its own below build/peers, in a pinned version. All of it is
deployed (or parsed) once; then one expression changes in a unit with 20 descendants, and each tool
is asked, as a whole process, what that means.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.__main__ import ROOT, machine
from bench.edits import plans_of_edits
from bench.figures import Figure, keep, table
from bench.peer_dbt import PeerDbt
from bench.peer_home import executable, home
from bench.peer_sqlmesh import PeerSqlmesh
from bench.processes import Took
from bench.woven import Woven, woven

UNITS = 1_000
RUNS = 3
GOALS = {"SQLMesh": "20", "dbt": "5"}


def main() -> None:
    """Install what is missing, measure, print, keep."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="teal-peers-") as temporary:
        for figure in _figures(Path(temporary), woven(UNITS)):
            print(f"{figure.name}: {figure.value:.2f} {figure.unit}", file=sys.stderr, flush=True)
            figures.append(figure)
    print(table(figures))
    keep(figures, ROOT / "build" / "bench-peers.json")


def _figures(folder: Path, units: tuple[Woven, ...]) -> Iterator[Figure]:
    teal = plans_of_edits(folder / "teal", UNITS, RUNS)
    yield from _shown("Teal", "teal plan", teal)
    for peer in (PeerSqlmesh(), PeerDbt()):
        install(peer.name, peer.packages)
        print(f"{peer.name}: everything deployed once; this takes minutes", file=sys.stderr)
        theirs = peer.plans_of_edits(folder / peer.name, units, RUNS)
        yield from _shown(peer.name, peer.asked, theirs)
        for how, ours, other in zip(("cold", "one edit"), teal, theirs, strict=True):
            ratio = other.seconds / ours.seconds
            yield Figure(f"{peer.name} / Teal, {how}", ratio, "x", GOALS[peer.name], machine())


def _shown(name: str, asked: str, measured: Sequence[Took]) -> Iterator[Figure]:
    for how, took in zip(("cold", "one edit"), measured, strict=True):
        beside = f"{took.runs} runs after a warm-up, {machine()}"
        yield Figure(f"{name}, {how}: {asked}", took.seconds, "s", "-", beside)


def install(peer: str, packages: Sequence[str]) -> None:
    """Make a peer's environment, unless these very versions are there."""
    wanted, noted = "\n".join(packages), home(peer) / "installed.txt"
    if noted.is_file() and noted.read_text() == wanted:
        return
    print(f"installing {', '.join(packages)}", file=sys.stderr)
    subprocess.run((sys.executable, "-m", "venv", "--clear", str(home(peer))), check=True)
    pip = (str(executable(peer, "python")), "-m", "pip", "install", "--quiet")
    subprocess.run((*pip, "--disable-pip-version-check", *packages), check=True)
    noted.write_text(wanted)


if __name__ == "__main__":
    main()

"""`make fuzz`: minutes of random statements, mutants and garbage; what fails is in build/fuzz."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from tests.fuzz.findings import Findings
from tests.fuzz.rounds import one_round

KEPT = Path(__file__).parents[2] / "build" / "fuzz"


def main() -> int:
    """Run for the time asked; the answer is the exit code: 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--seed", type=int, default=Random().randrange(2**32))
    asked = parser.parse_args()
    print(f"seed {asked.seed}, {asked.minutes:g} minutes", flush=True)
    findings = Findings(KEPT)
    counts: Counter[str] = Counter()
    seed, end = asked.seed, time.monotonic() + asked.minutes * 60
    while time.monotonic() < end:
        one_round(seed, findings, counts)
        seed += 1
    for name, count in sorted(counts.items()):
        print(f"{count:>9,}  {name}")
    findings.keep()
    print(findings.told())
    return 1 if findings.count else 0


if __name__ == "__main__":
    sys.exit(main())

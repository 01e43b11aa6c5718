"""The texts that fail, one of each kind, made small and written to a folder."""

from __future__ import annotations

import re
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from tests.fuzz.minimise import minimised

Check = Callable[[str], str | None]

_SECONDS = 20  # far more than any text here needs


@dataclass(slots=True)
class Finding:
    """A text that a check calls wrong; `count` says how often something like it was found."""

    text: str
    wrong: str
    seed: int
    check: Check | None
    count: int = 1


@dataclass(slots=True)
class Findings:
    """What has been found so far, by what is wrong."""

    folder: Path
    found: dict[str, Finding] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many kinds of failures there are."""
        return len(self.found)

    def judge(self, check: Check, text: str, seed: int, shrinks: bool = True) -> None:
        """Run a check on a text, and note what is wrong; of each kind the shortest text is kept.

        `shrinks` says that the check may be asked about shorter texts as well.
        """
        wrong = told_by(check, text)
        if wrong is None:
            return
        kind = _kind(wrong)
        known = self.found.get(kind)
        count = known.count + 1 if known else 1
        if known is None or len(text) < len(known.text):
            self.found[kind] = Finding(text, wrong, seed, check if shrinks else None, count)
        else:
            known.count = count

    def keep(self) -> None:
        """Make each text small and write it down."""
        for number, (kind, finding) in enumerate(sorted(self.found.items())):
            self.folder.mkdir(parents=True, exist_ok=True)
            text, check = finding.text, finding.check
            if check is not None:
                text = minimised(text, _fails_like(check, kind))
            finding.text = text
            path = self.folder / f"{finding.seed}-{number}.sql"
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
            path.with_suffix(".txt").write_text(finding.wrong + "\n", encoding="utf-8")

    def told(self) -> str:
        """All failures for a person."""
        lines = [f"{self.count} kinds of failures" + (f", in {self.folder}" if self.found else "")]
        for finding in sorted(self.found.values(), key=lambda each: -each.count):
            last = finding.wrong.strip().splitlines()[-1][:200]
            lines.append(f"{finding.count:>6} x {last}\n         {finding.text[:300]!r}")
        return "\n".join(lines)


def told_by(check: Check, text: str) -> str | None:
    """What a check says is wrong; a crash or a hang is wrong too."""

    def too_slow(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"not done after {_SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, too_slow)
    signal.alarm(_SECONDS)
    try:
        return check(text)
    except (Exception, RecursionError):  # noqa: BLE001 - whatever it is, it is a finding
        return traceback.format_exc(limit=-4)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _fails_like(check: Check, kind: str) -> Callable[[str], bool]:
    def fails(text: str) -> bool:
        wrong = told_by(check, text)
        return wrong is not None and _kind(wrong) == kind

    return fails


def _kind(wrong: str) -> str:
    """What is the same for failures that have one cause: the words without what was read."""
    if wrong.startswith("Traceback"):
        lines = wrong.strip().splitlines()
        places = [line.strip() for line in lines if line.strip().startswith("File ")]
        return f"{places[-1] if places else ''} {lines[-1].split(':')[0]}"
    return re.sub(r"[\"“'].*|\d+", "", wrong)

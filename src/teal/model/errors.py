"""The error tree. Each class carries fields and composes its own text; the exit code of the
command line follows from the class alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from teal.model.diagnostics import Diagnostic


class TealError(Exception):
    """Anything that Teal says instead of doing what was asked."""

    exit_code = 1


@dataclass(eq=False)
class ProjectMistakes(TealError):
    """The project or its configuration cannot be used as it stands; all findings at once."""

    diagnostics: tuple[Diagnostic, ...]

    def __str__(self) -> str:
        return "\n".join(str(found) for found in self.diagnostics)


@dataclass(eq=False)
class Mistake(TealError):
    """One thing that is wrong with what the operator asked or keeps, and what to do about it."""

    what: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.what} {self.hint}".strip()


@dataclass(eq=False)
class WrongUsage(TealError):
    """The command line asks for something that cannot be."""

    what: str
    hint: str = ""
    exit_code = 64

    def __str__(self) -> str:
        return f"{self.what} {self.hint}".strip()


@dataclass(eq=False)
class Unreachable(TealError):
    """A part of the environment does not answer. Nothing is known to have happened."""

    part: str
    address: str
    reason: str
    hint: str = "Check that it runs and that the configuration holds its address."

    def __str__(self) -> str:
        return f"{self.part} at {self.address} cannot be reached: {self.reason}. {self.hint}"


@dataclass(eq=False)
class EngineRefused(TealError):
    """The engine understood the request and said no; `reason` is its own root cause."""

    subject: str
    reason: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.subject}: the engine refused it: {self.reason} {self.hint}".strip()


@dataclass(eq=False)
class OutcomeUnknown(TealError):
    """An effect may or may not have happened. Look under its key before doing anything else."""

    subject: str
    reason: str
    exit_code = 6

    def __str__(self) -> str:
        return (
            f"{self.subject}: it is not known whether this happened: {self.reason}. "
            "Run `teal resume`: it looks before it acts."
        )


@dataclass(eq=False)
class KeyConflict(TealError):
    """One key was used for two different texts."""

    key: str
    detail: str
    exit_code = 6

    def __str__(self) -> str:
        return f"{self.key} already runs something else: {self.detail}"


@dataclass(eq=False)
class NotSupported(TealError):
    """The adapter lacks the capability."""

    what: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.what} is not supported here. {self.hint}".strip()


@dataclass(eq=False)
class TopicConflict(TealError):
    """A topic stands where Teal wants to create one, or is not the one that Teal created."""

    topic: str
    detail: str
    hint: str
    exit_code = 3

    def __str__(self) -> str:
        return f"topic {self.topic}: {self.detail} {self.hint}"


@dataclass(eq=False)
class Refused(TealError):
    """Asked for and refused: doing it could lose or double data, or undo somebody's work."""

    what: str
    reasons: tuple[str, ...] = ()
    hint: str = ""
    exit_code = 3

    def __str__(self) -> str:
        lines = [self.what, *(f"  - {reason}" for reason in self.reasons)]
        return "\n".join([*lines, self.hint] if self.hint else lines)


@dataclass(eq=False)
class EvidenceMissing(TealError):
    """There is no verdict to act on, or it is too old, or it proves nothing."""

    what: str
    hint: str
    exit_code = 4

    def __str__(self) -> str:
        return f"{self.what} {self.hint}"


@dataclass(eq=False)
class StalePlan(TealError):
    """What the plan relied on has moved; each movement is named."""

    moved: tuple[str, ...]
    hint: str = "Make a new plan with `teal plan -o FILE` and look at it again."
    exit_code = 5

    def __str__(self) -> str:
        return "\n".join(["the plan is stale:", *(f"  - {each}" for each in self.moved), self.hint])


@dataclass(eq=False)
class LeaseHeld(TealError):
    """Somebody else is acting on this deployment."""

    holder: str
    since: datetime
    expires: datetime
    exit_code = 5

    def __str__(self) -> str:
        return (
            f"{self.holder} has been acting on this deployment since "
            f"{self.since:%Y-%m-%d %H:%M:%S} UTC (its lease ends {self.expires:%H:%M:%S} UTC "
            "unless renewed). Wait for it, or use --take-over if it is known to be dead."
        )


@dataclass(eq=False)
class LeaseLost(TealError):
    """The lease this process acted under is no longer its own; it must not act any more."""

    epoch: int
    exit_code = 5

    def __str__(self) -> str:
        return (
            f"lease {self.epoch} was taken over by another operator; this process stopped. "
            "Look at `teal status`."
        )


@dataclass(eq=False)
class ReleaseOpen(TealError):
    """Another release is on its way and touches the same units."""

    release: str
    phase: str
    units: tuple[str, ...] = ()
    exit_code = 5

    def __str__(self) -> str:
        shared = f" and shares {', '.join(self.units[:5])}" if self.units else ""
        return (
            f"release {self.release} is {self.phase}{shared}. Finish it (`teal status` shows "
            "the next command), `teal retire` it, or `teal abort` it first."
        )


@dataclass(eq=False)
class NeedsOperator(TealError):
    """Teal does not know, and stops. A person has to look."""

    what: str
    findings: tuple[str, ...] = ()
    hint: str = "Look with `teal doctor`."
    exit_code = 6

    def __str__(self) -> str:
        return "\n".join([self.what, *(f"  - {each}" for each in self.findings), self.hint])


class NeedsWord(NeedsOperator):
    """What was written cannot be squared with the place to go on from: only somebody's word, with
    a reason, goes on. The findings say what may be lacking or doubled."""

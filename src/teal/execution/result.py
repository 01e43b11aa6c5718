"""What a walk came to."""

from __future__ import annotations

from msgspec import Struct

from teal.model.deployment import Release
from teal.model.errors import NeedsOperator
from teal.model.plan import AnyStep, Plan
from teal.model.run import Run


class StepFailure(Struct, frozen=True):
    """A step that failed, with its error's text, class and exit code."""

    step: AnyStep
    error: str
    kind: str
    exit_code: int


class RunResult(Struct, frozen=True):
    """`blocked` steps wait for a failed one; `left` were left for `teal wait` on request."""

    failures: tuple[StepFailure, ...]
    blocked: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        """Whether every step is done."""
        return not self.failures and not self.left


class Acted(Struct, frozen=True):
    """A plan that was walked, as far as it went. `exit_code` is 0 where nothing failed."""

    plan: Plan
    run: Run
    result: RunResult
    release: Release

    @property
    def exit_code(self) -> int:
        """What the command ends with."""
        return worst(self.result.failures)


def worst(failures: tuple[StepFailure, ...]) -> int:
    """The exit code that says most: an operator is needed, else the first failure's own."""
    codes = [failure.exit_code for failure in failures]
    if NeedsOperator.exit_code in codes:
        return NeedsOperator.exit_code
    return codes[0] if codes else 0

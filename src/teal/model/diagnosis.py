"""What `doctor` finds: disagreements between the record and what really runs."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class FindingKind(Enum):
    """What can be wrong between the record and the world."""

    JOB_GONE = "job gone"
    JOB_NOT_RUNNING = "job not running"
    JOB_LEFT_OVER = "job left over"
    TOPIC_GONE = "topic gone"
    TOPIC_REPLACED = "topic replaced"
    TOPIC_LEFT_OVER = "topic left over"


class Finding(Struct, frozen=True):
    """One disagreement, and what to do about it."""

    kind: FindingKind
    subject: str
    detail: str
    hint: str


class Diagnosis(Struct, frozen=True):
    """All disagreements; `jobs` and `topics` count what was found in order, `foreign` jobs that
    are none of ours."""

    findings: tuple[Finding, ...]
    jobs: int
    topics: int
    foreign: int

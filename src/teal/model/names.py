"""Names: a table's logical name, its versions, and every outside name that follows from them.

Topics, job names, job ids, transactional prefixes and consumer groups come from here and from
nowhere else, so that two versions can never share one.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from msgspec import Struct


class Version(Struct, frozen=True, order=True):
    """One version of a table: a record in the store, never guessed from a name."""

    logical: str
    number: int
    physical: str

    def __str__(self) -> str:
        return f"{self.logical} v{self.number}"

    def __hash__(self) -> int:
        return hash(self.physical)  # hardly two versions share it, and a text knows its hash


class UnitKey(Struct, frozen=True, order=True):
    """What one submitted job is known by, in every engine and for all time.

    `deployment` is the UUID of the deployment, `version` the number of the unit's first target,
    `attempt` counts submits that a person asked to repeat, from 1.
    """

    deployment: str
    unit: str
    version: int
    attempt: int

    def __str__(self) -> str:
        return f"{self.unit}@v{self.version}#{self.attempt}"


def physical_name(logical: str, number: int, template: str = "{table}_v{number}") -> str:
    """The name that the engine knows a version by; the first version is the bare name."""
    return logical if number == 1 else template.format(table=logical, number=number)


def numbered(name: str, template: str = "{table}_v{number}") -> tuple[str, int] | None:
    """The table and the number that a name like `int_orders_v2` says; None where it says none.

    Numbers have no leading zeros, so that no two names mean one version.
    """
    found = _numbered(template).fullmatch(name)
    return None if found is None else (found["table"], int(found["number"]))


@lru_cache(maxsize=8)
def _numbered(template: str) -> re.Pattern[str]:
    pattern = re.escape(template)
    pattern = pattern.replace(re.escape("{table}"), "(?P<table>.+)")
    return re.compile(pattern.replace(re.escape("{number}"), "(?P<number>[1-9][0-9]{0,8})"))


def owner_tag(deployment: str) -> str:
    """The short mark of a deployment that stands in every name Teal gives."""
    return deployment.replace("-", "")[:8]


def job_id(key: UnitKey) -> str:
    """32 hex digits, the Flink job id chosen for a key (never all zero)."""
    text = "\x1f".join((key.deployment, key.unit, str(key.version), str(key.attempt)))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def job_name(key: UnitKey) -> str:
    """The readable name beside the id: `teal/<owner>/<unit>/v2/1`."""
    return f"teal/{owner_tag(key.deployment)}/{key.unit}/v{key.version}/{key.attempt}"


_JOB_NAME = re.compile(r"teal/([0-9a-f]{8})/(.+)/v(\d+)/(\d+)")


class ParsedJobName(Struct, frozen=True):
    """What a job name in Teal's form says; proof of ownership is the id, not the name."""

    owner: str
    unit: str
    version: int
    attempt: int


def parsed_job_name(name: str) -> ParsedJobName | None:
    """The parts of a job name in our form, or None for anybody else's."""
    found = _JOB_NAME.fullmatch(name)
    if found is None:
        return None
    owner, unit, version, attempt = found.groups()
    return ParsedJobName(owner, unit, int(version), int(attempt))


def consumer_group(deployment: str, unit: str, version: int) -> str:
    """The Kafka consumer group under which a unit's sources commit their positions."""
    return f"teal-{owner_tag(deployment)}-{_slug(unit)}-v{version}"


def transactional_prefix(deployment: str, unit: str, version: int) -> str:
    """The prefix of transactional ids of a unit's exactly-once sinks, unique per version."""
    return f"teal-{owner_tag(deployment)}-{_slug(unit)}-v{version}-tx"


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "-", text)

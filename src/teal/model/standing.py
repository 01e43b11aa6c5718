"""Where a deployment stands: what serves, what is on its way, what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from teal.model.deployment import Deployment, Release
from teal.model.names import Version
from teal.model.run import Lease, Run


@dataclass(frozen=True, slots=True)
class ReleaseStatus:
    """An open release, the run that was interrupted or failed in it, and the next command."""

    release: Release
    unfinished: Run | None
    next_command: str


@dataclass(frozen=True, slots=True)
class Status:
    """`deployment` is None where nothing was ever deployed. `lease` is held by someone acting."""

    deployment: Deployment | None
    serving: tuple[Version, ...] = ()
    standing_by: tuple[Version, ...] = ()
    green: tuple[Version, ...] = ()
    open_releases: tuple[ReleaseStatus, ...] = ()
    closed: tuple[Release, ...] = ()
    lease: Lease | None = None
    lease_is_live: bool = False

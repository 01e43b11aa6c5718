"""Where a deployment stands: what serves, what is on its way, what comes next."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from teal.model.deployment import Deployment, Release
from teal.model.history import WentOn
from teal.model.names import Version
from teal.model.run import Lease, Run


class ReleaseStatus(Struct, frozen=True):
    """An open release, the run that was interrupted or failed in it, and the next command.
    `needs_word` are units at which it stopped for want of somebody's word, `went_on` the words
    that were given."""

    release: Release
    unfinished: Run | None
    next_command: str
    needs_word: tuple[str, ...] = ()
    went_on: tuple[WentOn, ...] = ()


class Status(Struct, frozen=True):
    """`deployment` is None where nothing was ever deployed. `lease` is held by someone acting.
    `lives_on` are older versions that outlived their release, with those that still read them."""

    deployment: Deployment | None
    serving: tuple[Version, ...] = ()
    standing_by: tuple[Version, ...] = ()
    lives_on: Mapping[Version, tuple[str, ...]] = field(default_factory=dict)
    green: tuple[Version, ...] = ()
    open_releases: tuple[ReleaseStatus, ...] = ()
    closed: tuple[Release, ...] = ()
    lease: Lease | None = None
    lease_is_live: bool = False

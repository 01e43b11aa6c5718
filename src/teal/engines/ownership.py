"""Which of an engine's jobs are ours: the name says whose it claims to be, the id proves it. Jobs
that were adopted are known by their ids alone."""

from __future__ import annotations

from collections.abc import Mapping

from teal.model.names import UnitKey, job_id, owner_tag, parsed_job_name


def key_of_job(owner: str, name: str, native_id: str) -> UnitKey | None:
    """The key of a job of the deployment `owner`; None for anybody else's."""
    parsed = parsed_job_name(name)
    if parsed is None or parsed.owner != owner_tag(owner):
        return None
    key = UnitKey(owner, parsed.unit, parsed.version, parsed.attempt)
    return key if job_id(key) == native_id else None


class Ownership:
    """Keys to native ids and back, for one deployment. What was adopted is replaced as a whole, so
    that threads may look meanwhile."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._ids: Mapping[UnitKey, str] = {}
        self._keys: Mapping[str, UnitKey] = {}

    def adopt(self, jobs: Mapping[UnitKey, str]) -> None:
        """Know these jobs, started by somebody else, under these keys too."""
        self._ids = {**self._ids, **jobs}
        self._keys = {native_id: key for key, native_id in self._ids.items()}

    def native_id(self, key: UnitKey) -> str:
        """What the engine calls the job of a key."""
        return self._ids.get(key) or job_id(key)

    def key_of(self, name: str, native_id: str) -> UnitKey | None:
        """The key of a job; None for anybody else's."""
        return self._keys.get(native_id) or key_of_job(self._owner, name, native_id)

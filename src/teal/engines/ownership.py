"""Which of an engine's jobs are ours: the name says whose it claims to be, the id proves it."""

from __future__ import annotations

from teal.model.names import UnitKey, job_id, owner_tag, parsed_job_name


def key_of_job(owner: str, name: str, native_id: str) -> UnitKey | None:
    """The key of a job of the deployment `owner`; None for anybody else's."""
    parsed = parsed_job_name(name)
    if parsed is None or parsed.owner != owner_tag(owner):
        return None
    key = UnitKey(owner, parsed.unit, parsed.version, parsed.attempt)
    return key if job_id(key) == native_id else None

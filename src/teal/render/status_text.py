"""Status, for a person at night: what serves, what is on its way, and the next command."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.deployment import Release
from teal.model.run import RunState
from teal.model.standing import ReleaseStatus, Status
from teal.model.wording import plural
from teal.render.history_text import went_on_lines
from teal.render.words import listed


def status_text(status: Status) -> str:
    """A page of text."""
    return "\n".join(_lines(status))


def _lines(status: Status) -> Iterator[str]:
    if status.deployment is None:
        yield "Nothing has been deployed here yet. Start with `teal plan -o release.plan`."
        return
    deployment = status.deployment
    yield f"{deployment.project} in {deployment.environment} (serial {deployment.serial})"
    yield f"  serving     {_serving(status)}"
    if status.standing_by:
        yield f"  standing by {listed([str(each) for each in status.standing_by])}"
    for version, readers in status.lives_on.items():
        whom = listed(readers) or "nobody: the next retirement ends it"
        yield f"  lives on    {version}, for {whom}"
    if any(status.lives_on.values()):
        yield f"  {'':<11} `teal plan --consolidate` moves readers of older versions to the newest"
    if status.green:
        yield f"  on its way  {listed([str(each) for each in status.green])}"
    for each in status.open_releases:
        yield from _release(each)
    if not status.open_releases:
        yield "  no release is open"
    for release in status.closed[-3:]:
        yield f"  release {release.id} {release.phase.value} ({_commit(release)})"
    if status.lease is not None and status.lease_is_live:
        yield f"  acting now: {status.lease.holder} since {status.lease.since:%H:%M:%S} UTC"


def _serving(status: Status) -> str:
    if not status.serving:
        return "nothing yet"
    return f"{plural(len(status.serving), 'table')}: {_newer(status)}"


def _newer(status: Status) -> str:
    newer = [str(version) for version in status.serving if version.number > 1]
    rest = len(status.serving) - len(newer)
    if not newer:
        return "all version 1"
    return listed(newer) + (f", {rest} more at version 1" if rest else "")


def _release(each: ReleaseStatus) -> Iterator[str]:
    release = each.release
    yield f"  release {release.id} is {release.phase.value} ({_commit(release)})"
    if release.evidence is not None:
        evidence = release.evidence
        yield f"    verdict {evidence.verdict.value} at {evidence.at:%Y-%m-%d %H:%M:%S} UTC"
    if each.unfinished is not None:
        word = "failed" if each.unfinished.state is RunState.FAILED else "has steps left"
        yield f"    its last run ({each.unfinished.kind}) {word}"
    if each.needs_word:
        yield f"    cannot be proven to go on where it stood: {listed(each.needs_word)}"
    for went_on in each.went_on:
        yield from (f"    {line}" for line in went_on_lines(went_on))
    if each.next_command:
        yield f"    next: {each.next_command}"


def _commit(release: Release) -> str:
    return release.commit[:10] if release.commit else "no commit"

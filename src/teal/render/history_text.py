"""Releases for a person, newest first: who, when, what, on which evidence, how long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from teal.model.history import PhaseTime, Rebuilt, ReleaseHistory, WentOn
from teal.model.wording import plural
from teal.render.forecast_text import seconds_text
from teal.render.words import listed

_ORIGINS = {"adopt": "adopted", "rebuild": "rebuilt from what runs"}


def history_text(releases: Sequence[ReleaseHistory]) -> str:
    """A paragraph a release."""
    if not releases:
        return "Nothing has been deployed here yet. Start with `teal plan -o release.plan`."
    return "\n\n".join("\n".join(_lines(each)) for each in releases)


def _lines(found: ReleaseHistory) -> Iterator[str]:
    release = found.release
    state = _ORIGINS.get(found.origin, release.phase.value)
    commit = release.commit[:10] or "no commit"
    yield f"{release.id}  {state}  {_moment(release.opened_at)}  by {release.actor}"
    yield f"    from {commit}, plan {release.plan_hash[:12]}"
    yield from (f"    {line}" for line in _changes(found))
    yield f"    {_evidence(found)}"
    yield from (f"    taken on somebody's word: {each}" for each in found.trusted)
    for word in found.went_on:
        yield from (f"    {line}" for line in went_on_lines(word))
    if found.phases:
        yield f"    took {', '.join(map(_phase, found.phases))}"
    yield from (f"    {line}" for line in _forecast(found))
    failed = [run.kind for run in found.runs if run.state == "failed"]
    if failed:
        yield f"    failed: {listed(failed)}"


def went_on_lines(word: WentOn) -> Iterator[str]:
    """Who went on without proof, why, and what is unknown since."""
    yield f"went on unproven ({word.kind}, by {word.actor}, {_moment(word.at)}): {word.reason}"
    yield from (f"  - {doubt}" for doubt in word.doubts)


def _changes(found: ReleaseHistory) -> Iterator[str]:
    if found.origin in _ORIGINS:
        yield f"recorded {plural(len(found.rebuilt), 'table')}: {listed(_versions(found.rebuilt))}"
        return
    moved = [f"{e.version.logical} v{e.before} → v{e.version.number}" for e in _old(found)]
    new = [each for each in found.rebuilt if each.before is None]
    for word, names in (
        ("rebuilt", moved),
        ("created", _versions(new)),
        ("removed", [str(version) for version in found.removed]),
        ("changed in place", [f"{e.key.unit} ({e.action.value})" for e in found.release.in_line]),
    ):
        if names:
            yield f"{word} {listed(names)}"


def _old(found: ReleaseHistory) -> list[Rebuilt]:
    return [each for each in found.rebuilt if each.before is not None]


def _versions(tables: Sequence[Rebuilt]) -> list[str]:
    return [str(each.version) for each in tables]


def _evidence(found: ReleaseHistory) -> str:
    if found.origin in _ORIGINS:
        return "evidence: none, nothing was compared"
    if found.verdict is None or found.verdict_at is None:
        return "evidence: none"
    text = f"evidence: {found.verdict.value} at {_moment(found.verdict_at)}"
    return f"{text}; promoted without proof: {found.unproven}" if found.unproven else text


def _forecast(found: ReleaseHistory) -> Iterator[str]:
    """Forecast and truth side by side, as far as both are known."""
    forecast, truth = found.forecast, found.truth
    if forecast is None:
        return
    records = sum(replay.records * replay.readers for replay in forecast.replays)
    rows = [("records to replay", f"{records:,}", _number(truth.replayed))]
    duration = forecast.duration
    if duration is not None or truth.catching_up is not None:
        said = "unknown"
        if duration is not None:
            said = f"{seconds_text(duration.least)} to {seconds_text(duration.most)}"
        rows.append(("time to catch up", said, _took(truth.catching_up)))
    yield from (f"forecast {what}: {said}; in truth {true}" for what, said, true in rows)


def _number(count: int | None) -> str:
    return "not known" if count is None else f"{count:,}"


def _took(time: timedelta | None) -> str:
    return "not known" if time is None else seconds_text(time.total_seconds())


def _phase(phase: PhaseTime) -> str:
    so_far = "" if phase.is_over else " so far"
    return f"{phase.phase} {_span(phase.took)}{so_far}"


def _span(took: timedelta) -> str:
    if took >= timedelta(days=2):
        return f"{took / timedelta(days=1):.1f} d"
    return seconds_text(took.total_seconds())


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"

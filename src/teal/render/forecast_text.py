"""What a release will cost, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.forecast import Duration, Forecast
from teal.model.wording import plural
from teal.render.words import shortened

_MOST_TOPICS = 6
_UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))


def forecast_lines(forecast: Forecast) -> Iterator[str]:
    """The lines of a plan that tell its cost; warnings last."""
    records = sum(each.records for each in forecast.replays)
    sizes = [each.bytes for each in forecast.replays if each.bytes is not None]
    size = f", about {bytes_text(sum(sizes))}" if sizes else ""
    largest = sorted(forecast.replays, key=lambda each: (-each.records, each.topic))
    named = [f"{each.topic} {each.records:,}" for each in largest]
    where = f": {shortened(named, _MOST_TOPICS)}" if named else ""
    yield f"  Replays {plural(records, 'record')}{size}{where}."
    if forecast.capacity is not None:
        needed, slots = plural(forecast.slots_needed, "slot"), forecast.capacity
        yield f"  Needs {needed}; {slots.free} of {slots.total} are free."
    yield f"  Time to catch up: {duration_text(forecast.duration)}."
    yield from (f"  Warning: {warning}" for warning in forecast.warnings)


def duration_text(duration: Duration | None) -> str:
    """`2 to 5 min (3 units measured before)`."""
    if duration is None:
        return "unknown, nothing was measured here yet"
    least, most = seconds_text(duration.least), seconds_text(duration.most)
    span = least if least == most else f"{least} to {most}"
    return f"{span} ({duration.ground})"


def seconds_text(seconds: float) -> str:
    """`8 s`, `3 min`, `2.5 h`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5_400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3_600:.1f} h"


def bytes_text(count: int) -> str:
    """`512 B`, `3.1 MB`."""
    for size, unit in _UNITS:
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"

"""Sizes and times as people say them."""

from __future__ import annotations

import pytest

from teal.model.forecast import Capacity, Duration, Forecast, Replay
from teal.render.forecast_text import bytes_text, forecast_lines, seconds_text


@pytest.mark.parametrize(
    ("count", "text"), [(512, "512 B"), (3_100, "3.1 kB"), (2_500_000_000, "2.5 GB")]
)
def test_bytes(count: int, text: str) -> None:
    assert bytes_text(count) == text


@pytest.mark.parametrize(("seconds", "text"), [(8, "8 s"), (180, "3 min"), (9_000, "2.5 h")])
def test_seconds(seconds: float, text: str) -> None:
    assert seconds_text(seconds) == text


def test_the_whole_cost_with_warnings_last() -> None:
    forecast = Forecast(
        replays=(Replay("a", 10, 1, 1_000), Replay("b", 2_000, 1, None)),
        jobs=2,
        slots_needed=2,
        capacity=Capacity(4, 1),
        duration=Duration(60, 600, "3 units measured before"),
        warnings=("too few",),
    )
    assert list(forecast_lines(forecast)) == [
        "  Replays 2,010 records, about 1.0 kB: b 2,000, a 10.",
        "  Needs 2 slots; 1 of 4 are free.",
        "  Time to catch up: 60 s to 10 min (3 units measured before).",
        "  Warning: too few",
    ]


def test_what_is_not_known_is_said() -> None:
    assert list(forecast_lines(Forecast((), 1, 1))) == [
        "  Replays 0 records.",
        "  Time to catch up: unknown, nothing was measured here yet.",
    ]

"""Durations as people write them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teal.config.durations import duration, written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0s", timedelta(0)),
        ("0", timedelta(0)),
        ("10s", timedelta(seconds=10)),
        ("30m", timedelta(minutes=30)),
        ("24h", timedelta(hours=24)),
        ("7d", timedelta(days=7)),
        ("250ms", timedelta(milliseconds=250)),
        (" 1h30m ", timedelta(minutes=90)),
    ],
)
def test_a_duration_is_numbers_with_units(text: str, expected: timedelta) -> None:
    assert duration(text) == expected


@pytest.mark.parametrize("text", ["", "5", "h", "1.5h", "-1h", "1 h", "1w", "1H", "1h-", "9" * 30])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"has no unit|is no duration"):
        duration(text)


def test_a_duration_beyond_a_hundred_years_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than a hundred years"):
        duration("9" * 400 + "d")


@given(st.integers(min_value=0, max_value=10**12))
def test_what_is_written_is_read_back(milliseconds: int) -> None:
    value = timedelta(milliseconds=milliseconds)
    assert duration(written(value)) == value


def test_a_duration_is_written_in_large_units() -> None:
    assert written(timedelta(hours=36, milliseconds=5)) == "36h5ms"
    assert written(timedelta(days=7)) == "7d"
    assert written(timedelta(0)) == "0s"

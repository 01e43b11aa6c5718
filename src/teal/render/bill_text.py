"""The bills of a plan, side by side where there are two ways."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from teal.model.bill import Bill

_ROWS = (
    ("jobs started", "jobs_started"),
    ("of them with state", "with_state"),
    ("jobs meanwhile", "jobs_meanwhile"),
    ("jobs after retirement", "jobs_after"),
    ("topics after retirement", "topics_after"),
    ("older versions that live on", "older"),
)


def bill_lines(bills: Sequence[Bill]) -> Iterator[str]:
    """A small table; nothing where there is just one way."""
    if len(bills) < 2:
        return
    names = [bill.name for bill in bills]
    width = max(len(name) for name, _ in _ROWS)
    yield "  What it costs" + " " * (width - 11) + "".join(f"{name:>24}" for name in names)
    for name, field in _ROWS:
        cells = "".join(f"{getattr(bill, field):>24,}" for bill in bills)
        yield f"    {name:<{width}}{cells}"

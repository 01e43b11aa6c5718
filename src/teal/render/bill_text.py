"""The bills of a plan, side by side where there are two ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from teal.model.bill import Bill
from teal.model.wording import plural
from teal.render.forecast_text import bytes_text

_UNKNOWN = "not known"
_WIDTH = 24


def bill_lines(bills: Sequence[Bill]) -> Iterator[str]:
    """A small table; where there is just one way, what its state amounts to."""
    if len(bills) < 2:
        yield from (line for bill in bills for line in _state_line(bill))
        return
    first, second = bills[0].name, bills[1].name
    yield f"  Two ways: this plan rebuilds {first}; with --propagate all, {second}"
    width = max(len(name) for name, _ in _ROWS)
    yield f"    {'':<{width}}" + "".join(f"{bill.name:>{_WIDTH}}" for bill in bills)
    unknown: list[str] = []
    for name, told in _ROWS:
        cells = [told(bill) for bill in bills]
        if all(cell == _UNKNOWN for cell in cells):
            unknown.append(name)
            continue
        yield f"    {name:<{width}}" + "".join(f"{cell:>{_WIDTH}}" for cell in cells)
    if unknown:
        yield f"    {_UNKNOWN} here: {', '.join(unknown)}"
    most = max(bill.unsized for bill in bills)
    if most and any(bill.state_again is not None for bill in bills):
        yield f"    (state as of the last checkpoints; of {plural(most, 'job')} it is not known)"


def _state_line(bill: Bill) -> Iterator[str]:
    if not bill.with_state:
        return
    if bill.state_again is None:
        yield "  How much state that will be is not known."
        return
    less = f", and {plural(bill.unsized, 'job')} of which it is not known" if bill.unsized else ""
    size = bytes_text(bill.state_again)
    yield f"  State to build again: about {size}, as the versions of today hold{less}."


def _records(bill: Bill) -> str:
    return _UNKNOWN if bill.records is None else f"{bill.records:,}"


def _again(bill: Bill) -> str:
    return _bytes(bill.state_again)


def _beside(bill: Bill) -> str:
    return _bytes(bill.state_beside)


def _bytes(count: int | None) -> str:
    return _UNKNOWN if count is None else bytes_text(count)


_ROWS: tuple[tuple[str, Callable[[Bill], str]], ...] = (
    ("jobs now", lambda bill: f"{bill.jobs_now:,}"),
    ("jobs started", lambda bill: f"{bill.jobs_started:,}"),
    ("of them with state", lambda bill: f"{bill.with_state:,}"),
    ("jobs meanwhile", lambda bill: f"{bill.jobs_meanwhile:,}"),
    ("jobs after retirement", lambda bill: f"{bill.jobs_after:,}"),
    ("topics now", lambda bill: f"{bill.topics_now:,}"),
    ("topics meanwhile", lambda bill: f"{bill.topics_meanwhile:,}"),
    ("topics after retirement", lambda bill: f"{bill.topics_after:,}"),
    ("older versions that live on", lambda bill: f"{bill.older:,}"),
    ("state that they keep", _beside),
    ("state to build again", _again),
    ("records to replay", _records),
)

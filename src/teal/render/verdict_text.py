"""A validation report for a person: the verdict first, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from teal.model.validation import KeySample, TableRound, TableVerdict, ValidationReport
from teal.model.wording import plural
from teal.render.words import listed


def verdict_text(report: ValidationReport) -> str:
    """The report as text; values only where the measurement brought them."""
    return "\n".join(_lines(report))


def _lines(report: ValidationReport) -> Iterator[str]:
    yield f"{report.verdict.value} after {plural(report.rounds, 'round')}"
    for table in report.tables:
        yield from _table(table)
    yield from (f"  disturbed: {each}" for each in report.disturbances)


def _table(verdict: TableVerdict) -> Iterator[str]:
    yield f"  {verdict.verdict.value:<12} {verdict.table}: {verdict.reason}"
    measured = verdict.round
    if measured is not None:
        yield f"               {_counts(measured)}"
        if measured.changed_columns:
            differ = [f"{name} ({n:,})" for name, n in sorted(measured.changed_columns.items())]
            yield f"               columns that differ: {listed(differ)}"
        for sample in measured.samples:
            yield from _sample(sample)
        yield from (f"               {note}" for note in measured.notes)
    for word, columns in (
        ("only in the new version", verdict.only_green),
        ("only in the old version", verdict.only_blue),
        ("declared not comparable", verdict.ignored),
    ):
        if columns:
            yield f"               {word}: {listed(columns)}"


def _counts(measured: TableRound) -> str:
    noun = "key" if measured.keys_blue or measured.keys_green else "row"
    if not measured.has_blue:
        return f"{plural(measured.rows_green, 'row')}, {plural(measured.keys_green, 'key')}"
    blue = measured.keys_blue if noun == "key" else measured.rows_blue
    green = measured.keys_green if noun == "key" else measured.rows_green
    parts = [f"old {plural(blue, noun)}, new {plural(green, noun)}", f"{measured.equal:,} equal"]
    for count, word in (
        (measured.in_step, "in step"),
        (measured.pending, "pending"),
        (measured.undecided, "undecided"),
        (measured.missing, "missing"),
        (measured.extra, "extra"),
        (measured.changed, "changed"),
        (measured.duplicates, "duplicate"),
    ):
        if count:
            parts.append(f"{count:,} {word}")
    return ", ".join(parts)


def _sample(sample: KeySample) -> Iterator[str]:
    columns = f" in {', '.join(sample.columns)}" if sample.columns else ""
    yield f"               {sample.problem}: {sample.key}{columns}"
    if sample.blue_row:
        yield f"                 old {dict(sample.blue_row)}"
    if sample.green_row:
        yield f"                 new {dict(sample.green_row)}"

"""From what the rounds measured to a verdict, or to the wish for one more round.

PASS asks for proof of every key of the first cut, FAIL for a difference that lasted, everything
else is INCONCLUSIVE: missing data is never PASS.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from teal.model.environment import ValidationSettings
from teal.model.validation import (
    Comparison,
    KeySample,
    TableRound,
    TableVerdict,
    ValidationReport,
    Verdict,
)

_SHOWN = 3


class NextRound(Struct, frozen=True):
    """Nothing is sure yet. `waiting_for` is for the operator."""

    waiting_for: str


Judgement: TypeAlias = TableVerdict | NextRound


def judge(
    comparison: Comparison, rounds: tuple[TableRound, ...], settings: ValidationSettings
) -> Judgement:
    """The verdict on one table after these rounds (oldest first), or NEXT ROUND."""
    case = _Case(comparison, rounds, settings)
    if comparison.not_comparable:
        return case.decided(Verdict.INCONCLUSIVE, comparison.not_comparable)
    if not rounds:
        return NextRound(f"{comparison.table}: the first round")
    if case.last.obstacles:
        return case.decided(Verdict.INCONCLUSIVE, "; ".join(case.last.obstacles))
    return _judge_created(case) if not case.last.has_blue else _judge_compared(case)


def judge_all(
    comparisons: tuple[Comparison, ...],
    rounds: Mapping[str, tuple[TableRound, ...]],
    settings: ValidationSettings,
    disturbances: tuple[str, ...] = (),
) -> ValidationReport | NextRound:
    """The report on all tables as soon as each has a verdict, or one has failed."""
    judgements = {
        each.table: judge(each, rounds.get(each.table, ()), settings) for each in comparisons
    }
    failed = [
        name
        for name, judgement in judgements.items()
        if isinstance(judgement, TableVerdict) and judgement.verdict is Verdict.FAIL
    ]
    waiting = [each for each in judgements.values() if isinstance(each, NextRound)]
    if waiting and not failed:
        return NextRound("; ".join(each.waiting_for for each in waiting))
    verdicts = tuple(
        _undecided(comparison, rounds.get(comparison.table, ()), failed)
        if isinstance(judgement := judgements[comparison.table], NextRound)
        else judgement
        for comparison in comparisons
    )
    return report(verdicts, disturbances, max(map(len, rounds.values()), default=0))


def report(
    tables: tuple[TableVerdict, ...], disturbances: tuple[str, ...] = (), rounds: int = 0
) -> ValidationReport:
    """All verdicts in one: the worst of them, and never PASS where something disturbed."""
    verdicts = {table.verdict for table in tables}
    if Verdict.FAIL in verdicts:
        worst = Verdict.FAIL
    elif Verdict.INCONCLUSIVE in verdicts or disturbances or not tables:
        worst = Verdict.INCONCLUSIVE
    else:
        worst = Verdict.PASS
    return ValidationReport(worst, tables, disturbances, rounds)


class _Case(Struct, frozen=True):
    """One table before the judge."""

    comparison: Comparison
    rounds: tuple[TableRound, ...]
    settings: ValidationSettings

    @property
    def last(self) -> TableRound:
        return self.rounds[-1]

    @property
    def is_over(self) -> bool:
        return len(self.rounds) >= self.settings.rounds

    def counted(self, number: int) -> str:
        noun = "key" if self.comparison.is_upsert else "row"
        return f"{number:,} {noun}{'' if number == 1 else 's'}"

    def decided(self, verdict: Verdict, reason: str) -> TableVerdict:
        return TableVerdict(
            self.comparison.table,
            verdict,
            reason,
            self.rounds[-1] if self.rounds else None,
            self.comparison.only_blue,
            self.comparison.only_green,
            self.comparison.ignored,
        )

    def waiting(self, reason: str) -> NextRound:
        return NextRound(f"{self.comparison.table}: {reason}")


def _judge_created(case: _Case) -> Judgement:
    """A new table has no blue; it is judged by its own rows."""
    last = case.last
    if last.nulls:
        columns = f" ({_columns(last)})" if last.changed_columns else ""
        reason = f"{case.counted(last.nulls)} with a null where none may be{columns}"
        return case.decided(Verdict.FAIL, reason + _examples(last, "null"))
    if last.rows_green:
        keys = f" for {case.counted(last.keys_green)}" if case.comparison.is_upsert else ""
        reason = f"a new table without a blue: {last.rows_green:,} records{keys}, none with a null"
        return case.decided(Verdict.PASS, f"{reason} where none may be")
    if case.is_over or len(case.rounds) >= case.settings.hot_rounds:
        return case.decided(Verdict.INCONCLUSIVE, "a new table, and it holds no record")
    return case.waiting("no record in the new table yet")


def _judge_compared(case: _Case) -> Judgement:
    last = case.last
    if last.different or last.hot_different:
        return case.decided(Verdict.FAIL, _difference(case))
    if not last.judged:
        return _judge_nothing(case)
    if not last.unproven:
        return case.decided(Verdict.PASS, _proof(case))
    if case.is_over:
        reason = f"after {len(case.rounds)} rounds {_open_questions(case)}"
        return case.decided(Verdict.INCONCLUSIVE, reason)
    if _is_stuck(case):
        return case.decided(
            Verdict.INCONCLUSIVE, f"{_open_questions(case)}; more rounds change nothing"
        )
    return case.waiting(_open_questions(case))


def _judge_nothing(case: _Case) -> Judgement:
    """No key stood at any cut so far."""
    if not (case.is_over or len(case.rounds) >= case.settings.hot_rounds):
        return case.waiting("nothing to compare yet")
    last = case.last
    if not last.rows_blue and not last.rows_green:
        reason = "blue and green are both empty"
    elif not last.rows_green:
        reason = f"green is empty, blue holds {last.rows_blue:,} records"
    elif not last.rows_blue:
        reason = f"blue is empty, green holds {last.rows_green:,} records"
    else:
        reason = f"no {'key' if case.comparison.is_upsert else 'row'} could be compared"
    return case.decided(Verdict.INCONCLUSIVE, f"{reason}: nothing is proven")


def _is_stuck(case: _Case) -> bool:
    """Whether the last rounds left just the same keys open, all by rows that prove nothing."""
    recent = case.rounds[-case.settings.hot_rounds :]
    return len(recent) == case.settings.hot_rounds and all(
        each.unproven == case.last.unproven
        and each.undecided >= each.unproven
        and not each.pending
        and not each.hot_unmet
        for each in recent
    )


def _difference(case: _Case) -> str:
    last = case.last
    parts = [
        f"{case.counted(number)} {what}"
        for number, what in (
            (last.missing, "missing from green"),
            (last.extra, "only in green"),
            (last.changed, "changed"),
            (last.duplicates, "more often in green than in blue"),
            (
                last.hot_different,
                f"always moving and never equal in {last.hot_unmet_rounds} rounds",
            ),
        )
        if number
    ]
    columns = f"; columns {_columns(last)}" if last.changed_columns else ""
    return ", ".join(parts) + columns + _examples(last, *_PROBLEMS)


_PROBLEMS = ("missing", "extra", "changed", "duplicate", "never met")


def _proof(case: _Case) -> str:
    last = case.last
    met = f", {case.counted(last.in_step)} in step while moving" if last.in_step else ""
    rounds = "1 round" if len(case.rounds) == 1 else f"{len(case.rounds)} rounds"
    return f"all {case.counted(last.judged)} of the first cut agree in {rounds}{met}"


def _open_questions(case: _Case) -> str:
    last = case.last
    parts = [
        f"{case.counted(number)} {what}"
        for number, what in (
            (last.pending, "differing so far"),
            (last.hot_unmet, "moving and not met so far"),
            (last.undecided, "undecided, whose rows would meet even if one were lost"),
        )
        if number
    ]
    detail = f" ({', '.join(parts)})" if parts else ""
    problems = ("never met", "undecided", "pending")
    return (
        f"{last.unproven:,} of {case.counted(last.judged)} of the first cut "
        f"{'is' if last.unproven == 1 else 'are'} not proven{detail}" + _examples(last, *problems)
    )


def _columns(last: TableRound) -> str:
    ranked = sorted(last.changed_columns.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} ×{number:,}" for name, number in ranked)


def _examples(last: TableRound, *problems: str) -> str:
    chosen = [sample for sample in last.samples if sample.problem in problems][:_SHOWN]
    return f"; for example {', '.join(map(_example, chosen))}" if chosen else ""


def _example(sample: KeySample) -> str:
    columns = f": {', '.join(sample.columns)}" if sample.columns else ""
    return f"{sample.key} ({sample.problem}{columns})"


def _undecided(
    comparison: Comparison, rounds: tuple[TableRound, ...], failed: list[str]
) -> TableVerdict:
    reason = f"not decided: the comparison ended when {', '.join(failed[:_SHOWN])} failed"
    return TableVerdict(
        comparison.table,
        Verdict.INCONCLUSIVE,
        reason,
        rounds[-1] if rounds else None,
        comparison.only_blue,
        comparison.only_green,
        comparison.ignored,
    )

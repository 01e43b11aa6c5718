"""One round: a random statement, what was built into it, and what becomes of its mutants."""

from collections import Counter
from random import Random

from tests.fuzz.against_flink import is_read_as_flink_does
from tests.fuzz.checks import is_handled, nothing_is_lost_before_a_cut
from tests.fuzz.findings import Findings
from tests.fuzz.growth import grows_too_fast
from tests.fuzz.mutants import cut_off, mutant, random_text
from tests.sql_cases.grammar.reading import wrongly_read, wrongly_renamed
from tests.sql_cases.grammar.statements import a_text

_MUTANTS = 3
_GROWTH_EVERY = 40


def one_round(seed: int, findings: Findings, counts: Counter[str]) -> None:
    """Check all that must hold for the statement of this seed, and for texts made from it."""
    random = Random(seed)
    built, written = a_text(seed, layout=seed, oddity=random.choice([0.0, 0.1, 0.4]))
    counts["statements"] += 1
    text = written.text
    findings.judge(lambda _: wrongly_read(built, written), text, seed, shrinks=False)
    findings.judge(lambda _: wrongly_renamed(built, written), text, seed, shrinks=False)
    if built.is_open_source:
        findings.judge(is_read_as_flink_does, text, seed)
    for _ in range(_MUTANTS):
        counts["cuts"] += 1
        findings.judge(
            lambda beginning: nothing_is_lost_before_a_cut(written, len(beginning)),
            cut_off(text, random),
            seed,
            shrinks=False,
        )
    texts = [mutant(text, random) for _ in range(_MUTANTS)]
    texts += [cut_off(text, random), random_text(random)]
    for each in texts:
        findings.judge(is_handled, each, seed)
        findings.judge(is_read_as_flink_does, each, seed)
        counts["mutants"] += 1
    if seed % _GROWTH_EVERY == 0:
        counts["growths"] += 1
        findings.judge(lambda _: grows_too_fast(Random(seed)), "", seed, shrinks=False)

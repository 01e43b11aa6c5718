"""The grammar of random statements keeps to the truth: Flink's parser finds the same in them."""

from random import Random

import pytest
from tests.fuzz.against_flink import TOLD_BY_FLINK, is_read_as_flink_does
from tests.fuzz.mutants import mutant
from tests.referee.flink_parser import Refused, flink_reads
from tests.sql_cases.grammar.statements import a_text

pytestmark = pytest.mark.slow


def test_flink_takes_what_the_grammar_makes_up_and_finds_the_same_names() -> None:
    for seed in range(500):
        built, written = a_text(seed, layout=seed)
        if not built.is_open_source:
            continue
        flink = flink_reads(written.text)
        assert not isinstance(flink, Refused), (seed, flink, written.text)
        (statement,) = flink
        names = [name for name in written.names if name[3] in TOLD_BY_FLINK]
        found = [(n.start, n.end, n.parts, n.role) for n in statement.names]
        assert [name for name in found if name[3] in TOLD_BY_FLINK] == names, (seed, written.text)
        assert statement.kind is built.truth.kind, (seed, written.text)


def test_what_flink_takes_of_mutants_is_read_as_flink_does() -> None:
    taken = 0
    for seed in range(600):
        text = mutant(a_text(seed, layout=seed)[1].text, Random(seed))
        assert is_read_as_flink_does(text) is None, (seed, text)
        taken += not isinstance(flink_reads(text), Refused)
    assert taken > 60

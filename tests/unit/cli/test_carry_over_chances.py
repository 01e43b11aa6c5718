"""Whatever goes wrong on the way and whoever goes on, forward or back: never two jobs, each goes on
from where the one before it stopped, and in the end what was wanted runs."""

from __future__ import annotations

from random import Random

import pytest
from msgspec.structs import replace
from tests.unit.cli.test_carry_over import Crash, Dying, Shop, planner, shop

from teal.engines.memory.script import Fault, LoseAnswer, LoseRequest, Refuse

__all__ = ["planner", "shop"]

pytestmark = pytest.mark.slow

VERBS = (*("promote", "rollback") * 2, "resume")
METHODS = ("stop", "continue_from", "describe", "continuation", "discard_savepoint")
FAULTS: tuple[Fault, ...] = (LoseAnswer(), LoseRequest(), Refuse("no slot is free"))


def trouble(shop: Shop, random: Random) -> None:
    """Something that may go wrong with the next command."""
    engine = shop.bench.flink
    match random.randrange(5):
        case 0:
            faults = {engine.submits + 1: random.choice(FAULTS)}
            engine._script = replace(engine._script, faults=faults)
        case 1:
            engine._script = replace(engine._script, no_savepoint="the folder is full.")
        case 2 | 3:
            dying = Dying(engine, random.choice(METHODS), random.choice(("before", "after")))
            shop.bench.__dict__["engine"] = dying
        case _:
            pass


def attempted(shop: Shop, verb: str, random: Random | None = None) -> int | None:
    """How a command ended, with some trouble on the way; None where its process did not end it."""
    engine = shop.bench.flink
    if random is not None:
        trouble(shop, random)
    try:
        return shop.terminal.try_teal(verb).code
    except Crash:
        return None
    finally:
        shop.bench.__dict__["engine"] = engine
        engine._script = replace(engine._script, faults={}, no_savepoint="")


def in_a_chain(shop: Shop) -> None:
    """At most one job lives, and each one that ever ran on began where another had stopped."""
    assert len(shop.running) <= 1
    jobs = list(shop.bench.flink._jobs.values())
    saved = [job for job in jobs if job.savepoint]
    for job in jobs[1:]:
        assert job.restored_from is not None
        before = [each for each in saved if each.savepoint == job.restored_from]
        assert before
        later = [each for each in jobs if each.restored_from == job.restored_from]
        went_on = [each for each in later if each.savepoint or each.stop_asked_at is None]
        assert len(went_on) <= 1, "two jobs wrote from one place"


@pytest.mark.parametrize("seed", range(12))
def test_there_and_back_with_all_that_may_go_wrong(shop: Shop, seed: int) -> None:
    random = Random(seed)
    before = shop.statement()
    shop.edit()
    shop.terminal.teal("deploy", "--carry-over", "clean")
    for _ in range(10):
        attempted(shop, random.choice(VERBS), random)
        in_a_chain(shop)
    for _ in range(4):  # in the end, without any trouble
        for verb in ("resume", "rollback"):
            attempted(shop, verb)
        in_a_chain(shop)
    assert len(shop.running) == 1
    assert shop.statement() == before

"""A change in place that cannot be proven stops; somebody who was told what is unknown may go on,
either way, with a reason that is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.unit.cli.test_carry_over import Crash, Dying, Shop, planner, scripted, shop

from teal.engines.memory.script import Latency, LoseAnswer
from teal.model.submission import Submission
from teal.ports.engine import UnitHandle

__all__ = ["planner", "shop"]

BACK = "teal rollback --unproven REASON"
ON = "teal resume --unproven REASON"


def written(shop: Shop, records: int) -> None:
    """What the job wrote meanwhile."""
    for _ in range(records):
        shop.bench.kafka.append("clean", 0, None, b"{}")


def lost_its_place(shop: Shop, verb: str = "promote") -> str:
    """The new job has lost its place and completed a checkpoint before anybody looked; what was
    said."""
    engine = shop.bench.flink
    engine._latency = Latency(checkpoint=timedelta(milliseconds=100))
    faults = {engine.submits + 1: LoseAnswer()}
    engine._script = replace(engine._script, faults=faults, forgetful=("raw_orders",))
    shop.bench.__dict__["engine"] = Writing(shop)
    said = shop.terminal.teal(verb, code=6).all
    shop.bench.__dict__["engine"] = engine
    scripted(shop, {}, forgetful=())
    return said


class Writing:
    """An engine whose job writes seven records as soon as it starts."""

    def __init__(self, shop: Shop) -> None:
        self._shop, self._engine = shop, shop.bench.flink

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def continue_from(
        self, submission: Submission, savepoint: str, leaves_state: bool
    ) -> UnitHandle:
        written(self._shop, 7)
        return self._engine.continue_from(submission, savepoint, leaves_state)


@pytest.fixture
def stuck(shop: Shop) -> str:
    """A promotion that stopped there; what it said."""
    written(shop, 20)
    shop.edit()
    shop.terminal.teal("deploy", "--carry-over", "clean")
    return lost_its_place(shop)


def test_it_stops_and_says_what_is_unknown_and_both_ways_on(shop: Shop, stuck: str) -> None:
    for words in (
        "clean@v1#2 did not take up where clean@v1#1 stopped",
        "clean partition 0, offsets 20 to 26 (at most 7 records) came after clean@v1#1 had stopped",
        "raw_orders was not read on from where clean@v1#1 stood",
        f"To go back: `{BACK}` starts the text that ran before from the savepoint. Nothing is",
        f"To go on: `{ON}` starts the changed text from the savepoint, where a source",
    ):
        assert words in stuck
    assert shop.running == []
    said = shop.terminal.teal("status").out
    assert f"next: {BACK}" in said
    assert "cannot be proven to go on where it stood: clean@v1" in said
    (release,) = shop.terminal.teal("status", "--json").json["open_releases"]
    assert release["needs_word"] == ["clean@v1"]


@pytest.mark.parametrize("verb", ["rollback", "resume"])
def test_no_command_goes_on_by_itself(shop: Shop, stuck: str, verb: str) -> None:
    for _ in range(2):
        said = shop.terminal.teal(verb, code=6).err
        assert "offsets 20 to 26" in said
        assert BACK in said
    assert shop.running == []
    shop.terminal.teal("abort", code=3)


def test_back_by_somebodys_word_which_is_kept(shop: Shop, stuck: str) -> None:
    before = shop.records()[0].submission
    shop.terminal.teal("rollback", "--unproven", "finance cleans up 7 rows")
    assert shop.running == ["clean@v1#3"]
    assert before is not None
    assert shop.statement() == before.statement
    told = "went on unproven (rollback, by ada on "
    for said in (shop.terminal.teal("history").out, shop.terminal.teal("status").out):
        assert told in said
        assert "finance cleans up 7 rows" in said
        assert "offsets 20 to 26" in said
    (release,) = shop.terminal.teal("history", "--json").json["releases"][:1]
    (word,) = release["went_on"]
    assert (word["kind"], word["reason"]) == ("rollback", "finance cleans up 7 rows")
    shop.terminal.teal("abort")


def status(shop: Shop) -> str:
    return shop.terminal.teal("status").out


def test_on_by_somebodys_word(shop: Shop, stuck: str) -> None:
    scripted(shop, {}, forgetful=("raw_orders",))  # the same text loses its place again
    shop.terminal.teal("resume", "--unproven", "the topic is small")
    assert shop.running == ["clean@v1#3"]
    assert "amount * 100" in shop.statement()
    said = shop.terminal.teal("history").out
    assert "went on unproven (promote, by ada on " in said
    assert "raw_orders was not read on" in said
    assert "teal retire (or teal rollback)" in shop.terminal.teal("status").out
    scripted(shop, {}, forgetful=())
    shop.terminal.teal("rollback")
    assert shop.running == ["clean@v1#4"]


def test_a_way_back_that_lost_its_place_can_go_on_or_forward_again(shop: Shop) -> None:
    shop.edit()
    shop.terminal.teal("deploy", "--carry-over", "clean")
    shop.terminal.teal("promote")
    said = lost_its_place(shop, "rollback")
    assert (
        "teal promote --unproven REASON` starts the changed text from the savepoint. Nothing"
        in said
    )
    assert "next: teal rollback --unproven REASON (or teal promote" in status(shop)
    shop.terminal.teal("promote", code=6)
    shop.terminal.teal("promote", "--unproven", "back on the changed text")
    assert "amount * 100" in shop.statement()
    said = lost_its_place(shop, "rollback")
    shop.terminal.teal("resume", "--unproven", "back for good")
    assert "amount * 100" not in shop.statement()
    assert len(shop.running) == 1


def test_a_word_without_need_is_refused(shop: Shop) -> None:
    shop.edit()
    shop.terminal.teal("deploy", "--carry-over", "clean")
    shop.terminal.teal("promote")
    said = shop.terminal.teal("rollback", "--unproven", "just in case", code=3).err
    assert "nothing here that needs somebody's word" in said
    assert shop.running == ["clean@v1#2"]
    shop.terminal.teal("rollback")


@pytest.mark.parametrize(
    ("method", "when"),
    [
        pytest.param("stop", "before", marks=pytest.mark.slow),
        ("stop", "after"),
        pytest.param("continue_from", "before", marks=pytest.mark.slow),
        ("continue_from", "after"),
        pytest.param("discard_savepoint", "before", marks=pytest.mark.slow),
        pytest.param("discard_savepoint", "after", marks=pytest.mark.slow),
    ],
)
def test_wherever_a_process_ends_the_word_still_counts(
    shop: Shop, stuck: str, method: str, when: str
) -> None:
    real = shop.bench.__dict__["engine"]
    shop.bench.__dict__["engine"] = Dying(real, method, when)
    with pytest.raises(Crash):
        shop.terminal.teal("rollback", "--unproven", "agreed with finance")
    shop.bench.__dict__["engine"] = real
    shop.terminal.teal("resume")
    assert shop.running == ["clean@v1#3"]
    assert "agreed with finance" in shop.terminal.teal("history").out


@pytest.mark.parametrize("is_back", [True, False])
def test_a_job_that_runs_where_it_should_needs_no_word(shop: Shop, is_back: bool) -> None:
    """It fell over for a while and runs again: the way back is by a savepoint of its own."""
    shop.edit()
    shop.terminal.teal("deploy", "--carry-over", "clean")
    engine = shop.bench.flink
    engine._latency = replace(engine._latency, checkpoint=timedelta(milliseconds=100))
    shop.bench.__dict__["engine"] = Dying(engine, "continuation", "before")
    with pytest.raises(Crash):
        shop.terminal.teal("promote")
    shop.bench.__dict__["engine"] = engine
    (key,) = [each.key for each in engine.list_all() if each.phase.is_live]
    assert key is not None
    for _ in range(3):
        engine.restart(key)
    shop.terminal.teal("resume", code=6)
    shop.bench.clock.sleep(timedelta(seconds=1))
    engine.recover(key)  # from a checkpoint of its own: it is not taken for one that lost its start
    if not is_back:
        shop.terminal.teal("resume")
        assert shop.running == ["clean@v1#2"]
        return
    said = shop.terminal.teal("rollback").all
    assert "it ran where it should, so it hands over" in said
    assert shop.running == ["clean@v1#3"]
    jobs = engine._jobs.values()
    assert [job.restored_from for job in jobs][-1] == [job.savepoint for job in jobs][-2]
    assert engine.savepoints == set()


def test_a_forgotten_job_that_has_written_is_not_taken_for_one_that_never_was(
    shop: Shop, stuck: str
) -> None:
    (gone,) = [each.key for each in shop.bench.flink.list_all() if str(each.key) == "clean@v1#2"]
    assert gone is not None
    shop.bench.flink.vanish(gone)
    said = shop.terminal.teal("rollback", code=6).err
    assert "clean@v1#2 is gone, and records have come since" in said
    shop.terminal.teal("rollback", "--unproven", "known")
    assert shop.running == ["clean@v1#3"]

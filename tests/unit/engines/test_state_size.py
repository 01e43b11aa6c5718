"""How much state a job holds, as Flink tells it."""

from __future__ import annotations

from tests.unit.engines.scripted_flink import UNKNOWN_JOB, Answer, ScriptedFlink, error, ok

from teal.model.codec import Json


def size(answer: Answer) -> int | None:
    flink = ScriptedFlink()
    flink.on("GET .*/jobs/1f/checkpoints$", answer)
    return flink.jobs().state_size("1f")


def test_it_is_that_of_the_newest_completed_checkpoint() -> None:
    completed: Json = {"trigger_timestamp": 5, "state_size": 12_345, "checkpointed_size": 6}
    assert size(ok({"latest": {"completed": completed}})) == 12_345


def test_what_was_not_said_is_not_known() -> None:
    assert size(ok({"latest": {"completed": None}})) is None
    assert size(ok({"latest": {"completed": {"trigger_timestamp": 5}}})) is None
    assert size(UNKNOWN_JOB) is None
    assert size(error(404, "Checkpointing has not been enabled")) is None

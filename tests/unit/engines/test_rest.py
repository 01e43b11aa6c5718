"""HTTP to Flink: what is repeated, what is lost, and what proves that a job is not there."""

from __future__ import annotations

import httpx
import pytest
from tests.unit.engines.scripted_flink import (
    UNKNOWN_JOB,
    ScriptedFlink,
    error,
    late,
    lost,
    ok,
    refused,
)

from teal.engines.flink.rest import AnswerLost, ErrorAnswer
from teal.engines.flink.wire import Nothing
from teal.model.errors import Unreachable

JOB: dict[str, object] = {"jid": "1f", "name": "n", "state": "RUNNING", "start-time": 1, "now": 2}


def html() -> httpx.Response:
    return httpx.Response(200, text="<html>welcome</html>")


def test_a_read_is_repeated_where_its_answer_is_lost() -> None:
    flink = ScriptedFlink()
    flink.on("GET .*/overview", lost, late, ok({"flink-version": "2.3.0"}))
    assert flink.jobs().version() == "2.3.0"
    assert flink.count("GET") == 3


def test_a_read_that_stays_unanswered_is_unreachable() -> None:
    flink = ScriptedFlink()
    flink.on("GET", late)
    with pytest.raises(Unreachable, match="no answer in time") as trouble:
        flink.jobs().overview()
    assert trouble.value.part == "Flink JobManager"


def test_an_effect_is_asked_for_once() -> None:
    flink = ScriptedFlink()
    flink.on("PATCH", lost)
    with pytest.raises(AnswerLost):
        flink.jobs().cancel("1f")
    assert flink.count("PATCH") == 1


def test_a_refused_connection_has_sent_nothing() -> None:
    flink = ScriptedFlink()
    flink.on("PATCH", refused)
    with pytest.raises(Unreachable, match="Connection refused"):
        flink.jobs().cancel("1f")


def test_a_proxys_error_leaves_the_effect_open() -> None:
    flink = ScriptedFlink()
    flink.on("PATCH", error(503, "leader election"))
    with pytest.raises(AnswerLost, match="503"):
        flink.jobs().cancel("1f")


def test_an_answer_in_another_tongue_leaves_the_effect_open() -> None:
    flink = ScriptedFlink()
    flink.on("POST", html)
    with pytest.raises(AnswerLost, match="not a Flink JobManager"):
        flink.rest().send("POST", "/x", Nothing)


def test_only_the_jobmanagers_own_words_prove_absence() -> None:
    flink = ScriptedFlink()
    flink.on("GET .*/jobs/1f", UNKNOWN_JOB)
    assert flink.jobs().details("1f") is None
    for other in (error(404, "Not found: /jobs/1f"), lambda: httpx.Response(404, text="<html>")):
        flink.on("GET .*/jobs/1f", other)
        with pytest.raises(Unreachable, match="not a Flink JobManager"):
            flink.jobs().details("1f")


def test_a_web_page_is_not_a_jobmanager() -> None:
    flink = ScriptedFlink()
    flink.on("GET", html)
    with pytest.raises(Unreachable, match="not a Flink JobManager"):
        flink.jobs().details("1f")


def test_fields_of_a_later_flink_do_no_harm() -> None:
    flink = ScriptedFlink()
    flink.on("GET", ok({**JOB, "mood": "fine", "state": "HIBERNATING"}))  # type: ignore[dict-item]
    details = flink.jobs().details("1f")
    assert details is not None
    assert details.state == "HIBERNATING"


def test_a_password_in_the_address_stays_out_of_messages() -> None:
    flink = ScriptedFlink()
    flink.on("GET", refused)
    rest = flink.rest(url="http://teal:hush@jobmanager:8081")
    with pytest.raises(Unreachable) as trouble:
        rest.get("/overview", Nothing)
    assert trouble.value.address == "http://jobmanager:8081"
    assert "hush" not in str(trouble.value)


def test_trouble_while_tidying_is_no_news() -> None:
    flink = ScriptedFlink()
    flink.on("DELETE", lost)
    flink.rest().tidy("/v3/sessions/1")
    assert flink.count("DELETE") == 1


def test_a_cancel_of_what_is_gone_or_over_succeeds() -> None:
    flink = ScriptedFlink()
    for status in (404, 409):
        flink.on("PATCH", error(status, "Job could not be found."))
        flink.jobs().cancel("1f")
    flink.on("PATCH", error(500, "no"))
    with pytest.raises(ErrorAnswer):
        flink.jobs().cancel("1f")


def test_many_metrics_are_asked_for_in_several_addresses() -> None:
    """Flink answers 404 to an address of more than 4,096 characters."""
    flink = ScriptedFlink()
    names = [f"Source__orders[1].partition.{number}.currentOffset" for number in range(200)]
    flink.on("GET", ok([{"id": names[0], "min": 1.0}]), ok([{"id": names[-1], "min": 2.0}]))
    told = flink.jobs().metrics("1f", "v", names)
    assert {name: metric.min for name, metric in told.items()} == {names[0]: 1.0, names[-1]: 2.0}
    assert all(len(request) < 4_000 for request in flink.requests)
    asked = "".join(flink.requests)
    assert all(f"partition.{number}.currentOffset" in asked for number in range(200))


def test_no_metrics_are_not_asked_for() -> None:
    flink = ScriptedFlink()
    assert flink.jobs().metrics("1f", "v", []) == {}
    assert flink.requests == []


def test_a_job_without_checkpoints_has_none() -> None:
    flink = ScriptedFlink()
    flink.on("GET .*/checkpoints", error(404, "…: Checkpointing has not been enabled."))
    assert flink.jobs().checkpoint_started_ms("1f") is None


def test_restarts_are_unknown_until_flink_tells() -> None:
    flink = ScriptedFlink()
    flink.on("GET .*/metrics", ok([]), ok([{"id": "numRestarts", "value": "2"}]))
    assert flink.jobs().restarts("1f") is None
    assert flink.jobs().restarts("1f") == 2


def test_an_older_flink_counts_full_restarts() -> None:
    flink = ScriptedFlink()
    flink.on("GET .*/metrics", ok([{"id": "fullRestarts", "value": "1"}]))
    assert flink.jobs().restarts("1f") == 1

"""Starting a job when things go wrong between the two parts of Flink."""

from __future__ import annotations

import pytest
from tests.unit.engines.scripted_flink import (
    UNKNOWN_JOB,
    Answer,
    ScriptedFlink,
    error,
    lost,
    ok,
    refused,
)

from teal.engines.flink.submission_text import FINGERPRINT, fingerprint
from teal.model.errors import (
    EngineRefused,
    KeyConflict,
    NeedsOperator,
    OutcomeUnknown,
    Unreachable,
)
from teal.model.names import UnitKey, job_id
from teal.model.submission import Submission

KEY = UnitKey("d2f0c1de-0000-4000-8000-000000000000", "orders", 1, 1)
GIVEN = Submission(KEY, "INSERT INTO a SELECT 1", ("CREATE TABLE a (x INT)",), (), {"k": "v"})
ID = job_id(KEY)

IN_TRANSIT = (
    "Caused by: org.apache.flink.runtime.client.JobSubmissionException: Failed to submit job.\n"
    "Caused by: java.net.ConnectException: Connection refused\n"
)
DUPLICATE = (
    "Caused by: org.apache.flink.runtime.client.DuplicateJobSubmissionException: Job has already "
    "been submitted.\n"
)


def job(state: str = "RUNNING", created: int = 1) -> Answer:
    entered = {"CREATED": created, state: 2}
    return ok(
        {"jid": ID, "name": "n", "state": state, "start-time": 1, "now": 9, "timestamps": entered}  # type: ignore[dict-item]
    )


def mark(text: str | None) -> Answer:
    parameters = {FINGERPRINT: text} if text else {}
    return ok({"jid": ID, "execution-config": {"user-config": parameters}})  # type: ignore[dict-item]


def a_flink(*, insert: Answer, jobs: tuple[Answer, ...]) -> ScriptedFlink:
    """A gateway whose second statement, the INSERT, ends like this; then jobs as looked up."""
    flink = ScriptedFlink()
    flink.on("POST .*/v3/sessions$", ok({"sessionHandle": "s"}))
    flink.on("POST .*/statements", ok({"operationHandle": "o1"}), insert)
    flink.on("GET .*/status", ok({"status": "FINISHED"}))
    flink.on("DELETE", ok({"status": "CLOSED"}))
    flink.on(f"GET .*/jobs/{ID}$", *jobs)
    flink.on(f"GET .*/jobs/{ID}/config", mark(fingerprint(GIVEN)))
    return flink


def failing(text: str, *jobs: Answer) -> ScriptedFlink:
    """A gateway that takes the INSERT and then says that it failed."""
    flink = a_flink(insert=ok({"operationHandle": "o2"}), jobs=(UNKNOWN_JOB, *jobs))
    flink.on("GET .*/o2/status", ok({"status": "RUNNING"}), ok({"status": "ERROR"}))
    flink.on("GET .*/o2/result/0", error(500, text))
    return flink


def test_a_job_that_is_there_already_is_not_submitted() -> None:
    flink = a_flink(insert=lost, jobs=(job(),))
    assert flink.submitter().submit(GIVEN).value == ID
    assert flink.count("POST") == 0


def test_a_jobmanager_out_of_reach_is_found_out_before_anything_is_sent() -> None:
    flink = a_flink(insert=lost, jobs=(refused,))
    with pytest.raises(Unreachable, match="Flink JobManager"):
        flink.submitter().submit(GIVEN)
    assert flink.count("POST") == 0


def test_sessions_and_operations_are_closed_when_all_goes_well() -> None:
    flink = a_flink(insert=ok({"operationHandle": "o2"}), jobs=(UNKNOWN_JOB, job()))
    flink.submitter().submit(GIVEN)
    closed = [request for request in flink.requests if request.startswith("DELETE")]
    assert closed == [
        "DELETE http://gateway/v3/sessions/s/operations/o1/close",
        "DELETE http://gateway/v3/sessions/s/operations/o2/close",
        "DELETE http://gateway/v3/sessions/s",
    ]


def test_sessions_and_operations_are_closed_when_a_statement_fails() -> None:
    flink = failing("Caused by: java.lang.IllegalStateException: no\n", UNKNOWN_JOB)
    with pytest.raises(EngineRefused, match="no"):
        flink.submitter().submit(GIVEN)
    assert flink.count("DELETE .*/o2/close") == 1
    assert flink.count("DELETE .*/sessions/s$") == 1


def test_a_duplicate_is_the_job_that_is_there() -> None:
    flink = failing(DUPLICATE, UNKNOWN_JOB, job())
    assert flink.submitter().submit(GIVEN).value == ID


def test_a_duplicate_with_another_text_is_a_conflict() -> None:
    flink = failing(DUPLICATE, job())
    flink.on(f"GET .*/jobs/{ID}/config", mark("0" * 64))
    with pytest.raises(KeyConflict, match="not the one submitted"):
        flink.submitter().submit(GIVEN)


def test_a_job_without_a_mark_is_not_taken_for_ours() -> None:
    flink = failing(DUPLICATE, job())
    flink.on(f"GET .*/jobs/{ID}/config", mark(None))
    with pytest.raises(KeyConflict, match="without Teal's mark"):
        flink.submitter().submit(GIVEN)


def test_a_mark_may_come_a_little_later_than_its_job() -> None:
    flink = failing(DUPLICATE, job("INITIALIZING"))
    flink.on(f"GET .*/jobs/{ID}/config", mark(None), mark(fingerprint(GIVEN)))
    assert flink.submitter().submit(GIVEN).value == ID


def test_a_job_that_fails_to_come_up_while_it_is_looked_at_holds_its_key() -> None:
    flink = failing(DUPLICATE, job("INITIALIZING", created=0), job("FAILED", created=0))
    flink.on(f"GET .*/jobs/{ID}/config", mark(None))
    assert flink.submitter().submit(GIVEN).value == ID


def test_a_duplicate_that_flink_forgot_is_refused_with_what_to_do() -> None:
    flink = failing(DUPLICATE, UNKNOWN_JOB)
    with pytest.raises(EngineRefused, match="a new attempt"):
        flink.submitter().submit(GIVEN)


def test_a_submit_lost_between_gateway_and_jobmanager_is_of_unknown_outcome() -> None:
    flink = failing(IN_TRANSIT, UNKNOWN_JOB)
    with pytest.raises(OutcomeUnknown, match="Connection refused"):
        flink.submitter().submit(GIVEN)


def test_a_submit_that_seemed_lost_and_arrived_is_the_job() -> None:
    flink = failing(IN_TRANSIT, UNKNOWN_JOB, UNKNOWN_JOB, job())
    assert flink.submitter().submit(GIVEN).value == ID


def test_a_job_that_failed_to_come_up_is_a_refusal_with_its_reason() -> None:
    text = "Caused by: java.io.FileNotFoundException: Cannot find savepoint\n"
    flink = failing(text, job("FAILED", created=0))
    with pytest.raises(EngineRefused, match="Cannot find savepoint"):
        flink.submitter().submit(GIVEN)


def test_a_job_that_never_came_up_still_holds_its_key() -> None:
    flink = a_flink(insert=lost, jobs=(job("FAILED", created=0),))
    flink.on(f"GET .*/jobs/{ID}/config", mark(None))
    assert flink.submitter().submit(GIVEN).value == ID


def test_a_lost_insert_is_looked_for_with_patience() -> None:
    flink = a_flink(insert=lost, jobs=(UNKNOWN_JOB, UNKNOWN_JOB, UNKNOWN_JOB, job()))
    assert flink.submitter().submit(GIVEN).value == ID


def test_a_lost_insert_that_does_not_show_up_is_of_unknown_outcome() -> None:
    flink = a_flink(insert=lost, jobs=(UNKNOWN_JOB,))
    with pytest.raises(OutcomeUnknown):
        flink.submitter().submit(GIVEN)


def test_a_gateway_that_forgot_the_session_leaves_the_outcome_open() -> None:
    flink = a_flink(insert=ok({"operationHandle": "o2"}), jobs=(UNKNOWN_JOB,))
    flink.on("GET .*/o2/status", error(500, "Session 's' does not exist."))
    with pytest.raises(OutcomeUnknown, match="does not exist"):
        flink.submitter().submit(GIVEN)


def test_an_insert_without_end_is_of_unknown_outcome_and_closed() -> None:
    flink = a_flink(insert=ok({"operationHandle": "o2"}), jobs=(UNKNOWN_JOB,))
    flink.on("GET .*/o2/status", ok({"status": "RUNNING"}))
    with pytest.raises(OutcomeUnknown, match="did not end within 90 s"):
        flink.submitter().submit(GIVEN)
    assert flink.count("DELETE .*/o2/close") == 1


def test_a_request_that_the_gateway_cannot_read_is_a_refusal() -> None:
    flink = a_flink(insert=error(400, "Bad request"), jobs=(UNKNOWN_JOB,))
    with pytest.raises(EngineRefused, match="Bad request"):
        flink.submitter().submit(GIVEN)


def test_a_job_in_another_cluster_needs_an_operator() -> None:
    flink = a_flink(insert=ok({"operationHandle": "o2"}), jobs=(UNKNOWN_JOB,))
    with pytest.raises(NeedsOperator, match="not in the cluster that Teal looks at"):
        flink.submitter().submit(GIVEN)


def test_a_session_that_cannot_be_opened_has_started_nothing() -> None:
    for answer in (lost, refused, error(500, "too many sessions")):
        flink = a_flink(insert=lost, jobs=(UNKNOWN_JOB,))
        flink.on("POST .*/v3/sessions$", answer)
        with pytest.raises(Unreachable, match="SQL Gateway"):
            flink.submitter().submit(GIVEN)


def test_statements_go_in_order_with_the_mark_on_the_last() -> None:
    flink = a_flink(insert=ok({"operationHandle": "o2"}), jobs=(UNKNOWN_JOB, job()))
    flink.submitter().submit(GIVEN)
    opened, definition, insert = [body for body in flink.bodies if body]
    assert '"k"' in opened
    assert "CREATE TABLE a" in definition
    assert "job-id" not in definition
    assert "INSERT INTO a" in insert
    assert ID in insert
    assert fingerprint(GIVEN) in insert

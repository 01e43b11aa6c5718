"""What only a real Flink can show of the Flink engine: starting jobs, and refusing to."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from msgspec.structs import replace
from tests.conformance.engine_kafka import Kafka, reading
from tests.conformance.engine_proxy import Exchange, Fate, proxy
from tests.conformance.engine_subjects import (
    FlinkSubject,
    KnownSecrets,
    eventually,
    refused,
    submission,
)

from teal.model.errors import EngineRefused, OutcomeUnknown, TealError, Unreachable
from teal.model.names import job_id, job_name
from teal.ports.engine import JobPhase
from teal.ports.stack import StackAddresses

pytestmark = pytest.mark.live

PASSWORD = "it's-a-secret"


@pytest.fixture
def flink(stack: StackAddresses) -> Iterator[FlinkSubject]:
    subject = FlinkSubject(stack, KnownSecrets({"PASSWORD": PASSWORD}))
    try:
        yield subject
    finally:
        subject.close()


def everything_said(error: BaseException) -> str:
    """The error and all that a traceback would show of its causes."""
    said = [str(error)]
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
        said.append(f"{error!r} {error}")
    return "\n".join(said)


def test_both_parts_tell_their_version(flink: FlinkSubject) -> None:
    versions = flink.flink.versions()
    assert versions.gateway == versions.jobmanager == "2.3.0"


def test_an_absent_part_is_named(flink: FlinkSubject, stack: StackAddresses) -> None:
    with pytest.raises(Unreachable, match=r"SQL Gateway at http://127\.0\.0\.1:1 "):
        flink.engine_at("http://127.0.0.1:1", stack.jobmanager_url).versions()
    with pytest.raises(Unreachable, match=r"Flink JobManager at http://127\.0\.0\.1:1 "):
        flink.engine_at(stack.gateway_url, "http://127.0.0.1:1").versions()


def test_exchanged_addresses_are_not_taken_for_absence(
    flink: FlinkSubject, stack: StackAddresses
) -> None:
    exchanged = flink.engine_at(stack.jobmanager_url, stack.gateway_url)
    with pytest.raises(Unreachable, match="not a Flink JobManager"):
        exchanged.describe(flink.key())
    with pytest.raises(Unreachable, match="no SQL Gateway API v3"):
        exchanged.versions()


def test_flink_takes_the_chosen_id_and_gives_the_mark_back(
    flink: FlinkSubject, stack: StackAddresses
) -> None:
    """The option for the id is internal to Flink: when it goes, this must fail."""
    key = flink.key()
    handle = flink.engine.submit(submission(key))
    assert handle.value == job_id(key)
    answer = httpx.get(f"{stack.jobmanager_url}/jobs/{job_id(key)}/config").json()
    assert answer["name"] == job_name(key)
    assert len(answer["execution-config"]["user-config"]["teal.submission"]) == 64


def test_parameters_of_the_author_stay_beside_the_mark(
    flink: FlinkSubject, stack: StackAddresses
) -> None:
    for unit, given in (("plain", "team:blue"), ("yaml", "{team: blue}")):
        key = flink.key(unit)
        plain = submission(key)
        settings = {**plain.settings, "pipeline.global-job-parameters": given}
        flink.engine.submit(replace(plain, settings=settings))
        answer = httpx.get(f"{stack.jobmanager_url}/jobs/{job_id(key)}/config").json()
        parameters = answer["execution-config"]["user-config"]
        assert parameters["team"] == "blue"
        assert "teal.submission" in parameters


def test_a_lost_answer_is_made_good_by_looking(flink: FlinkSubject, stack: StackAddresses) -> None:
    key = flink.key()
    inserts: list[str] = []

    def fate_of(exchange: Exchange) -> Fate:
        if "INSERT INTO" not in exchange.body:
            return Fate.PASS
        inserts.append(exchange.path)
        return Fate.LOSE_ANSWER

    with proxy(stack.gateway_url, fate_of) as gateway_url:
        handle = flink.engine_at(gateway_url, stack.jobmanager_url).submit(submission(key))
    assert handle.value == job_id(key)
    assert len(inserts) == 1, "an INSERT is never sent twice"
    status = flink.engine.describe(key)
    assert status is not None
    assert status.phase.is_live


def test_a_lost_request_is_of_unknown_outcome(flink: FlinkSubject, stack: StackAddresses) -> None:
    key = flink.key()

    def fate_of(exchange: Exchange) -> Fate:
        return Fate.LOSE_REQUEST if "INSERT INTO" in exchange.body else Fate.PASS

    with proxy(stack.gateway_url, fate_of) as gateway_url:
        engine = flink.engine_at(gateway_url, stack.jobmanager_url)
        with pytest.raises(OutcomeUnknown, match=str(key)):
            engine.submit(submission(key))
    assert flink.engine.describe(key) is None
    assert flink.engine.submit(submission(key)).value == job_id(key)


def test_when_nobody_can_be_asked_the_outcome_is_unknown_and_a_repeat_is_safe(
    flink: FlinkSubject, stack: StackAddresses
) -> None:
    key = flink.key()
    is_cut = False

    def to_gateway(exchange: Exchange) -> Fate:
        nonlocal is_cut
        is_cut = is_cut or "INSERT INTO" in exchange.body
        return Fate.LOSE_ANSWER if is_cut and exchange.method != "DELETE" else Fate.PASS

    def to_jobmanager(_: Exchange) -> Fate:
        return Fate.LOSE_REQUEST if is_cut else Fate.PASS

    with (
        proxy(stack.gateway_url, to_gateway) as gateway_url,
        proxy(stack.jobmanager_url, to_jobmanager) as jobmanager_url,
        pytest.raises(OutcomeUnknown),
    ):
        flink.engine_at(gateway_url, jobmanager_url).submit(submission(key))
    assert flink.engine.submit(submission(key)).value == job_id(key)
    named = [status for status in flink.engine.list_all() if status.name == job_name(key)]
    assert len(named) == 1


def test_a_lost_definition_has_started_nothing(flink: FlinkSubject, stack: StackAddresses) -> None:
    key = flink.key()

    def fate_of(exchange: Exchange) -> Fate:
        return Fate.LOSE_ANSWER if "CREATE TABLE" in exchange.body else Fate.PASS

    with proxy(stack.gateway_url, fate_of) as gateway_url:
        engine = flink.engine_at(gateway_url, stack.jobmanager_url)
        with pytest.raises(Unreachable, match="SQL Gateway"):
            engine.submit(submission(key))
    assert flink.engine.describe(key) is None


def test_a_refusal_is_one_sentence_with_its_place(flink: FlinkSubject) -> None:
    for call in (flink.engine.submit, flink.engine.validate):
        with pytest.raises(EngineRefused) as error:
            call(refused(flink.key()))
        assert error.value.reason == (
            "line 2, column 8: Column 'no_such_column' not found in any table"
        )


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (
            "INSERT INTO nowhere SELECT id FORM ticks",
            'Encountered "ticks" at line 1, column 36.',
        ),
        (
            "INSERT INTO nowhere SELECT wrong FROM ticks",
            "line 1, column 28: Column 'wrong' not found in any table",
        ),
        (
            "EXECUTE STATEMENT SET BEGIN INSERT INTO nowhere SELECT wrong FROM ticks; END",
            "line 1, column 56: Column 'wrong' not found in any table",
        ),
        (
            "INSERT INTO nowhere SELECT 'a' FROM ticks",
            "Column types of query result and sink for 'default_catalog.default_database.nowhere' "
            "do not match. Cause: Incompatible types for sink column 'id' at position 1. "
            "Query schema: [EXPR$0: CHAR(1) NOT NULL] Sink schema: [id: BIGINT]",
        ),
    ],
)
def test_a_dry_run_names_the_place_in_the_authors_text(
    flink: FlinkSubject, statement: str, reason: str
) -> None:
    with pytest.raises(EngineRefused) as error:
        flink.engine.validate(replace(submission(flink.key()), statement=statement))
    assert error.value.reason == reason


def test_a_wrong_definition_is_named(flink: FlinkSubject) -> None:
    plain = submission(flink.key())
    wrong = "CREATE TABLE orders (id BIGINTT) WITH ('connector'='blackhole')"
    with pytest.raises(EngineRefused) as error:
        flink.engine.validate(replace(plain, definitions=(*plain.definitions, wrong)))
    assert error.value.subject == f"{plain.key}, CREATE TABLE orders"
    assert error.value.reason == "line 1, column 25: Unknown identifier 'BIGINTT'"


def test_statement_sets_session_statements_and_comments_pass(flink: FlinkSubject) -> None:
    statement = (
        "-- two at once\nEXECUTE STATEMENT SET BEGIN\n"
        "INSERT INTO nowhere SELECT id FROM ticks; INSERT INTO nowhere SELECT v FROM doubled;\nEND;"
    )
    given = replace(
        submission(flink.key()),
        statement=statement,
        session=("SET 'table.local-time-zone' = 'UTC'",),
    )
    view = "CREATE TEMPORARY VIEW doubled AS SELECT 2 * id AS v FROM ticks"
    given = replace(given, definitions=(*given.definitions, view))
    flink.engine.validate(given)
    assert flink.engine.describe(given.key) is None
    assert flink.engine.submit(given).value == job_id(given.key)


def test_a_secret_reaches_flink_and_no_message(flink: FlinkSubject, kafka: Kafka) -> None:
    """The password breaks out of no literal, and Flink's echo of it comes back masked."""
    secret = kafka.table("secretive", "t", sasl="${secret:PASSWORD}")
    texts = (
        reading(flink.key("a"), "INSERT INTO nowhere SELECT id FROM secretive", secret),
        reading(flink.key("b"), "INSERT INTO nowhere SELECT '${secret:PASSWORD}' FROM wrong"),
        reading(flink.key("c"), "INSERT INTO nowhere SELECT `${secret:PASSWORD}` FROM ticks"),
        reading(flink.key("d"), "INSERT INTO nowhere SELECT FROM '${secret:PASSWORD}'"),
    )
    said = ""
    for text in texts:
        for call in (flink.engine.submit, flink.engine.validate):
            with pytest.raises(TealError) as error:
                call(text)
            said += everything_said(error.value)
    assert "***" in said, "Flink does echo what it is given"
    assert PASSWORD not in said
    assert PASSWORD.replace("'", "''") not in said


def test_a_secret_is_the_value_that_the_statement_uses(flink: FlinkSubject) -> None:
    """A wrong value would be refused: the sink's column is too narrow for the placeholder."""
    sink = "CREATE TABLE narrow (v VARCHAR(13)) WITH ('connector'='blackhole')"
    settings = {"table.exec.sink.type-length-enforcer": "ERROR"}
    plain = reading(flink.key(), "INSERT INTO narrow SELECT '${secret:PASSWORD}' FROM ticks", sink)
    given = replace(plain, settings={**plain.settings, **settings})
    flink.engine.submit(given)

    def runs_with_checkpoint() -> bool:
        seen = flink.engine.readiness(given.key, ())
        assert seen.exceptions == ()
        return seen.phase is JobPhase.RUNNING and seen.checkpoint_started_at is not None

    eventually(runs_with_checkpoint, "the job takes the secret")

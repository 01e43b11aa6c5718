"""Flink's pages of Java become one sentence that keeps the place."""

from __future__ import annotations

import pytest

from teal.engines.flink.root_cause import is_duplicate, is_in_transit, root_cause

_FRAMES = "\tat org.apache.flink.Some.method(Some.java:1)\n\t... 40 more\n"
_GATEWAY = (
    "Internal server error.\n<Exception on server side:\n"
    "org.apache.flink.table.gateway.api.utils.SqlGatewayException: "
    "org.apache.flink.table.gateway.api.utils.SqlGatewayException: Failed to fetchResults.\n"
    + _FRAMES
    + "Caused by: org.apache.flink.table.gateway.service.utils.SqlExecutionException: "
    "Failed to execute the operation 05de0b41-2068-4e23-aed4-0eb20c3dea97.\n" + _FRAMES
)
_SUBMIT = (
    "Caused by: org.apache.flink.table.api.TableException: Failed to execute sql\n"
    + _FRAMES
    + "Caused by: org.apache.flink.util.FlinkException: Failed to execute job 'teal/1/a/v1/1'.\n"
    + _FRAMES
    + "Caused by: org.apache.flink.runtime.client.JobSubmissionException: Failed to submit "
    "ExecutionPlan.\n" + _FRAMES
)


def page(*causes: str) -> str:
    """What the gateway answers for a chain of causes."""
    chain = "".join(f"Caused by: {cause}\n{_FRAMES}" for cause in causes)
    return f"{_GATEWAY}{chain}\nEnd of exception on server side>"


def test_the_planners_place_is_kept() -> None:
    place = "From line 2, column 8 to line 2, column 10: Column 'idd' not found in any table"
    text = page(
        f"org.apache.flink.table.api.ValidationException: SQL validation failed. {place}",
        f"org.apache.calcite.runtime.CalciteContextException: {place}",
        "org.apache.calcite.sql.validate.SqlValidatorException: "
        "Column 'idd' not found in any table",
    )
    assert root_cause(text) == "line 2, column 8: Column 'idd' not found in any table"


def test_the_parsers_list_of_expectations_is_cut() -> None:
    said = (
        'Encountered "g" at line 2, column 16.\nWas expecting one of:\n    <EOF> \n    "AS" ...\n'
    )
    text = page(
        f"org.apache.flink.table.api.SqlParserException: SQL parse failed. {said}",
        f"org.apache.flink.sql.parser.impl.ParseException: {said}",
    )
    assert root_cause(text) == 'Encountered "g" at line 2, column 16.'


def test_a_message_of_several_lines_is_one_sentence() -> None:
    text = page(
        "org.apache.flink.table.api.ValidationException: Column types do not match.\n"
        "Cause: Different number of columns.\n\nQuery schema: [id: BIGINT]\nSink schema:  []"
    )
    assert root_cause(text) == (
        "Column types do not match. Cause: Different number of columns. "
        "Query schema: [id: BIGINT] Sink schema: []"
    )


def test_a_connectors_mistake_names_the_table_and_not_its_options() -> None:
    text = page(
        "org.apache.flink.table.api.ValidationException: Unable to create a source for reading "
        "table 'default_catalog.default_database.bad'.\n\nTable options are:\n\n'password'='x'",
        "org.apache.flink.table.api.ValidationException: Cannot discover a connector",
        "org.apache.flink.table.api.ValidationException: Could not find any factory for 'kafkaa'."
        "\n\nAvailable factory identifiers are:\n\nblackhole",
    )
    assert root_cause(text) == (
        "Unable to create a source for reading table 'default_catalog.default_database.bad'. "
        "Could not find any factory for 'kafkaa'."
    )


def test_an_unknown_option_is_named_without_all_the_known_ones() -> None:
    text = page(
        "org.apache.flink.table.api.ValidationException: Unsupported options found for 'kafka'."
        "\n\nUnsupported options:\n\npasswort\n\nSupported options:\n\nconnector\nformat"
    )
    assert root_cause(text) == (
        "Unsupported options found for 'kafka'. Unsupported options: passwort"
    )


def test_a_bare_root_brings_what_it_is_about() -> None:
    text = page(
        "org.apache.flink.util.FlinkException: Global failure triggered by OperatorCoordinator",
        "java.lang.RuntimeException: Failed to get metadata for topics [orders].",
        "java.util.concurrent.ExecutionException: org.apache.kafka.UnknownTopicException: "
        "This server does not host this topic-partition.",
        "org.apache.kafka.UnknownTopicException: This server does not host this topic-partition.",
    )
    assert root_cause(text) == (
        "Failed to get metadata for topics [orders]. "
        "This server does not host this topic-partition."
    )


def test_an_exception_without_a_message_is_named_by_its_class() -> None:
    assert root_cause(page("java.lang.NullPointerException")) == "NullPointerException"


def test_a_table_at_the_start_of_a_message_is_no_class() -> None:
    text = page("org.apache.flink.table.api.TableException: cat.db.Orders: no primary key")
    assert root_cause(text) == "cat.db.Orders: no primary key"


def test_plain_text_is_its_own_cause() -> None:
    assert root_cause("no answer in time") == "no answer in time"


def test_nothing_said_is_said_to_be_nothing() -> None:
    assert root_cause("") == "no reason was given"


def test_a_reason_is_never_a_page() -> None:
    assert len(root_cause(page(f"java.lang.RuntimeException: {'x' * 5_000}"))) <= 400


@pytest.mark.parametrize(
    "refusal",
    [
        "org.apache.flink.runtime.client.DuplicateJobSubmissionException: Job has already been "
        "submitted.",
        "org.apache.flink.runtime.client.DuplicateApplicationSubmissionException: Application has "
        "already been submitted.",
    ],
)
def test_a_duplicate_is_known_inside_the_jobmanagers_own_page(refusal: str) -> None:
    text = (
        _GATEWAY
        + _SUBMIT
        + (
            "Caused by: org.apache.flink.runtime.rest.util.RestClientException: "
            f"[Internal server error., <Exception on server side:\n{refusal}\n{_FRAMES}\n"
            "End of exception on server side>]\n"
        )
    )
    assert is_duplicate(text)
    assert not is_in_transit(text)


def test_a_lost_connection_on_the_way_to_the_jobmanager_is_in_transit() -> None:
    text = (
        _GATEWAY
        + _SUBMIT
        + (
            "Caused by: org.apache.flink.util.concurrent.FutureUtils$RetryException: Could not "
            f"complete the operation.\n{_FRAMES}"
            "Caused by: java.net.ConnectException: Connection refused\n"
        )
    )
    assert is_in_transit(text)
    assert not is_duplicate(text)


def test_a_catalog_that_cannot_be_reached_while_planning_is_a_refusal() -> None:
    assert not is_in_transit(page("java.net.ConnectException: Connection refused"))


def test_stack_frames_prove_nothing() -> None:
    frame = "\tat org.apache.flink.LeaderRetrievalTimeoutException.run(A.java:1)\n"
    assert not is_in_transit(_GATEWAY + _SUBMIT + frame)

"""Looking at a job that may be anybody's: what it reads, from where, and what it runs."""

from __future__ import annotations

from tests.unit.engines.scripted_flink import UNKNOWN_JOB, ScriptedFlink, error, ok

from teal.engines.flink.pictures import Pictures
from teal.engines.flink.submission_text import fingerprint
from teal.model.adoption import JobPicture, Likeness
from teal.model.codec import Json
from teal.model.names import UnitKey
from teal.model.submission import Submission
from teal.ports.engine import UnitHandle

HANDLE = UnitHandle("1f")
SUBMISSION = Submission(UnitKey("d", "fct", 1, 1), "INSERT INTO fct SELECT id FROM src")
SOURCE = "Source: KafkaSource-default_catalog.default_database.src"
GAUGE = (
    "Source__KafkaSource-default_catalog_default_database_src.KafkaSourceReader.topic."
    "shop_src.partition.0.currentOffset"
)
EXPLAINED = """== Physical Execution Plan ==
{"nodes": [
  {"id": 1, "contents": "Source: KafkaSource-default_catalog.default_database.src"},
  {"id": 2, "contents": "[9]:Calc(select=[id])"},
  {"id": 3, "contents": "fct[10]: Writer"}
]}"""


def flink() -> ScriptedFlink:
    """A job of two vertices, whose metrics come with the second look."""
    script = ScriptedFlink()
    nodes: list[Json] = [
        {"id": "b", "description": "[3]:Calc(select=[id])<br/>+- fct[4]: Writer", "inputs": [{}]},
        {"id": "a", "description": SOURCE},
    ]
    script.on(
        "GET http://jobmanager/jobs/1f$",
        ok(
            {
                "jid": "1f",
                "name": "nightly",
                "state": "RUNNING",
                "start-time": 1,
                "now": 2,
                "plan": {"nodes": nodes},
            }
        ),
    )
    script.on("/jobs/1f/config", ok({"execution-config": {"user-config": {}}}))
    script.on("/jobs/1f/checkpoints", ok({"latest": {}}))
    script.on("/vertices/a/subtasks/metrics", ok([]), ok([{"id": GAUGE}]))
    return script


def pictures(script: ScriptedFlink) -> Pictures:
    """What looks, over the script."""
    return Pictures(script.jobs(), script.submitter(), script.clock)


def explains(script: ScriptedFlink, text: str) -> None:
    """The gateway answers an EXPLAIN."""
    script.on("POST http://gateway/v3/sessions$", ok({"sessionHandle": "s"}))
    script.on("POST .*/statements", ok({"operationHandle": "o"}))
    script.on("GET .*/operations/o/status", ok({"status": "FINISHED"}))
    rows: Json = {"data": [{"kind": "INSERT", "fields": [text]}]}
    script.on(
        "GET .*/operations/o/result/0",
        ok({"resultType": "NOT_READY"}),
        ok({"resultType": "PAYLOAD", "results": rows}),
    )
    script.on("DELETE", ok({}))


def test_a_picture_has_tables_topics_and_checkpoints() -> None:
    found = pictures(flink()).picture(HANDLE, ["shop.src", "shop.other", "raw"])
    assert found == JobPicture(
        writes=("fct",),
        reads=("default_catalog.default_database.src",),
        read_topics={"default_catalog.default_database.src": ("shop.src",)},
        takes_checkpoints=True,
    )


def test_topics_that_metrics_cannot_tell_apart_are_both_named() -> None:
    found = pictures(flink()).picture(HANDLE, ["shop.src", "shop_src"])
    assert found is not None
    assert found.read_topics == {
        "default_catalog.default_database.src": ("shop.src", "shop_src"),
    }


def test_a_job_that_is_gone_has_no_picture() -> None:
    script = ScriptedFlink()
    script.on("GET http://jobmanager/jobs/1f$", UNKNOWN_JOB)
    assert pictures(script).picture(HANDLE, []) is None
    assert pictures(script).resemblance(HANDLE, SUBMISSION).likeness is Likeness.UNKNOWN


def test_a_job_without_checkpoints_says_so() -> None:
    script = flink()
    script.on("/jobs/1f/checkpoints", error(404, "Checkpointing has not been enabled."))
    found = pictures(script).picture(HANDLE, [])
    assert found is not None
    assert found.takes_checkpoints is False


def test_the_mark_of_the_very_text_is_proof_without_asking_the_gateway() -> None:
    script = flink()
    marked: Json = {"user-config": {"teal.submission": fingerprint(SUBMISSION)}}
    script.on("/jobs/1f/config", ok({"execution-config": marked}))
    assert pictures(script).resemblance(HANDLE, SUBMISSION).likeness is Likeness.SAME_TEXT
    assert script.count("gateway") == 0


def test_the_plan_that_flink_makes_of_the_text_is_compared_with_the_running_one() -> None:
    script = flink()
    explains(script, EXPLAINED)
    assert pictures(script).resemblance(HANDLE, SUBMISSION).likeness is Likeness.SAME_PLAN
    assert "EXPLAIN JSON_EXECUTION_PLAN INSERT INTO fct" in "\n".join(script.bodies)


def test_another_plan_names_the_operators() -> None:
    script = flink()
    explains(script, EXPLAINED.replace("select=[id]", "select=[id], where=[(id > 1)]"))
    found = pictures(script).resemblance(HANDLE, SUBMISSION)
    assert found.likeness is Likeness.DIFFERENT
    assert found.only_running == ("Calc(select=[id])",)
    assert found.only_planned == ("Calc(select=[id], where=[(id > 1)])",)


def test_a_text_that_flink_cannot_plan_proves_nothing() -> None:
    script = flink()
    explains(script, EXPLAINED)
    script.on("GET .*/operations/o/status", ok({"status": "ERROR"}))
    script.on("GET .*/operations/o/result/0", error(500, "Column 'r' not found in any table"))
    found = pictures(script).resemblance(HANDLE, SUBMISSION)
    assert found.likeness is Likeness.UNKNOWN
    assert "Column 'r' not found in any table" in found.reason


def test_a_flink_that_shows_no_operators_proves_nothing() -> None:
    script = flink()
    explains(script, "== Abstract Syntax Tree ==")
    found = pictures(script).resemblance(HANDLE, SUBMISSION)
    assert (found.likeness, found.reason) == (
        Likeness.UNKNOWN,
        "this Flink does not show its operators",
    )

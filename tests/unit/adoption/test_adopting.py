"""What runs is bound to the units of a revision, and everything goes on from there."""

from __future__ import annotations

import pytest
from tests.unit.adoption.cluster import PREFIX, Cluster
from tests.unit.adoption.conftest import FCT, INT
from tests.unit.cli.flow import flow


def test_what_was_adopted_needs_no_plan_and_doctor_finds_nothing(cluster: Cluster) -> None:
    before = (cluster.bench.kafka.list_names(), set(cluster.jobs()))
    said = cluster.adopt()
    assert "job-int  insert-into_x" in said.out
    assert "found by the tables that it writes; Flink makes of this text the plan" in said.out
    assert "topic orders_v3 (id memory-1); told by fct_regions, which reads it" in said.out
    assert said.out.endswith("Recorded as release r1. Next: teal plan (it should be empty)\n")
    assert "Nothing to do" in cluster.teal("plan", "--detailed-exitcode").out
    assert cluster.teal("doctor", "--json").json["diagnosis"] == {
        "$type": "Diagnosis",
        "findings": [],
        "foreign": 0,
        "jobs": 2,
        "topics": 2,
    }
    assert cluster.jobs() == {"job-int": "int_orders@v1#1", "job-fct": "fct_regions@v1#1"}
    assert (cluster.bench.kafka.list_names(), set(cluster.jobs())) == before


def test_the_record_holds_texts_versions_and_native_ids(cluster: Cluster) -> None:
    cluster.terminal.git("init", "-q", "-b", "main")
    cluster.terminal.commit("first")
    cluster.adopt()
    deployment = cluster.bench.store.load()
    assert deployment is not None
    assert deployment.serving == {"fct_regions": 1, "int_orders": 1}
    fct, ints = deployment.units
    assert (fct.handle, ints.handle) == ("job-fct", "job-int")
    assert (fct.start, fct.commit) == ("unknown", cluster.terminal.git("rev-parse", "HEAD"))
    assert fct.sql.startswith("INSERT INTO fct_regions")
    assert [version.physical for version in fct.inputs] == ["int_orders"]
    tables = {record.version.logical: record for record in deployment.versions}
    assert tables["int_orders"].topic == "orders_v3"
    assert tables["int_orders"].topic_id == "memory-1"
    assert not tables["int_orders"].owns_topic
    assert tables["int_orders"].complete_since == "unknown"


def test_a_change_plans_only_its_own_units_and_reads_what_was_adopted(cluster: Cluster) -> None:
    cluster.adopt()
    cluster.terminal.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(order_id)")
    plan = cluster.teal("plan", "--json").json["plan"]
    adopted = "Adopted, so that `teal retire` stops their jobs and leaves the topics: fct.regions."
    assert adopted in plan["notes"]
    assert not any("`teal retire` deletes" in note for note in plan["notes"])
    actions = {each["unit"]: each["action"] for each in plan["actions"]}
    assert actions == {"int_orders": "keep", "fct_regions": "rebuild"}
    start = next(step for step in plan["steps"] if step["$type"] == "StartUnit")
    assert start["inputs"] == ["orders_v3"]
    assert start["outputs"] == ["fct_regions_v2"]
    assert "'topic' = 'orders_v3'" in start["submission"]["definitions"][0]


def release(cluster: Cluster) -> None:
    """A change of the fact goes all the way to its promotion."""
    cluster.terminal.edit("facts/fct_regions.sql", "COUNT(*)", "COUNT(order_id)")
    flow(cluster.bench.kafka, 0)
    cluster.teal("deploy")
    cluster.teal("validate", code=4)  # nothing ever came
    cluster.teal("promote", "--unproven", "there is no traffic yet")


@pytest.mark.slow
def test_retirement_stops_the_adopted_job_by_its_own_id_and_leaves_its_topic(
    cluster: Cluster,
) -> None:
    cluster.adopt()
    release(cluster)
    shown = cluster.teal("retire").out
    assert "1. stop fct_regions@v1#1\n" in shown
    assert "Topic fct.regions of fct_regions v1 was adopted: Teal did not create it" in shown
    assert "delete topic" not in shown
    cluster.teal("retire", "--yes")
    assert "job-fct" not in cluster.jobs()
    assert "job-int" in cluster.jobs()
    assert "fct.regions" in cluster.bench.kafka.list_names()
    assert cluster.teal("doctor", "--json").json["diagnosis"]["findings"] == []


@pytest.mark.slow
def test_an_adopted_topic_is_deleted_on_the_word_of_the_mapping_file_alone(
    cluster: Cluster,
) -> None:
    cluster.adopt("tables: {fct_regions: {topic: fct.regions, owned: true}}\n")
    release(cluster)
    shown = cluster.teal("retire").out
    assert "delete topic fct.regions\n" in shown
    assert "was adopted, with the word that Teal may delete it: it goes." in shown
    cluster.teal("retire", "--yes")
    assert "fct.regions" not in cluster.bench.kafka.list_names()


def test_a_dry_run_and_a_draft_record_nothing(cluster: Cluster) -> None:
    draft = cluster.terminal.folder / "draft.yaml"
    said = cluster.teal("adopt", "--draft", str(draft), code=3)
    assert "table fct_regions: no topic is known to be its own" in said.out
    assert cluster.bench.store.load() is None
    text = draft.read_text()
    assert "    job: job-fct  # nightly, found by the tables that it writes\n" in text
    assert "    topic: orders_v3  # told by fct_regions, which reads it\n" in text
    assert "  # fct_regions: TOPIC\n" in text
    draft.write_text(text.replace("# fct_regions: TOPIC", "fct_regions: fct.regions"))
    cluster.teal("adopt", "--map", str(draft), "--dry-run")
    assert cluster.bench.store.load() is None
    cluster.teal("adopt", "--map", str(draft), "--yes")
    assert "Nothing to do" in cluster.teal("plan").out


def test_adopting_again_changes_nothing(cluster: Cluster) -> None:
    cluster.adopt()
    before = cluster.bench.store.load()
    said = cluster.adopt()
    assert "Nothing to do: the store holds 2 units of this revision already" in said.out
    assert cluster.bench.store.load() == before


def test_what_comes_later_is_adopted_later(cluster: Cluster) -> None:
    cluster.adopt("units: {fct_regions: absent}\ntables: {int_orders: orders_v3}\n")
    assert "create" in cluster.teal("plan").out
    cluster.adopt()
    assert cluster.teal("resolve", "--json").json["tables"].keys() == {"int_orders", "fct_regions"}
    assert "Nothing to do" in cluster.teal("plan").out
    releases = cluster.teal("history", "--json").json["releases"]
    assert [each["release"]["id"] for each in releases] == ["r2", "r1"]


def test_without_a_yes_a_script_is_told_to_say_it(cluster: Cluster) -> None:
    mapping = cluster.map("tables: {fct_regions: fct.regions}\n")
    said = cluster.teal("adopt", "--map", mapping, code=64)
    assert "Say --yes, or look with --dry-run." in said.err
    assert cluster.bench.store.load() is None


def test_history_and_explain_tell_what_was_adopted(cluster: Cluster) -> None:
    cluster.adopt()
    assert "r1  adopted  " in cluster.teal("history").out
    said = cluster.teal("explain", "int_orders").out
    assert "topic orders_v3 (adopted)\n" in said
    assert "job int_orders@v1#1 job-int (running since " in said
    assert "fct_regions (pipelines/facts/fct_regions.sql:5) reads int_orders v1 now" in said


def test_names_that_fit_no_template_are_kept(cluster: Cluster) -> None:
    cluster.topic("legacy")
    cluster.bench.flink.add_foreign("job-2", "x")  # somebody else's, tells nothing
    statement = INT.replace("int_orders", "ORDERS_FINAL")
    cluster.runs("job-old", "orders", "ORDERS_FINAL", ("raw_orders",), statement)
    said = cluster.adopt(
        "units: {int_orders: job-old, fct_regions: job-fct}\n"
        "tables: {fct_regions: fct.regions, int_orders: {name: ORDERS_FINAL, topic: orders_v3}}\n"
        "trust: it has run so since spring\n",
        code=3,
    )
    assert (
        "its job reads default_catalog.default_database.int_orders, and what serves as" in said.err
    )
    cluster.runs(
        "job-fct2",
        "f",
        "fct_regions",
        ("ORDERS_FINAL",),
        FCT.replace("int_orders", "ORDERS_FINAL"),
        {"ORDERS_FINAL": "orders_v3"},
    )
    cluster.adopt(
        "units: {int_orders: job-old, fct_regions: job-fct2}\n"
        "tables: {fct_regions: fct.regions, int_orders: {name: ORDERS_FINAL, version: 3}}\n"
        "trust: it has run so since spring\n"
    )
    served = cluster.teal("resolve", "int_orders", "--json").json["tables"]["int_orders"]
    assert served == {"physical": "ORDERS_FINAL", "topic": "orders_v3", "version": 3}
    cluster.terminal.edit("intermediates/int_orders.sql", "LAST_VALUE(amount)", "MAX(amount)")
    assert "→ int_orders_v4\n" in cluster.teal("plan").out


@pytest.mark.parametrize("command", [("history",), ("explain", "int_orders")])
def test_commands_answer_before_anything_was_deployed(
    cluster: Cluster, command: tuple[str, ...]
) -> None:
    cluster.teal(*command)
    cluster.teal(*command, "--json")


def test_with_versioned_naming_the_files_say_the_number(cluster: Cluster) -> None:
    cluster.terminal.config(pipelines="pipelines", naming="versioned")
    for file in ("intermediates/int_orders.sql", "facts/fct_regions.sql"):
        path = cluster.terminal.folder / "pipelines" / file
        path.write_text(path.read_text().replace("int_orders", "int_orders_v3"))
    cluster.bench = cluster.terminal.keep()
    cluster.runs("job-int", "i", "int_orders_v2", ("raw_orders",), _in(INT, 3))
    told = {"int_orders_v3": "orders_v3"}
    cluster.runs("job-fct", "f", "fct_regions", ("int_orders_v3",), _in(FCT, 3), told)
    said = cluster.adopt(code=3)
    assert f"its job writes {PREFIX}int_orders_v2, and this is to be int_orders_v3." in said.err
    cluster.runs("job-int", "i", "int_orders_v3", ("raw_orders",), _in(INT, 3))
    cluster.adopt()
    assert "Nothing to do" in cluster.teal("plan").out
    served = cluster.teal("resolve", "int_orders", "--json").json["tables"]["int_orders"]
    assert served == {"physical": "int_orders_v3", "topic": "orders_v3", "version": 3}


def _in(statement: str, number: int) -> str:
    return statement.replace("int_orders", f"int_orders_v{number}")

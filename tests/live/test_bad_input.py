"""What goes wrong on real Flink and Kafka is told in a few lines, and nothing is left half done."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.live.small_project import SmallProject, small_project
from tests.live.talking import talking
from tests.live.wire import Wire

from teal.ports.stack import StackAddresses
from teal.ports.topics import TopicSpec

pytestmark = pytest.mark.live

SECRET = "hunter2-correct-horse"
UNITS = ("src_orders", "int_orders", "fct_regions")


@pytest.fixture
def project(tmp_path: Path, stack: StackAddresses) -> Iterator[SmallProject]:
    """Three units, nothing deployed."""
    project = small_project(tmp_path / "project", stack)
    try:
        yield project
    finally:
        project.clean()


def told(project: SmallProject, *arguments: str, code: int) -> str:
    """Both outputs of a command that ends with this code."""
    with talking(project, *arguments) as command:
        assert command.end() == code, command.text
        return command.text


def configured(project: SmallProject, old: str, new: str) -> None:
    """Change the configuration."""
    path = project.folder / "teal.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def running(project: SmallProject) -> Counter[str]:
    """Jobs of this project by unit key."""
    with closing(project.bench()) as bench:
        return Counter(str(job.key) for job in bench.engine.list_all() if job.phase.is_live)


def topics(project: SmallProject) -> dict[str, str]:
    """Topics of this project with their ids."""
    with closing(project.bench()) as bench:
        names = [n for n in bench.topics.list_names() if n.startswith(f"{project.name}.")]
        return {name: found.id for name, found in bench.topics.describe(names).items()}


def ours(project: SmallProject) -> Counter[str]:
    """One job a unit, as bench and engine see a first deployment."""
    found = running(project)
    return Counter({key: n for key, n in found.items() if key.split("@")[0] in UNITS})


EACH_ONCE = Counter(f"{unit}@v1#1" for unit in UNITS)


def test_sql_that_flink_refuses_is_told_by_its_root_cause(project: SmallProject) -> None:
    before = topics(project)
    project.edit("int_orders.sql", "amount FROM src_orders", "amuont FROM src_orders")
    text = told(project, "deploy", code=1)
    assert "pipelines/int_orders.sql:5: int_orders@v1#1: the engine refused it: " in text
    assert "Column 'amuont' not found in any table" in text
    assert "teal abort" in text
    assert not re.search(r"\bat org\.|Exception|Caused by", text)
    assert len(text.splitlines()) < 20
    project.teal("abort")
    assert ours(project) == Counter()
    assert topics(project) == before


@pytest.mark.parametrize(
    ("part", "key"), [("Flink JobManager", "jobmanager"), ("Kafka", "bootstrap")]
)
def test_a_part_that_does_not_answer_is_named_with_its_address(
    project: SmallProject, part: str, key: str
) -> None:
    address = (
        project.addresses.kafka_bootstrap
        if key == "bootstrap"
        else project.addresses.jobmanager_url
    )
    nobody = "127.0.0.1:1" if key == "bootstrap" else "http://127.0.0.1:1"
    configured(project, f'{key}: "{address}"', f'{key}: "{nobody}"')
    try:
        text = told(project, "deploy", code=1)
        assert text.startswith(f"error: {part} at {nobody} cannot be reached: ")
        assert "Check that it runs and that the configuration holds its address." in text
        assert len(text.splitlines()) == 1
        assert not (project.folder / ".teal").exists()
        assert "Nothing has been deployed here yet." in project.teal("status")
    finally:
        configured(project, f'{key}: "{nobody}"', f'{key}: "{address}"')
    assert ours(project) == Counter()


def test_a_gateway_that_goes_in_the_middle_is_asked_again(project: SmallProject) -> None:
    """What has been submitted when it goes is not submitted again."""
    gateway = project.addresses.gateway_url
    with Wire(gateway, cut_at=b"INSERT INTO fct_regions") as wire:
        configured(project, gateway, wire.url)
        with talking(project, "deploy") as command:
            command.until("SQL Gateway does not answer; asking again")
            wire.mend()
            assert command.end() == 0, command.text
        assert "✓ start fct_regions@v1#1" in command.text
        configured(project, wire.url, gateway)
    assert ours(project) == EACH_ONCE
    project.teal("doctor")


def test_an_interrupted_deployment_goes_on(project: SmallProject) -> None:
    with talking(project, "deploy") as command:
        command.until("✓ start src_orders@v1#1")
        command.interrupt()
        assert command.end() == 130, command.text
    assert "`teal resume` goes on" in command.text
    assert "Traceback" not in command.text
    assert project.asked("status")["lease"] is None
    project.teal("resume")
    assert ours(project) == EACH_ONCE
    assert project.asked("status")["open_releases"][0]["phase"] == "validating"
    project.teal("doctor")


def test_a_second_operator_is_refused_and_the_first_ends_well(project: SmallProject) -> None:
    configured(project, "readiness: {", "readiness: {samples: 20, ")
    with talking(project, "deploy") as first:
        first.until("wait until src_orders@v1#1")
        refused = told(project, "abort", code=5)
        assert f"(process {first.process.pid}) has been acting on this deployment since " in refused
        assert first.end() == 0, first.text
    assert ours(project) == EACH_ONCE


def test_a_topic_that_exists_with_other_partitions_is_never_taken(project: SmallProject) -> None:
    name = f"{project.name}.int_orders"
    plan = str(project.folder / "r.plan")
    project.teal("plan", "-o", plan)
    with closing(project.bench()) as bench:
        theirs = bench.topics.create(TopicSpec(name, 5, 1, {}))
    assert f"topic {name} exists with 5 partitions" in told(project, "plan", code=3)
    stale = told(project, "deploy", plan, code=5)
    assert f"topic {name} exists now; the plan wants to create it" in stale
    assert topics(project) == {
        name: theirs.id,
        f"{project.name}.raw": topics(project)[f"{project.name}.raw"],
    }
    assert ours(project) == Counter()


def test_an_external_topic_that_is_missing_is_told_with_its_place(project: SmallProject) -> None:
    configured(project, f"{project.name}.raw", f"{project.name}.row")
    text = told(project, "deploy", code=1)
    assert text.startswith(
        f"pipelines/raw_orders.sql:1:1: error [TEAL-302]: the topic `{project.name}.row` of the "
        "external table `raw_orders` does not exist."
    )
    assert topics(project).keys() == {f"{project.name}.raw"}


def test_an_empty_store_beside_what_runs_is_refused(project: SmallProject) -> None:
    project.teal("deploy", "--no-wait")
    jobs, made = ours(project), topics(project)
    assert jobs == EACH_ONCE
    shutil.move(project.folder / ".teal", project.folder / "kept")
    for command in (("plan",), ("deploy",)):
        text = told(project, *command, code=3)
        assert "the store holds no deployment, but names of this project are in use." in text
        for unit in UNITS:
            assert f"/{unit}/v1/1 is " in text
            assert f"topic {project.name}.{unit} exists with 1 partition" in text
        assert "`teal adopt --rebuild`" in text
    assert (ours(project), topics(project)) == (jobs, made)
    assert not (project.folder / ".teal").exists()
    shutil.move(project.folder / "kept", project.folder / ".teal")
    project.teal("wait")
    project.teal("doctor")


def test_a_secret_reaches_flink_and_kafka_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, project: SmallProject
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", SECRET)
    path = project.folder / "teal.yaml"
    plain = path.read_text().replace(
        "kafka: {", 'kafka: {properties: {client.id: "${secret:SHOP_TOKEN}"}, '
    )
    path.write_text(plain + 'session: {settings: {shop.token: "${secret:SHOP_TOKEN}"}}\n')
    plan = str(project.folder / "r.plan")
    said = [
        project.teal("plan", "-o", plan),
        told(project, "deploy", plan, code=0),
        project.teal("doctor", "--json"),
        project.teal("abort"),
    ]
    path.write_text(plain + 'session: {settings: {parallelism.default: "${secret:SHOP_TOKEN}"}}\n')
    refused = told(project, "deploy", code=1)
    assert "Could not parse value '***' for key 'parallelism.default'" in refused
    said += [refused, project.teal("status", "--json")]
    assert SECRET not in "".join(said)
    written = everything_written(project.folder)
    assert "${secret:SHOP_TOKEN}" in written
    assert SECRET not in written


def everything_written(folder: Path) -> str:
    """All files of the project, and all rows of its store."""
    texts = [
        path.read_bytes().decode(errors="replace") for path in folder.rglob("*") if path.is_file()
    ]
    with closing(sqlite3.connect(folder / ".teal" / "state.db")) as store:
        texts.append("\n".join(store.iterdump()))
    return "\n".join(texts)

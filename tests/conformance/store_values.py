"""Small builders for what a store keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from teal.model.deployment import (
    Deployment,
    Phase,
    Release,
    UnitRecord,
    UnitState,
    VersionRecord,
    VersionState,
)
from teal.model.names import UnitKey, Version, physical_name
from teal.model.run import Evidence, Holder, JournalEntry, Mark, Run, RunState
from teal.model.submission import Submission
from teal.model.validation import Verdict

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def deployment(project: str = "retail", environment: str = "test", name: str = "d1") -> Deployment:
    return Deployment(id=name, project=project, environment=environment, serial=0)


def version(logical: str, number: int) -> Version:
    return Version(logical, number, physical_name(logical, number))


def version_record(
    logical: str, number: int = 1, state: VersionState = VersionState.GREEN
) -> VersionRecord:
    return VersionRecord(
        version=version(logical, number),
        state=state,
        sql=f"CREATE TABLE {logical} (`schlüssel` STRING) -- \t'ok' \x00 ☃",
        unit=logical,
        release="r1",
        topic=physical_name(logical, number),
        topic_id="pQ7x",
        created_at=NOW,
    )


def unit_record(unit: str, number: int = 1, attempt: int = 1) -> UnitRecord:
    key = UnitKey("d1", unit, number, attempt)
    return UnitRecord(
        key=key,
        kind="insert",
        targets=(version(unit, number),),
        inputs=(version("src_orders", 1), version("src_items", 2)),
        external_sql={"raw_orders": "CREATE TABLE raw_orders (id INT)"},
        sql=f"INSERT INTO {unit}\r\nSELECT 1",
        file=f"pipelines/{unit}.sql",
        line=3,
        commit="c" * 40,
        release="r1",
        state=UnitState.STARTED,
        submission=Submission(key, "INSERT …", ("CREATE …",), (), {"parallelism": "1"}),
        handle="0f" * 16,
        started_at=NOW,
    )


def release(name: str = "r1", number: int = 1, phase: Phase = Phase.DEPLOYING) -> Release:
    return Release(
        id=name,
        number=number,
        phase=phase,
        plan_hash="a" * 64,
        commit="c" * 40,
        actor="ada",
        opened_at=NOW,
        created=(version("int_orders", 2),),
        replaced=(version("int_orders", 1),),
        units=("int_orders",),
        evidence=Evidence(Verdict.PASS, NOW, "run-1", '{"a":1}'),
    )


def run(name: str = "run-1", release: str = "r1", state: RunState = RunState.OPEN) -> Run:
    return Run(name, release, "deploy", '{"steps":[]}', state, NOW, "ada")


def entry(step: str, run: str = "run-1", mark: Mark = Mark.INTENT) -> JournalEntry:
    return JournalEntry(run, step, mark, NOW, "ada", '{"observed":"\\u0000"}')


def holder(actor: str = "ada", pid: int = 1, host: str = "elsewhere") -> Holder:
    """Somebody on another host, who can never be found dead."""
    return Holder(actor, host, "boot", pid, 12.5)

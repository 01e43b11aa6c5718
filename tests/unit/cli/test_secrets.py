"""Secrets and passwords appear in no output, plan, store or journal."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.unit.cli.terminal import Terminal

from teal.engines.memory.engine import MemoryEngine
from teal.engines.memory.script import Script

PASSWORD = "hunter2-correct-horse"


@pytest.fixture
def secretive(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A project whose session and tables need a secret."""
    monkeypatch.setenv("API_KEY", PASSWORD)
    terminal.config(
        pipelines="pipelines",
        session="{settings: {'table.local-time-zone': 'UTC${secret:API_KEY}'}}",
        tables="{options: {'properties.sasl.jaas.config': 'password=${secret:API_KEY}'}}",
    )
    terminal.keep()
    return terminal


def everything_written(folder: Path) -> str:
    """All files of a project, and all rows of its store."""
    texts = [
        path.read_bytes().decode(errors="replace") for path in folder.rglob("*") if path.is_file()
    ]
    with closing(sqlite3.connect(folder / ".teal" / "state.db")) as store:
        texts.append("\n".join(store.iterdump()))
    return "\n".join(texts)


def test_a_secret_is_in_no_output_plan_or_record(secretive: Terminal) -> None:
    said = [
        secretive.teal(*command).all
        for command in (
            ("check",),
            ("plan", "-o", "r.plan"),
            ("plan", "--json"),
            ("show", "r.plan", "--json"),
            ("deploy", "r.plan", "--no-wait"),
            ("wait", "--json"),
            ("status", "--json"),
            ("doctor", "--json"),
            ("abort", "--json"),
        )
    ]
    written = everything_written(secretive.folder)
    assert "${secret:API_KEY}" in written
    assert PASSWORD not in written
    assert PASSWORD not in "".join(said)


def test_a_secret_in_an_engines_answer_is_masked(secretive: Terminal) -> None:
    bench = secretive.kept
    assert bench is not None
    refusal = f"cannot connect with password={PASSWORD}"
    script = Script(refusals={"INTO": refusal})
    bench.__dict__["engine"] = MemoryEngine(bench.deployment_id, bench.clock, script)
    said = secretive.teal("deploy", code=1)
    assert "cannot connect with password=***" in said.err
    assert PASSWORD not in said.all
    assert PASSWORD not in everything_written(secretive.folder)
    assert PASSWORD not in secretive.teal("status", "--json").all


FLINK = "{kind: flink, gateway: 'http://127.0.0.1:1', jobmanager: 'http://127.0.0.1:1'}"


def test_a_secret_that_is_nowhere_is_named(terminal: Terminal) -> None:
    kafka = "{bootstrap: '127.0.0.1:1', properties: {sasl.password: '${secret:SHOP_PASSWORD}'}}"
    terminal.config(pipelines="pipelines", engine=FLINK, kafka=kafka)
    assert terminal.teal("plan", code=1).err == (
        "error: The secret SHOP_PASSWORD was not found: looked for the environment variables "
        "TEAL_SECRET_SHOP_PASSWORD and SHOP_PASSWORD. "
        "Set SHOP_PASSWORD, or write it into a file that `secrets.file` names.\n"
    )


def test_a_password_in_plain_text_that_would_stand_in_plans_is_a_mistake(
    terminal: Terminal,
) -> None:
    kafka = f"{{bootstrap: '127.0.0.1:1', properties: {{sasl.password: '{PASSWORD}'}}}}"
    terminal.config(pipelines="pipelines", engine=FLINK, kafka=kafka)
    said = terminal.teal("plan", "-o", "r.plan", code=1)
    assert "`kafka.properties.sasl.password` holds a password in plain text, which" in said.err
    assert "Write ${secret:NAME} in its place" in said.err
    assert PASSWORD not in said.all
    assert not (terminal.folder / "r.plan").exists()


def test_a_password_in_the_stores_url_is_warned_of_and_not_shown(terminal: Terminal) -> None:
    url = f"postgresql://teal:{PASSWORD}@127.0.0.1:1/teal"
    terminal.config(pipelines="pipelines", store=f"{{url: '{url}'}}")
    said = terminal.teal("check")
    assert "warning [config-plain-secret]: `store.url` holds a password in plain text." in said.out
    assert PASSWORD not in said.all
    assert PASSWORD not in terminal.teal("plan", code=1).all


def test_other_mistakes_do_not_show_a_password(terminal: Terminal) -> None:
    kafka = f"{{properties: {{sasl.password: '{PASSWORD}'}}, bootstrapp: 'x'}}"
    terminal.config(pipelines="pipelines", kafka=kafka)
    said = terminal.teal("check", code=1)
    assert "There is no key `bootstrapp` under `kafka`." in said.err
    assert PASSWORD not in said.err

"""What is kept between commands saves time and changes nothing: the same bytes with and without
it, whatever became of the files or of what was kept."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.cli.terminal import Terminal, opened

pytestmark = pytest.mark.slow

CONFIG = """version: 1
project: shop
environment: test
engine: {kind: memory}
externals: [raw_orders]
variables: {floor: "10"}
"""
TEAL = "from teal.cli.main import main; main()"
FILES = {
    "ddl.raw_orders.sql": "CREATE TABLE raw_orders (id BIGINT, price DECIMAL(10, 2), seen_at "
    "TIMESTAMP(3), WATERMARK FOR seen_at AS seen_at) WITH ('changelog.mode' = 'append');",
    "one/ddl.sql": "CREATE TABLE orders (id BIGINT NOT NULL, price DECIMAL(10, 2), PRIMARY KEY "
    "(id) NOT ENFORCED) WITH ('changelog.mode' = 'upsert');",
    "one/dml.sql": "-- ü\nINSERT INTO orders SELECT id, price FROM raw_orders "
    "WHERE price > $floor;",
    "two/all.sql": "CREATE TABLE sums (id BIGINT NOT NULL, total DECIMAL(38, 2), PRIMARY KEY (id) "
    "NOT ENFORCED) WITH ('changelog.mode' = 'upsert');\nINSERT INTO sums SELECT id, SUM(price) "
    "FROM orders GROUP BY id;\n",
    "two/view.sql": "CREATE VIEW seen AS SELECT * FROM sums;",
}


@pytest.fixture
def terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Terminal]:
    folder = tmp_path / "project"
    folder.mkdir()
    for terminal in opened(folder, capsys, monkeypatch):
        for name, text in FILES.items():
            terminal.sql(name, text)
        terminal.write("teal.yaml", CONFIG)
        yield terminal


def without(terminal: Terminal) -> str:
    """The plan by a command that keeps nothing and uses nothing kept."""
    said = terminal.try_teal("plan", "--json")
    return f"{said.code}\n{said.out}\n{said.err}"


def with_kept(terminal: Terminal) -> str:
    """The plan by another process, which knows of the ones before only what they kept."""
    environment = {k: v for k, v in os.environ.items() if k != "TEAL_NO_CACHE"}
    environment |= {"TEAL_CACHE": str(kept(terminal)), "PYTHONHASHSEED": "7"}
    command = (sys.executable, "-c", TEAL, "plan", "--json")
    done = subprocess.run(
        command, cwd=terminal.folder, env=environment, capture_output=True, text=True, check=False
    )
    return f"{done.returncode}\n{done.stdout}\n{done.stderr}"


def kept(terminal: Terminal) -> Path:
    return terminal.folder.parent / "kept"


def test_a_plan_is_the_same_with_and_without_what_was_kept(terminal: Terminal) -> None:
    plain = without(terminal)
    assert plain.startswith("0\n{")
    assert [with_kept(terminal), with_kept(terminal)] == [plain, plain]


def test_an_edit_a_new_file_and_a_removed_one_are_seen(terminal: Terminal) -> None:
    with_kept(terminal)
    terminal.edit("two/all.sql", "SUM(price)", "MAX(price)")
    assert with_kept(terminal) == without(terminal)
    new = terminal.sql("three.sql", "CREATE VIEW again AS SELECT id FROM seen;")
    assert with_kept(terminal) == without(terminal)
    new.unlink()
    (terminal.folder / "pipelines" / "two" / "view.sql").unlink()
    assert with_kept(terminal) == without(terminal)


def test_mistakes_are_told_again(terminal: Terminal) -> None:
    terminal.sql("bad.sql", "INSERT INTO orders SELEC id FROM nowhere;")
    plain = without(terminal)
    assert plain.startswith("1\n")
    assert [with_kept(terminal), with_kept(terminal)] == [plain, plain]


def test_another_value_of_a_variable_is_seen(terminal: Terminal) -> None:
    with_kept(terminal)
    terminal.write("teal.yaml", CONFIG.replace('"10"', '"11"'))
    assert with_kept(terminal) == without(terminal)


def test_damage_to_what_was_kept_changes_nothing(terminal: Terminal) -> None:
    plain = with_kept(terminal)
    files = [path for path in kept(terminal).rglob("*") if path.is_file()]
    assert files
    for number, path in enumerate(files):
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] if number % 2 else content[:-1] + b"\0\0")
    assert with_kept(terminal) == plain

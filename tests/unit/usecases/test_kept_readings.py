"""What is kept between commands saves time and changes nothing: the same bytes with and without
it, whatever became of the files or of what was kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    for name, text in FILES.items():
        path = folder / "pipelines" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "teal.yaml").write_text(CONFIG)
    return folder


def planned(project: Path, more: dict[str, str]) -> str:
    environment = {k: v for k, v in os.environ.items() if k != "TEAL_NO_CACHE"}
    command = (sys.executable, "-c", TEAL, "plan", "--json")
    done = subprocess.run(
        command, cwd=project, env=environment | more, capture_output=True, text=True, check=False
    )
    return f"{done.returncode}\n{done.stdout}\n{done.stderr}"


def without(project: Path) -> str:
    return planned(project, {"TEAL_NO_CACHE": "1"})


def with_kept(project: Path) -> str:
    return planned(project, {"TEAL_CACHE": str(project.parent / "kept"), "PYTHONHASHSEED": "7"})


def test_a_plan_is_the_same_with_and_without_what_was_kept(project: Path) -> None:
    plain = without(project)
    assert plain.startswith("0\n{")
    assert [with_kept(project), with_kept(project)] == [plain, plain]


def test_an_edit_a_new_file_and_a_removed_one_are_seen(project: Path) -> None:
    with_kept(project)
    file = project / "pipelines" / "two" / "all.sql"
    file.write_text(file.read_text().replace("SUM(price)", "MAX(price)"))
    assert with_kept(project) == without(project)
    (project / "pipelines" / "three.sql").write_text("CREATE VIEW again AS SELECT id FROM seen;")
    assert with_kept(project) == without(project)
    (project / "pipelines" / "three.sql").unlink()
    (project / "pipelines" / "two" / "view.sql").unlink()
    assert with_kept(project) == without(project)


def test_mistakes_are_told_again(project: Path) -> None:
    (project / "pipelines" / "bad.sql").write_text("INSERT INTO orders SELEC id FROM nowhere;")
    plain = without(project)
    assert plain.startswith("1\n")
    assert [with_kept(project), with_kept(project)] == [plain, plain]


def test_another_value_of_a_variable_is_seen(project: Path) -> None:
    with_kept(project)
    (project / "teal.yaml").write_text(CONFIG.replace('"10"', '"11"'))
    assert with_kept(project) == without(project)


def test_damage_to_what_was_kept_changes_nothing(project: Path) -> None:
    plain = with_kept(project)
    kept = [path for path in (project.parent / "kept").rglob("*") if path.is_file()]
    assert kept
    for number, path in enumerate(kept):
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] if number % 2 else content[:-1] + b"\0\0")
    assert with_kept(project) == plain

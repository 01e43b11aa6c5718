"""Projects of any size: layered, a chain, or a star."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

CONFIG = """version: 1
project: generated
environment: bench
engine: {kind: memory}
externals: [raw_0]
"""


def layered(number: int) -> list[int]:
    """Inputs of unit `number`: two of the fifty before it."""
    dice = random.Random(number)
    return sorted({dice.randrange(max(1, number - 50), number) for _ in range(2)})


def chain(number: int) -> list[int]:
    """Inputs of unit `number`: the one before it."""
    return [number - 1]


def star(number: int) -> list[int]:
    """Inputs of unit `number`: the first one."""
    return [1]


def write_project(folder: Path, units: int, shape: Callable[[int], list[int]]) -> None:
    """Write a project of that many units (two statements each) below a new folder."""
    folder.mkdir(parents=True)
    (folder / "teal.yaml").write_text(CONFIG)
    external = folder / "pipelines" / "externals"
    external.mkdir(parents=True)
    (external / "ddl.raw_0.sql").write_text(
        "CREATE TABLE raw_0 (id BIGINT, amount DECIMAL(12, 2), seen_at TIMESTAMP(3))"
        " WITH ('changelog.mode' = 'append');\n"
    )
    for number in range(1, units + 1):
        scripts = _scripts(folder, number)
        scripts.mkdir(parents=True)
        (scripts / f"ddl.t_{number}.sql").write_text(_ddl(number))
        (scripts / f"dml.t_{number}.sql").write_text(_dml(number, _inputs(number, shape)))


def change(folder: Path, number: int, shape: Callable[[int], list[int]], edits: int) -> None:
    """Change an expression of a unit's column `amount`, another one each time."""
    text = _dml(number, _inputs(number, shape))
    changed = text.replace("SUM(amount)", f"SUM(amount * {1 + edits})")
    (_scripts(folder, number) / f"dml.t_{number}.sql").write_text(changed)


def _inputs(number: int, shape: Callable[[int], list[int]]) -> list[str]:
    return ["raw_0"] if number == 1 else [f"t_{each}" for each in shape(number)]


def _scripts(folder: Path, number: int) -> Path:
    return folder / "pipelines" / f"layer_{number % 10}" / f"t_{number}" / "sql-scripts"


def _ddl(number: int) -> str:
    return f"""-- The table t_{number}.
CREATE TABLE IF NOT EXISTS t_{number} (
  id BIGINT NOT NULL,
  amount DECIMAL(38, 2),
  rows_seen BIGINT,
  PRIMARY KEY (id) NOT ENFORCED
) DISTRIBUTED BY HASH(id) INTO 2 BUCKETS WITH ('changelog.mode' = 'upsert');
"""


def _dml(number: int, inputs: list[str]) -> str:
    first = inputs[0]
    joins = "\n".join(f"  LEFT JOIN {each} ON {first}.id = {each}.id" for each in inputs[1:])
    return f"""-- Fills t_{number}.
INSERT INTO t_{number}
WITH wanted AS (
  SELECT {first}.id, {first}.amount
  FROM {first}
{joins}
  WHERE {first}.amount > {number % 7}
)
SELECT id, SUM(amount) AS amount, COUNT(*) AS rows_seen
FROM wanted
GROUP BY id;
"""

"""The woven DAG as a project of Teal's: two statements a unit, each in a file of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bench.woven import EXTERNALS, Woven

_CONFIG = f"""version: 1
project: woven
environment: bench
engine: {{kind: memory}}
externals: [{", ".join(EXTERNALS)}]
"""
_COLUMNS = "(id BIGINT NOT NULL, amount DECIMAL(38, 2), seen_at TIMESTAMP(3)"


def write_teal(folder: Path, units: Iterable[Woven]) -> None:
    """Write the project below a new folder."""
    folder.mkdir(parents=True)
    (folder / "teal.yaml").write_text(_CONFIG)
    outside = folder / "pipelines" / "externals"
    outside.mkdir(parents=True)
    for name in EXTERNALS:
        text = f"CREATE TABLE {name} {_COLUMNS}) WITH ('changelog.mode' = 'append');\n"
        (outside / f"ddl.{name}.sql").write_text(text)
    for unit in units:
        scripts = _scripts(folder, unit)
        scripts.mkdir(parents=True)
        (scripts / f"ddl.{unit.name}.sql").write_text(_definition(unit))
        write_unit(folder, unit)


def write_unit(folder: Path, unit: Woven) -> None:
    """Write the statement of one unit, new or changed."""
    text = f"-- Fills {unit.name}.\nINSERT INTO {unit.name}\n{unit.query(str)};\n"
    (_scripts(folder, unit) / f"dml.{unit.name}.sql").write_text(text)


def _scripts(folder: Path, unit: Woven) -> Path:
    return folder / "pipelines" / f"layer_{unit.layer}" / unit.name / "sql-scripts"


def _definition(unit: Woven) -> str:
    return f"""-- The table {unit.name}.
CREATE TABLE IF NOT EXISTS {unit.name} {_COLUMNS},
  PRIMARY KEY (id) NOT ENFORCED
) DISTRIBUTED BY HASH(id) INTO 2 BUCKETS WITH ('changelog.mode' = 'upsert');
"""

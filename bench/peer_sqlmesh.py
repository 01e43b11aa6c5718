"""The woven DAG as a SQLMesh project on DuckDB."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from bench.peer_home import executable
from bench.processes import Took, took
from bench.woven import COLUMNS, EXTERNALS, Woven, edited, the_middle

_CONFIG = """gateways:
  local:
    connection:
      type: duckdb
      database: woven.db
default_gateway: local
disable_anonymized_analytics: true
model_defaults:
  dialect: duckdb
  start: 2026-01-01
"""
_NOT_APPLIED = 1
"""How it ends when nobody answers its last question, whether to do what it has planned."""

_TYPES = ("BIGINT", "DECIMAL(38, 2)", "TIMESTAMP")


class PeerSqlmesh:
    """`sqlmesh plan`, without questions and without doing what it plans."""

    name = "SQLMesh"
    packages = ("sqlmesh==0.227.1", "duckdb==1.3.2", "pandas==2.3.3")
    asked = "sqlmesh plan"

    def plans_of_edits(self, folder: Path, units: tuple[Woven, ...], runs: int) -> tuple[Took, ...]:
        """Cold, without its folder .cache, and after one more edit."""
        self._write(folder, units)
        sqlmesh = str(executable(self.name, "sqlmesh"))
        apply = (sqlmesh, "plan", "--no-prompts", "--auto-apply", "--skip-tests")
        subprocess.run(apply, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        unit = the_middle(units)

        def edit() -> None:
            nonlocal unit
            unit = edited(unit)
            _write_unit(folder, unit)

        def edit_and_forget() -> None:
            edit()
            shutil.rmtree(folder / ".cache", ignore_errors=True)

        ask = (sqlmesh, "plan", "--no-prompts", "--skip-tests")
        return (
            took(ask, folder, runs, _NOT_APPLIED, before=edit_and_forget),
            took(ask, folder, runs, _NOT_APPLIED, before=edit),
        )

    def _write(self, folder: Path, units: tuple[Woven, ...]) -> None:
        (folder / "models").mkdir(parents=True)
        (folder / "config.yaml").write_text(_CONFIG)
        (folder / "external_models.yaml").write_text("".join(map(_external, EXTERNALS)))
        for unit in units:
            _write_unit(folder, unit)
        columns = ", ".join(f"{c} {t}" for c, t in zip(COLUMNS, _TYPES, strict=True))
        tables = ";\n".join(f"CREATE TABLE outside.{name} ({columns})" for name in EXTERNALS)
        script = (
            "import duckdb; c = duckdb.connect('woven.db'); "
            f"c.execute('''CREATE SCHEMA outside;\n{tables}''')"
        )
        python = str(executable(self.name, "python"))
        subprocess.run((python, "-c", script), cwd=folder, check=True)


def _write_unit(folder: Path, unit: Woven) -> None:
    text = f"MODEL (name woven.{unit.name}, kind FULL);\n\n{unit.query(_qualified)};\n"
    (folder / "models" / f"{unit.name}.sql").write_text(text)


def _qualified(name: str) -> str:
    return f"outside.{name}" if name in EXTERNALS else f"woven.{name}"


def _external(name: str) -> str:
    columns = "".join(f"    {c}: {t}\n" for c, t in zip(COLUMNS, _TYPES, strict=True))
    return f"- name: outside.{name}\n  columns:\n{columns}"

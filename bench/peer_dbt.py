"""The woven DAG as a dbt project on DuckDB."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from bench.peer_home import executable
from bench.processes import Took, took
from bench.woven import EXTERNALS, Woven, edited, the_middle

_PROJECT = """name: woven
version: "1.0"
profile: woven
model-paths: [models]
flags:
  send_anonymous_usage_stats: false
"""
_PROFILES = """woven:
  target: bench
  outputs:
    bench: {type: duckdb, path: woven.db, threads: 2}
"""
_DESCENDANTS = 20


class PeerDbt:
    """`dbt ls --select state:modified+` against the manifest of what is deployed."""

    name = "dbt"
    packages = ("dbt-core==1.10.13", "dbt-duckdb==1.9.6", "duckdb==1.3.2")
    asked = "dbt ls --select state:modified+"

    def plans_of_edits(self, folder: Path, units: tuple[Woven, ...], runs: int) -> tuple[Took, ...]:
        """Cold, without what it keeps of its last parsing, and after one more edit."""
        _write(folder, units)
        dbt = str(executable(self.name, "dbt"))
        subprocess.run((dbt, "--quiet", "parse", "--profiles-dir", "."), cwd=folder, check=True)
        shutil.copytree(folder / "target", folder / "deployed")
        unit = the_middle(units)

        def edit() -> None:
            nonlocal unit
            unit = edited(unit)
            _write_unit(folder, unit)

        def edit_and_forget() -> None:
            edit()
            (folder / "target" / "partial_parse.msgpack").unlink(missing_ok=True)

        where = ("--profiles-dir", ".", "--state", "deployed")
        ask = (dbt, "--quiet", "ls", *where, "--select", "state:modified+")
        edit()
        found = subprocess.run(ask, cwd=folder, check=True, capture_output=True, text=True).stdout
        assert len(found.splitlines()) == 1 + _DESCENDANTS, found
        return (
            took(ask, folder, runs, before=edit_and_forget),
            took(ask, folder, runs, before=edit),
        )


def _write(folder: Path, units: tuple[Woven, ...]) -> None:
    (folder / "models").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(_PROJECT)
    (folder / "profiles.yml").write_text(_PROFILES)
    tables = "".join(f"      - name: {name}\n" for name in EXTERNALS)
    sources = f"version: 2\nsources:\n  - name: outside\n    tables:\n{tables}"
    (folder / "models" / "outside.yml").write_text(sources)
    for unit in units:
        _write_unit(folder, unit)


def _write_unit(folder: Path, unit: Woven) -> None:
    (folder / "models" / f"{unit.name}.sql").write_text(unit.query(_written) + "\n")


def _written(name: str) -> str:
    if name in EXTERNALS:
        return f"{{{{ source('outside', '{name}') }}}}"
    return f"{{{{ ref('{name}') }}}}"

"""Where a project's SQL lies if the configuration does not say it."""

from __future__ import annotations

import re
from pathlib import Path

from teal.model.errors import Mistake

_NAME = re.compile(r"^name:[ \t]*['\"]?([A-Za-z_]\w*)", re.MULTILINE)
_TARGET = re.compile(r"^target-path:[ \t]*['\"]?([^'\"#\n]*[^'\"#\s])", re.MULTILINE)


def sql_folders(folder: Path) -> tuple[Path, ...]:
    """`pipelines` in the folder; what dbt has compiled, for a dbt project; else the folder."""
    beside = folder / "pipelines"
    if beside.is_dir():
        return (beside,)
    if (folder / "dbt_project.yml").is_file():
        return (_compiled(folder),)
    return (folder,)


def _compiled(folder: Path) -> Path:
    """The folder of a dbt project's compiled models. Raises Mistake where there is none: the
    models themselves are templates."""
    text = (folder / "dbt_project.yml").read_text(encoding="utf-8", errors="replace")
    name, target = _NAME.search(text), _TARGET.search(text)
    compiled = folder / (target[1] if target else "target") / "compiled"
    found = compiled / (name[1] if name else "") / "models"
    is_whole = found.is_dir() and (compiled.parent / "manifest.json").is_file()
    if name is None or not is_whole:
        raise Mistake(
            f"{folder} is a dbt project, and there are no compiled models in {compiled}.",
            "Run `dbt compile`, or name the folders of the SQL under `pipelines` of a teal.yaml.",
        )
    return found

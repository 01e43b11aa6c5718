"""Finds the retail example, in a check-out or in an installed wheel, and lays its edits over it."""

import shutil
from pathlib import Path

import teal

CHANGES = ("good", "wrong_join", "wrong_filter", "by_list")

_PACKAGE = Path(teal.__file__).parent


def retail_folder() -> Path:
    """Where the example's files stand; they are read-only for the demo."""
    installed = _PACKAGE / "examples" / "retail"
    return installed if installed.is_dir() else _PACKAGE.parents[1] / "examples" / "retail"


def copy_retail(target: Path) -> None:
    """Copy the project as it is at version 1 to `target`, which must not exist yet."""
    shutil.copytree(retail_folder(), target, ignore=shutil.ignore_patterns("changes"))


def apply_change(name: str, project: Path) -> tuple[Path, ...]:
    """Lay one of `CHANGES` over a copy of the project; return the files written, relative to it."""
    change = retail_folder() / "changes" / name
    shutil.copytree(change, project / "pipelines", dirs_exist_ok=True)
    files = sorted(file.relative_to(change) for file in change.rglob("*.sql"))
    return tuple(Path("pipelines") / file for file in files)

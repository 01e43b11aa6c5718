"""dbt's manifest, which says what each of its compiled models becomes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from teal.model.diagnostics import Diagnostic
from teal.model.errors import ProjectMistakes
from teal.model.project import SourceFile
from teal.revisions.sql_files import source_file

_COMPILED = "compiled"


def manifest_of(roots: Sequence[Path]) -> Path | None:
    """The manifest.json beside the folder `compiled` that SQL is read from, if there is one."""
    for root in roots:
        for folder in (root, *root.parents):
            manifest = folder.parent / "manifest.json"
            if folder.name == _COMPILED and manifest.is_file():
                return manifest
    return None


def manifest_text(path: Path, folder: Path) -> SourceFile:
    """Its text; its path is relative to the project's folder. Raises ProjectMistakes."""
    shown = Path(os.path.relpath(path, folder)).as_posix()
    found = source_file(shown, path.read_bytes())
    if isinstance(found, Diagnostic):
        raise ProjectMistakes((found,))
    return found

"""Settings that were read before: as long as the file says the same, they are not read again by
pydantic and PyYAML, which take longer to load than most commands to run."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from teal.config.folders import sql_folders
from teal.config.settings import Settings
from teal.model.codec import Json, Undecodable, canonical, encoded, from_json
from teal.model.errors import Mistake
from teal.ports.cache import Cache

if TYPE_CHECKING:
    from teal.config.document import Document

_NAME = "settings"


def load_kept(path: Path, cache: Cache) -> Settings:
    """The settings in a file. Raises ProjectMistakes with every mistake, in the file's order."""
    key = _key(path)
    kept = cache.get(_NAME, key) if key is not None else None
    found = _settings(kept, path) if kept is not None else None
    if found is not None:
        return found
    from teal.config.load import read

    settings, document = read(path)
    if key is not None and key == _key(path) and _may_be_kept(settings):
        cache.put(_NAME, key, _kept(settings, document).encode())
    return settings


def _key(path: Path) -> str | None:
    """The file's content, its place, and the home folder that `~` stands for."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    whole = (os.fsencode(path.absolute()), os.fsencode(Path.home()), content)
    return sha256(b"\0".join(whole)).hexdigest()


def _may_be_kept(settings: Settings) -> bool:
    """A password in plain text is written nowhere else."""
    return not settings.sensitive_values and not settings.warnings


def _kept(settings: Settings, document: Document) -> str:
    given = document.at("pipelines")
    names = [given] if isinstance(given, str) else given
    listed: list[Json] | None = [str(n) for n in names] if isinstance(names, list) else None
    return canonical({"pipelines": listed, "settings": encoded(settings)})


def _settings(kept: bytes, path: Path) -> Settings | None:
    try:
        data = json.loads(kept)
        settings = from_json(Settings, data["settings"])
        folders = _folders(data["pipelines"], path.absolute().parent)
    except (Undecodable, Mistake, ValueError, KeyError, TypeError, OSError):
        return None
    are_there = all(folder.is_dir() for folder in folders)
    return settings if are_there and folders == settings.pipelines else None


def _folders(names: list[str] | None, folder: Path) -> tuple[Path, ...]:
    """The folders of the SQL as they are now."""
    if names is None:
        return sql_folders(folder)
    return tuple((folder / name).resolve() for name in names)

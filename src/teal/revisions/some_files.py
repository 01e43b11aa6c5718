"""Reading some of the files of a working tree whose looks are known."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping

from teal.model.errors import Mistake
from teal.model.project import SourceFile
from teal.revisions.looks import Seen, changed_files_of
from teal.revisions.reading import content_of
from teal.revisions.sql_files import source_file


def some_files(
    places: Mapping[str, str], seen: Seen, changed: Collection[str]
) -> tuple[SourceFile, ...] | None:
    """The files at these places, by path. None where one is no text, or looks otherwise than it was
    seen without being among the `changed` places."""
    found: list[SourceFile] = []
    try:
        for path, place in sorted(places.items()):
            if not stat.S_ISREG(os.lstat(place).st_mode):
                return None
            read = source_file(path, content_of(place))
            if not isinstance(read, SourceFile):
                return None
            found.append(read)
        others = changed_files_of(seen, places.values())
    except (OSError, Mistake):
        return None
    return tuple(found) if set(others) <= set(changed) else None

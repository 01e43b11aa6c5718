"""Contents of files that were read before: as long as a file looks the same from outside, it is
not opened again."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from teal.ports.cache import NoCache
from teal.ports.kept import Kept
from teal.revisions.looks import UNSETTLED, Looks, Seen, looks_of, seen
from teal.revisions.reading import beginning_of, content_if_readable, listed, unreadable_folder
from teal.revisions.sql_files import Unreadable

if TYPE_CHECKING:
    from teal.ports.cache import Cache

_SETTLED_NS = 2_000_000_000
"""A file that was changed just now may be changed again within one tick of its clock."""


class Contents:
    """Reads files, or gives what they held when they looked just like now. `now_ns` is the time."""

    def __init__(self, cache: Cache, now_ns: int | None = None) -> None:
        self._keeps = not isinstance(cache, NoCache)
        self._files: Kept[tuple[Looks, bytes]] = Kept(cache, "contents", "1")
        self._folders: Kept[tuple[Looks, list[str], list[str]]] = Kept(cache, "folders", "1")
        self._settled_before = (time.time_ns() if now_ns is None else now_ns) - _SETTLED_NS
        self._seen_files: dict[str, Looks] = {}
        self._seen_folders: dict[str, Looks] = {}

    def below(self, root: Path) -> Iterator[tuple[str, os.stat_result]]:
        """The SQL files below a folder, and how they look. Linked folders are not followed; links
        to files are found. Raises Mistake for a folder that cannot be read."""
        ahead = [str(root)]
        while ahead:
            before = beginning_of(folder := ahead.pop())
            folders, files = self._listed(folder)
            ahead += [before + name for name in folders]
            for name in files:
                try:
                    yield before + name, os.lstat(before + name)
                except FileNotFoundError:
                    continue  # it went away since its folder was listed
                except OSError as error:
                    raise unreadable_folder(folder, error) from error

    def _listed(self, folder: str) -> tuple[list[str], list[str]]:
        if not self._keeps:
            return listed(folder)
        try:
            looks = looks_of(os.lstat(folder))
        except OSError as error:
            raise unreadable_folder(folder, error) from error
        self._seen_folders[folder] = looks if self._is_settled(looks) else UNSETTLED
        known = self._folders.get(folder)
        if known is not None and known[0] == looks:
            return known[1], known[2]
        folders, files = listed(folder)
        if self._is_settled(looks):
            self._folders.put(folder, (looks, folders, files))
        return folders, files

    def of(self, file: str, found: os.stat_result) -> bytes | Unreadable:
        """The bytes of a file, or why they cannot be read."""
        if not stat.S_ISREG(found.st_mode):
            return Unreadable("it is no file")  # to open a pipe would wait for a writer
        if not self._keeps:
            return content_if_readable(file)
        looks = looks_of(found)
        self._seen_files[file] = looks if self._is_settled(looks) else UNSETTLED
        known = self._files.get(file)
        if known is not None and known[0] == looks:
            return known[1]
        content = content_if_readable(file)
        if isinstance(content, Unreadable):
            return content
        if self._is_settled(looks) and len(content) == found.st_size:
            self._files.put(file, (looks, content))
        return content

    @property
    def seen(self) -> Seen:
        """How all that was read looked when it was read."""
        return seen(self._seen_folders, self._seen_files)

    def save(self) -> None:
        """Keep what was read, for the next command."""
        self._files.save(self._seen_files)
        self._folders.save(self._seen_folders)

    def _is_settled(self, looks: Looks) -> bool:
        return max(looks[2], looks[3]) < self._settled_before

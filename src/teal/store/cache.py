"""The cache: a private folder of the user's, one file an entry.

It lies beside no project, since what a project's folder holds may come from somebody else. Foreign,
damaged and outdated files count as absent; what cannot be written is not kept.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from zlib import crc32

import teal
from teal.ports.cache import Cache, NoCache

_MAGIC = b"teal-cache/1\n"
_DIGEST = 32
_CHECK = 4
_OFF = ("", "0", "false", "no")


class FolderCache:
    """Files in a folder that nobody else may write to."""

    def __init__(self, folder: Path, writer: str) -> None:
        self._folder = folder
        self._writer = writer

    def get(self, name: str, key: str) -> bytes | None:
        """See the port."""
        try:
            with (self._folder / name).open("rb") as file:
                if os.fstat(file.fileno()).st_uid != os.getuid():
                    return None
                head = self._head(key)
                if file.read(len(head)) != head:
                    return None
                check, content = file.read(_CHECK), file.read()
        except OSError:
            return None
        return content if check == _check(content) else None

    def put(self, name: str, key: str, content: bytes) -> None:
        """See the port."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            written = self._folder / f".{name}.{os.getpid()}.{time.monotonic_ns()}"
            descriptor = os.open(written, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(self._head(key) + _check(content))
                    file.write(content)
                written.replace(self._folder / name)
            except OSError:
                written.unlink()
        except OSError:
            return  # a full disk, a folder that may not be written: the next command takes longer

    def _head(self, key: str) -> bytes:
        identity = f"{self._writer}\0{key}".encode(errors="surrogateescape")
        return _MAGIC + blake2b(identity, digest_size=_DIGEST).digest()


def cache_for(path: Path, environ: Mapping[str, str]) -> Cache:
    """The cache of a configuration file: in TEAL_CACHE, or where the user keeps caches; none with
    TEAL_NO_CACHE."""
    if environ.get("TEAL_NO_CACHE", "").lower() not in _OFF:
        return NoCache()
    place = blake2b(os.fsencode(path), digest_size=10).hexdigest()
    return FolderCache(_root(environ) / place, _this_teal())


def _root(environ: Mapping[str, str]) -> Path:
    if chosen := environ.get("TEAL_CACHE"):
        return Path(chosen).expanduser().absolute() / "projects"
    given = Path(environ.get("XDG_CACHE_HOME", ""))
    return (given if given.is_absolute() else Path.home() / ".cache") / "teal" / "projects"


def _check(content: bytes) -> bytes:
    return crc32(content).to_bytes(_CHECK, "big")


def _this_teal() -> str:
    """What changes with every edit of Teal's own source and with every other Python."""
    seen = blake2b(sys.version.encode(), digest_size=16)
    folders = [str(Path(teal.__file__).parent)]
    while folders:
        folder = folders.pop()
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
        for entry in listed:
            if entry.name.endswith(".py"):
                found = entry.stat()
                seen.update(f"{entry.path}\0{found.st_mtime_ns}\0{found.st_size}\n".encode())
            elif "." not in entry.name and entry.name != "__pycache__" and entry.is_dir():
                folders.append(entry.path)
    return seen.hexdigest()

"""Changes of several files, all or none, byte by byte, that can be undone while nobody has edited
the files since. What they held before is kept beside the store until then."""

from __future__ import annotations

import base64
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from glob import escape
from pathlib import Path

from msgspec import Struct

from teal.model.errors import Mistake, Refused

_FORM = "teal.file-changes/1"
_MOST_KEPT = 20


class FileChange(Struct, frozen=True):
    """A file's bytes before and after; `path` is relative to the folder of the changes."""

    path: str
    before: bytes
    after: bytes


class _Kept(Struct, frozen=True):
    """A set of changes on disk. One that is not done was interrupted."""

    file: Path
    is_done: bool
    changes: tuple[FileChange, ...]


class FileChanges:
    """Changes files below `folder` and keeps in `memory`, a folder, how to undo that."""

    def __init__(self, folder: Path, memory: Path) -> None:
        self._folder = folder
        self._memory = memory

    def is_interrupted(self) -> bool:
        """Whether the last changes were begun and not ended."""
        kept = self._newest()
        return kept is not None and not kept.is_done

    def last(self) -> tuple[FileChange, ...]:
        """What `undo` would take back; empty where there is nothing."""
        kept = self._newest()
        return () if kept is None else kept.changes

    def make(self, changes: Sequence[FileChange]) -> None:
        """Change all files. Raises Refused where one is not as it was, Mistake where one cannot be
        written; then none is changed."""
        self._refuse_others(changes, lambda change: (change.before,))
        kept = _Kept(self._next_file(), False, tuple(changes))
        self._keep(kept)
        is_done = False
        try:
            for change in changes:
                _replace(self._folder / change.path, change.after)
            self._keep(_Kept(kept.file, True, kept.changes))
            is_done = True
        finally:
            if not is_done:
                self._restore(changes)
                kept.file.unlink()
        for old in self._files()[:-_MOST_KEPT]:
            old.unlink()

    def undo(self) -> tuple[str, ...]:
        """Give the files of the last changes the bytes that they had before; their paths. Raises
        Refused where one was edited since: then none is changed."""
        kept = self._newest()
        if kept is None:
            return ()
        self._refuse_others(
            kept.changes, lambda change: (change.after, *(() if kept.is_done else (change.before,)))
        )
        self._restore(kept.changes)
        for change in kept.changes:
            _remove_half_written(self._folder / change.path)
        kept.file.unlink()
        return tuple(change.path for change in kept.changes)

    def _restore(self, changes: Sequence[FileChange]) -> None:
        for change in changes:
            if self._content(change) == change.after:
                _replace(self._folder / change.path, change.before)

    def _refuse_others(
        self,
        changes: Sequence[FileChange],
        expected: Callable[[FileChange], tuple[bytes, ...]],
    ) -> None:
        edited = tuple(c.path for c in changes if self._content(c) not in expected(c))
        if edited:
            raise Refused(
                "files were edited meanwhile; nothing was written.",
                edited,
                "Look at them with `git diff`, and change them by hand.",
            )

    def _content(self, change: FileChange) -> bytes | None:
        try:
            return (self._folder / change.path).read_bytes()
        except OSError:
            return None

    def _newest(self) -> _Kept | None:
        files = self._files()
        return _read(files[-1]) if files else None

    def _files(self) -> list[Path]:
        return sorted(self._memory.glob("[0-9]*.json"))

    def _next_file(self) -> Path:
        files = self._files()
        number = int(files[-1].stem) + 1 if files else 1
        return self._memory / f"{number:06}.json"

    def _keep(self, kept: _Kept) -> None:
        try:
            _make_private(self._memory)
            _write(kept.file, _text(kept).encode(), 0o600)
        except OSError as error:
            what = f"{kept.file} cannot be written ({error.strerror}); nothing was changed."
            raise Mistake(what, "Teal keeps there how to undo what it writes.") from error


def _replace(path: Path, content: bytes) -> None:
    """Give a file other bytes at once; its permissions stay."""
    try:
        _write(path, content, path.stat().st_mode & 0o7777)
    except OSError as error:
        what = f"{path} cannot be written ({error.strerror}); nothing was changed."
        raise Mistake(what, "Make it and its folder writable.") from error


def _write(path: Path, content: bytes, mode: int) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=_prefix(path))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _prefix(path: Path) -> str:
    """What the names of a file's successors begin with, until they take its place."""
    return f".teal-{path.name}."


def _remove_half_written(path: Path) -> None:
    for left in path.parent.glob(f"{escape(_prefix(path))}*"):
        left.unlink()


def _make_private(folder: Path) -> None:
    """Make the folder; the one that Teal has for itself stays out of git."""
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder.parent / ".gitignore"
    if folder.parent.name == ".teal" and not ignore.exists():
        ignore.write_text("*\n")


def _text(kept: _Kept) -> str:
    return json.dumps(
        {
            "schema": _FORM,
            "done": kept.is_done,
            "files": [
                {
                    "path": change.path,
                    "before": base64.b64encode(change.before).decode(),
                    "after": base64.b64encode(change.after).decode(),
                }
                for change in kept.changes
            ],
        }
    )


def _read(file: Path) -> _Kept:
    try:
        data = json.loads(file.read_bytes())
        if data["schema"] != _FORM:
            raise ValueError(f"its form is {data['schema']}")
        changes = tuple(
            FileChange(
                each["path"], base64.b64decode(each["before"]), base64.b64decode(each["after"])
            )
            for each in data["files"]
        )
        return _Kept(file, bool(data["done"]), changes)
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"{file}, in which Teal kept what it changed, cannot be read ({error})."
        raise Mistake(what, "Undo by git instead, and remove it.") from error

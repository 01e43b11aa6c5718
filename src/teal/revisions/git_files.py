"""The SQL files of a commit or of the working tree, in bytes, by few git processes."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from teal.model.errors import Mistake
from teal.revisions.contents import Contents
from teal.revisions.git import Git
from teal.revisions.places import Places
from teal.revisions.reading import beginning_of
from teal.revisions.sql_files import Content, LinkFound, Unreadable

Files: TypeAlias = Mapping[str, Content]

_LINK = "120000"
_SPARSE = "S"
_UNTRACKED = ("ls-files", "-z", "--others", "--exclude-standard", "--")
_LISTED = ("ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard", "--")
_STATUS = ("status", "--porcelain=v1", "-z", "--no-renames", "--ignore-submodules=all")
_DIFFERENCES = ("-z", "--name-status", "--no-renames", "--ignore-submodules=all")
_LETTERS = {"A": "added", "D": "deleted"}


def committed_files(git: Git, places: Places, commit: str) -> Files:
    """The files of a commit by their project's paths."""
    roots = () if "." in places.roots else places.roots
    files: dict[str, Content] = {}
    objects: dict[str, str] = {}
    for line in git.run("ls-tree", "-r", "-z", "--full-tree", commit, *roots).names:
        head, _, name = line.partition("\t")
        mode, kind, object_id = head.split(" ")
        path = places.project_path(name)
        if path is None or kind != "blob":
            continue
        if mode == _LINK:
            files[path] = LinkFound()
        else:
            objects[path] = object_id
    for path, content in zip(objects, git.blobs(objects.values()), strict=True):
        if content is None:
            what = f"{path} of {commit[:10]} is missing from the repository."
            raise Mistake(what, "Fetch it, or look with `git fsck`.")
        files[path] = content
    return files


def listed_files(git: Git, places: Places) -> tuple[str, ...]:
    """What git tells of the working tree: a tag, a space and the name of each file that is tracked,
    or new and not ignored."""
    return tuple(git.run(*_LISTED, *places.roots).names)


def listing_of(listed: tuple[str, ...], places: Places, files: Files) -> str | None:
    """The same as one text; None where some of the files that count lie nowhere."""
    names = {line[2:] for line in listed if line[0] != _SPARSE}
    are_there = sum(1 for name in names if places.project_path(name) is not None) == len(files)
    return "\0".join(listed) if are_there else None


def working_files(git: Git, places: Places, contents: Contents, listed: tuple[str, ...]) -> Files:
    """The files as they lie in the folder."""
    files: dict[str, Content] = {}
    left_out: dict[str, str] = {}
    top = beginning_of(str(git.folder))
    for line in listed:
        tag, name = line[0], line[2:]
        path = places.project_path(name)
        if path is None:
            continue
        file = top + name
        looks = _looks(file)
        if isinstance(looks, Unreadable):
            files[path] = looks
        elif looks is not None and stat.S_ISLNK(looks.st_mode):
            files[path] = LinkFound()
        elif looks is not None and stat.S_ISREG(looks.st_mode):
            files[path] = contents.of(file, looks)
        elif tag == _SPARSE:
            left_out[path] = f":{name}"  # a sparse checkout: only the index has it
    contents.save()
    for path, content in zip(left_out, git.blobs(left_out.values()), strict=True):
        if content is not None:
            files[path] = content
    return files


def _looks(file: str) -> os.stat_result | Unreadable | None:
    try:
        return os.lstat(file)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:  # of a folder that may not be entered
        return Unreadable(error.strerror or str(error))


def uncommitted_files(git: Git, places: Places) -> frozenset[str]:
    """Project's paths of the SQL files that differ from what is committed, new ones included."""
    lines = git.run(*_STATUS, "--untracked-files=all", "--", *places.roots).names
    found = (places.project_path(line[3:]) for line in lines)
    return frozenset(path for path in found if path is not None)


def changes_between(git: Git, places: Places, base: str, commit: str) -> dict[str, str]:
    """Project's paths that differ between two commits, with their status."""
    return _changes(git, places, "diff-tree", "-r", base, commit)


def changes_since(git: Git, places: Places, base: str) -> dict[str, str]:
    """Project's paths that differ between a commit and the working tree, with their status."""
    with tempfile.TemporaryDirectory(prefix="teal-index-") as folder:
        # `git diff` writes down in the index which files it found unchanged: in a copy, here.
        copy = Path(folder) / "index"
        own = git.folder / git.run("rev-parse", "--git-path", "index").text
        if own.exists():
            shutil.copy2(own, copy)
        changes = _changes(Git(git.folder, copy), places, "diff", "--no-ext-diff", base)
    for name in git.run(*_UNTRACKED, *places.roots).names:
        if (path := places.project_path(name)) is not None:
            changes[path] = "modified" if path in changes else "added"
    return changes


def _changes(git: Git, places: Places, command: str, *between: str) -> dict[str, str]:
    words = git.run(command, *_DIFFERENCES, *between, "--", *places.roots).names
    changes: dict[str, str] = {}
    for letter, name in zip(words[::2], words[1::2], strict=True):
        if (path := places.project_path(name)) is not None:
            changes[path] = _LETTERS.get(letter, "modified")
    return changes

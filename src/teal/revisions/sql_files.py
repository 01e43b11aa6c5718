"""Which files of a project are SQL, and their bytes as text, line ends and all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct

from teal.model.diagnostics import Diagnostic, Place, Severity
from teal.model.project import Revision, SourceFile, SourceTree, UnreadFile


class LinkFound(Struct, frozen=True):
    """Stands for the content of a symbolic link."""


class Unreadable(Struct, frozen=True):
    """Stands for the content of a file that cannot be read."""

    reason: str


Content: TypeAlias = bytes | LinkFound | Unreadable


_OF_OTHERS = frozenset(
    {"node_modules", "site-packages", "dbt_packages", "dbt_modules", "__pycache__"}
)


def is_sql(path: str) -> bool:
    """Whether a path below a project's SQL folder counts; what lies in hidden folders and in
    installed packages does not."""
    return path[-4:].lower() == ".sql" and not any(map(is_foreign, path.split("/")))


def is_sql_name(name: str) -> bool:
    """Whether a file of this name counts."""
    return name[-4:].lower() == ".sql" and not is_foreign(name)


def is_foreign(name: str) -> bool:
    """Whether a file or folder of this name is hidden, or holds what others have written."""
    return name.startswith(".") or name in _OF_OTHERS


def source_tree(
    revision: Revision,
    contents: Mapping[str, Content],
    manifest: SourceFile | None = None,
) -> SourceTree:
    """The source files ordered by path, and those without a text."""
    files: list[SourceFile] = []
    unread: list[UnreadFile] = []
    for path, content in sorted(contents.items()):
        if isinstance(content, LinkFound):
            unread.append(UnreadFile(_link(path), path))
        elif isinstance(content, Unreadable):
            unread.append(UnreadFile(unreadable(path, content.reason), path))
        elif isinstance(read := source_file(path, content), SourceFile):
            files.append(read)
        else:
            unread.append(UnreadFile(read, f"{path} {_guess(content)}"))
    return SourceTree(revision, tuple(files), manifest, tuple(unread))


def source_file(path: str, content: bytes) -> SourceFile | Diagnostic:
    """A file's text, or the finding that it is none."""
    if not _is_text(path):
        message = "the file's name is not UTF-8 text."
        return _finding(Place(ascii(path), 1, 1), message, "Give it another name.")
    try:
        return SourceFile(path, content.decode())
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        wrong = content[error.start]
        message = f"byte {error.start + 1} of the file ({wrong:#04x}) is not UTF-8 text."
        return _finding(Place(path, line, column), message, _encoding_hint(content))


def _guess(content: bytes) -> str:
    return content.decode("utf-16" if _is_utf_16(content) else "utf-8", errors="replace")


def _is_utf_16(content: bytes) -> bool:
    return content.startswith((b"\xff\xfe", b"\xfe\xff"))


def _encoding_hint(content: bytes) -> str:
    if _is_utf_16(content):
        return "It is UTF-16: save the file as UTF-8."
    return "Save the file as UTF-8."


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def unreadable(path: str, reason: str) -> Diagnostic:
    """The finding that a file cannot be read."""
    message = f"the file cannot be read: {reason}."
    return _finding(Place(path, 1, 1), message, "Make it readable, or take it away.")


def _link(path: str) -> Diagnostic:
    message = "the file is a symbolic link, which revisions do not follow."
    return _finding(Place(path, 1, 1), message, "Put the file itself in its place.")


def _finding(place: Place, message: str, hint: str) -> Diagnostic:
    return Diagnostic("TEAL-011", Severity.ERROR, message, place, hint)

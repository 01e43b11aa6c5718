"""The git command: plumbing that only reads, untouched by the caller's GIT_ variables."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from teal.model.errors import Mistake

_TIMEOUT_SECONDS = 300.0
# Set inside hooks and by wrappers; they would point git at another repository or index. What the
# user says about configuration files stays.
_KEPT = ("GIT_CONFIG_", "GIT_SSH", "GIT_ASKPASS")


class Answer(Struct, frozen=True):
    """What git wrote, and whether it found what it was asked for."""

    code: int
    output: bytes
    complaint: str

    @property
    def text(self) -> str:
        """The output as one line of text."""
        return self.output.decode(errors="surrogateescape").strip("\n")

    @property
    def names(self) -> tuple[str, ...]:
        """The output of `-z`, as file names."""
        return tuple(os.fsdecode(name) for name in self.output.split(b"\0") if name)


class Git(Struct, frozen=True):
    """Git in one folder. `run` raises Mistake where git fails, `ask` tells of it.

    `index` takes the place of the repository's own index.
    """

    folder: Path
    index: Path | None = None

    def run(self, *arguments: str, given: bytes = b"") -> Answer:
        """The answer to a command that has to succeed."""
        answer = self.ask(*arguments, given=given)
        if answer.code:
            raise _failure(arguments[0], self.folder, answer.complaint)
        return answer

    def ask(self, *arguments: str, given: bytes = b"") -> Answer:
        """The answer to a command that may fail."""
        try:
            done = subprocess.run(
                ("git", *arguments),
                cwd=self.folder,
                input=given,
                capture_output=True,
                env=_environment(self.index),
                timeout=_TIMEOUT_SECONDS,
                check=False,
            )
        except FileNotFoundError as error:
            if not self.folder.is_dir():
                raise Mistake(f"there is no folder {self.folder}.") from error
            raise Mistake(
                f"{self.folder} is in a git repository, and there is no command `git`.",
                "Install git, or add its folder to PATH.",
            ) from error
        except subprocess.TimeoutExpired as error:
            what = f"`git {arguments[0]}` did not end within {_TIMEOUT_SECONDS:.0f} s"
            raise Mistake(f"{what} in {self.folder}.") from error
        return Answer(done.returncode, done.stdout, done.stderr.decode(errors="replace").strip())

    def blobs(self, objects: Iterable[str]) -> tuple[bytes | None, ...]:
        """The contents of objects, by one process; None for what does not exist."""
        asked = "".join(f"{each}\n" for each in objects)
        if not asked:
            return ()
        answer = self.run("cat-file", "--batch", given=os.fsencode(asked))
        return _contents(answer.output)


def _environment(index: Path | None) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT)
    }
    kept.pop("GIT_CONFIG_PARAMETERS", None)
    if index is not None:
        kept["GIT_INDEX_FILE"] = str(index)
    return kept | {
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",  # the user's index stays as it is
        "GIT_LITERAL_PATHSPECS": "1",  # a "*" in a folder's name is a "*"
        "GIT_TERMINAL_PROMPT": "0",
    }


def _contents(output: bytes) -> tuple[bytes | None, ...]:
    """Reads `cat-file --batch`: a line `name type size`, the content, a line feed."""
    found: list[bytes | None] = []
    at = 0
    while at < len(output):
        end = output.index(b"\n", at)
        head = output[at:end].rsplit(b" ", 2)
        at = end + 1
        if len(head) < 3 or not head[2].isdigit():
            found.append(None)  # `name missing`
            continue
        size = int(head[2])
        found.append(output[at : at + size])
        at += size + 1
    return tuple(found)


def _failure(command: str, folder: Path, complaint: str) -> Mistake:
    reason = complaint.splitlines()[0] if complaint else "no reason given"
    if "dubious ownership" in complaint:
        hint = f"Say that you trust it: git config --global --add safe.directory {folder}"
        return Mistake(f"git does not trust the repository of {folder}.", hint)
    return Mistake(f"`git {command}` failed in {folder} ({reason}).", "Look with `git fsck`.")

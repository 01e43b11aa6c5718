"""A real git repository for tests."""

from __future__ import annotations

import os
import subprocess
from itertools import count
from pathlib import Path

_QUIET = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


class Repository:
    """Lives in `folder`; no two of its commits are the same."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)

    def git(self, *arguments: str) -> str:
        """What git writes, without the line feed at its end."""
        author = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        done = subprocess.run(
            ("git", *author, *arguments),
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            env=own | _QUIET,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.rstrip("\n")

    def write(self, path: str, content: str | bytes) -> Path:
        """A file of the working tree, byte by byte."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def commit(self, message: str = "Change") -> str:
        """Commit everything; the commit's id."""
        self.git("add", "--all")
        self.git(
            "commit", "--quiet", "--allow-empty", "-m", message, "-m", str(next(self._numbers))
        )
        return self.git("rev-parse", "HEAD")


def new_repository(folder: Path) -> Repository:
    """An empty repository on the branch main."""
    folder.mkdir(parents=True, exist_ok=True)
    repository = Repository(folder)
    repository.git("init", "--quiet", "--initial-branch=main")
    return repository

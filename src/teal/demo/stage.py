"""Where the story plays: a copy of the example in a git repository of its own, a running stack,
and the means to run commands as an operator would."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from msgspec import Struct

from teal.demo.example import apply_change, copy_retail

Run = Callable[[Sequence[str]], int]
Say = Callable[[str], None]


class ProofFailed(Exception):
    """Something that the story proves did not hold."""


class Answer(Struct, frozen=True):
    """What a command said, and its exit code."""

    exit_code: int
    text: str
    errors: str

    @property
    def data(self) -> dict[str, Any]:
        """The answer of a command with `--json`."""
        found = json.loads(self.text)
        assert isinstance(found, dict)
        return found


class Stage(Struct):
    """One project folder. `run` is the command line; `say` shows a line to the person."""

    folder: Path
    run: Run
    say: Say

    def set_up(self) -> None:
        """Copy the example and make it a repository with one commit on main."""
        copy_retail(self.folder)
        shutil.rmtree(self.folder / "changes", ignore_errors=True)
        (self.folder / ".gitignore").write_text(".teal/\n*.plan\n*.list\n")
        self.git("init", "-q", "-b", "main")
        self.commit("Retail pipeline, first version")

    def teal(self, *arguments: str, expect: int = 0, quiet: bool = False) -> Answer:
        """Run a command as the operator types it, show what it says, and check its exit code."""
        if not quiet:
            self.say(f"\n$ teal {' '.join(arguments)}")
        out, err = (_Heard(None if quiet else self.say) for _ in range(2))
        with redirect_stdout(out), redirect_stderr(err):
            code = self.run(arguments)
        answer = Answer(code, out.getvalue(), err.getvalue())
        if code == 130:
            raise KeyboardInterrupt
        if quiet and code != expect:
            self.say(f"  {answer.errors}{answer.text}")
        prove(code == expect, f"`teal {' '.join(arguments)}` ended with {code}, not {expect}")
        return answer

    def asked(self, *arguments: str, expect: int = 0) -> dict[str, Any]:
        """The JSON answer of a command, without showing it."""
        return self.teal(*arguments, "--json", expect=expect, quiet=True).data

    def branch(self, name: str, *changes: str) -> tuple[Path, ...]:
        """A branch off main with the changes of the example committed."""
        self.git("checkout", "-q", "main")
        self.git("checkout", "-q", "-b", name)
        files = tuple(path for change in changes for path in apply_change(change, self.folder))
        self.commit(name)
        return files

    def merge(self, name: str) -> None:
        """Bring a branch to main."""
        self.git("checkout", "-q", "main")
        self.git("merge", "-q", "--no-ff", "-m", f"Merge {name}", name)

    def commit(self, message: str) -> None:
        """Commit everything."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def git(self, *arguments: str) -> str:
        """Run git in the project, without any configuration of the person's."""
        identity = ("-c", "user.name=teal demo", "-c", "user.email=demo@example.com")
        quiet = ("-c", "core.hooksPath=/dev/null", "-c", "commit.gpgsign=false")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        done = subprocess.run(
            ("git", *identity, *quiet, *arguments),
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        prove(done.returncode == 0, f"git {arguments[0]} failed: {done.stderr.strip()}")
        return done.stdout


class _Heard(io.StringIO):
    """Keeps what a command writes and shows each line, indented, as soon as it is whole."""

    def __init__(self, say: Say | None) -> None:
        super().__init__()
        self._say = say
        self._begun = ""

    def write(self, text: str) -> int:
        """Keep the text and show the lines that it completes."""
        if self._say is not None:
            *lines, self._begun = (self._begun + text).split("\n")
            for line in lines:
                self._say(f"  {line}")
        return super().write(text)


def prove(holds: bool, otherwise: str) -> None:
    """Raises ProofFailed where a proof does not hold."""
    if not holds:
        raise ProofFailed(otherwise)

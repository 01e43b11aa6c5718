"""Run a package tool in the background and watch how much it has written."""

import os
import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from teal.local.errors import FetchFailed
from teal.ports.closing import Closing

_LONGEST_REASON = 400


class Download(Closing):
    """A running `pip` or `mvn`; leaving the context ends it if it still runs."""

    def __init__(
        self,
        title: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        watched: Sequence[Path],
        log_path: Path,
    ) -> None:
        self.title = title
        self._watched = tuple(watched)
        self._log_path = log_path
        with log_path.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def close(self) -> None:
        """End the tool if it still runs."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def is_running(self) -> bool:
        """Whether the tool still works; raises FetchFailed if it gave up."""
        match self._process.poll():
            case None:
                return True
            case 0:
                return False
            case code:
                raise FetchFailed(self.title, self._reason(code), self._log_path)

    def done_bytes(self) -> int:
        """How much the watched folders hold now."""
        return sum(_size(path) for folder in self._watched for path in _files_below(folder))

    def _reason(self, code: int) -> str:
        lines = self._log_path.read_text(errors="replace").splitlines()
        errors = [line for line in lines if "ERROR" in line]
        if not errors:
            return f"the tool ended with exit code {code}"
        reason = re.sub(r"\w+://\S+", "…", errors[0].replace("[ERROR]", "").strip())
        return reason if len(reason) < _LONGEST_REASON else f"{reason[:_LONGEST_REASON]} …"


def _files_below(folder: Path) -> list[Path]:
    # Not Path.rglob: it raises when a folder vanishes while it walks, and here they do.
    return [Path(root, name) for root, _, names in os.walk(folder) for name in names]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0

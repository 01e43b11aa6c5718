"""The end of what a process of the stack wrote."""

from collections import deque
from pathlib import Path

from teal.local.places import StackFolder
from teal.ports.stack import StackPart


def last_lines(folder: StackFolder, part: StackPart, count: int) -> tuple[str, ...]:
    """The last lines of its log, or of what it printed if it never came to log."""
    return _tail(folder.log(part), count) or _tail(folder.output(part), count)


def _tail(path: Path, count: int) -> tuple[str, ...]:
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            return tuple(line.rstrip("\n") for line in deque(lines, count))
    except FileNotFoundError:
        return ()

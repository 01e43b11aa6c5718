"""The end of what a process of the stack wrote."""

from collections import deque
from pathlib import Path

from teal.local.places import StackFolder
from teal.ports.stack import StackPart


def last_lines(folder: StackFolder, part: StackPart, count: int) -> tuple[str, ...]:
    """The last lines that a process wrote, oldest first."""
    try:
        with telling_file(folder, part).open(encoding="utf-8", errors="replace") as lines:
            return tuple(line.rstrip("\n") for line in deque(lines, count))
    except FileNotFoundError:
        return ()


def telling_file(folder: StackFolder, part: StackPart) -> Path:
    """The log of a process, or what it printed if it never came to log."""
    log, output = folder.log(part), folder.output(part)
    never_logged = not log.exists() or log.stat().st_size == 0
    return output if never_logged and output.exists() else log

"""`stack.json`: which processes a stack consists of, and on which ports they answer."""

from pathlib import Path

import msgspec
from msgspec import Struct

from teal.local.errors import RecordUnreadable
from teal.local.free_ports import StackPorts
from teal.local.processes import ProcessIdentity
from teal.ports.stack import StackPart


class RecordedProcess(Struct, frozen=True):
    """A process as it was started; the command starts the same one again."""

    part: StackPart
    identity: ProcessIdentity
    command: tuple[str, ...]


class StackRecord(Struct, frozen=True):
    """What was started; `is_complete` once all of it had answered."""

    ports: StackPorts
    processes: tuple[RecordedProcess, ...]
    is_complete: bool


def read_record(path: Path) -> StackRecord | None:
    """The record at `path`, or None where nothing was started."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=StackRecord)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise RecordUnreadable(path, str(error)) from error


def write_record(path: Path, record: StackRecord) -> None:
    """Replace the record at `path` as a whole."""
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1))
    fresh.replace(path)

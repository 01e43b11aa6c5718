"""`stack.json`: which processes a stack consists of, and on which ports they answer."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from teal.local.errors import RecordUnreadable
from teal.local.free_ports import StackPorts
from teal.local.processes import ProcessIdentity
from teal.ports.stack import StackPart


@dataclass(frozen=True, slots=True)
class RecordedProcess:
    """A process as it was started; the command starts the same one again."""

    part: StackPart
    identity: ProcessIdentity
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StackRecord:
    """What was started; `is_complete` once all of it had answered."""

    ports: StackPorts
    processes: tuple[RecordedProcess, ...]
    is_complete: bool


_RECORD = TypeAdapter(StackRecord)


def read_record(path: Path) -> StackRecord | None:
    """The record at `path`, or None where nothing was started."""
    try:
        return _RECORD.validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise RecordUnreadable(path, f"{error.error_count()} mistakes") from error


def write_record(path: Path, record: StackRecord) -> None:
    """Replace the record at `path` as a whole."""
    fresh = path.with_suffix(".new")
    fresh.write_bytes(_RECORD.dump_json(record, indent=1))
    fresh.replace(path)

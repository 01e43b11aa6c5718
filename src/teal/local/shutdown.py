"""Stop what belongs to a stack, whether `stack.json` knows it or not."""

from datetime import timedelta

from teal.local.errors import RecordUnreadable
from teal.local.places import StackFolder
from teal.local.processes import (
    is_alive,
    marked_processes,
    stack_mark,
    stop,
    watchdog_mark,
)
from teal.local.record import RecordedProcess, StackRecord, read_record


def dead_processes(record: StackRecord, folder: StackFolder) -> tuple[RecordedProcess, ...]:
    """The recorded processes that run no more."""
    mark = stack_mark(folder.root)
    return tuple(each for each in record.processes if not is_alive(each.identity, mark))


def running_processes(folder: StackFolder) -> tuple[RecordedProcess, ...]:
    """The recorded processes that run; none if the record cannot be read."""
    record = _record(folder)
    if record is None:
        return ()
    dead = dead_processes(record, folder)
    return tuple(each for each in record.processes if each not in dead)


def stop_everything(folder: StackFolder, grace: timedelta) -> None:
    """Stop every process of the stack, its watchdog last, and forget the record."""
    mark = stack_mark(folder.root)
    recorded = {each.identity.pid: each.identity for each in running_processes(folder)}
    # What was started just before its starter was killed is in no record.
    marked = {each.pid: each for each in marked_processes(mark)}
    stop((recorded | marked).values(), grace, mark)
    folder.record.unlink(missing_ok=True)
    # Last: should this process be killed meanwhile, the watchdog finishes the work.
    stop(marked_processes(watchdog_mark(folder.root)), grace)


def _record(folder: StackFolder) -> StackRecord | None:
    try:
        return read_record(folder.record)
    except RecordUnreadable:
        return None

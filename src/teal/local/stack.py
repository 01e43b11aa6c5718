"""The local stack: Kafka and Flink as child processes, all of their state below one folder."""

import shutil
from contextlib import nullcontext
from pathlib import Path

from msgspec.structs import replace

from teal.local.errors import FolderForeign, JobManagerLost, StartFailed
from teal.local.fetch import FetchedParts, fetched_parts
from teal.local.flink_cluster import flink_programs, write_flink_config
from teal.local.free_ports import StackPorts, chosen_ports, refuse_taken_ports
from teal.local.java import find_java
from teal.local.jvm import java_command
from teal.local.kafka_server import format_storage, kafka_program, write_kafka_config
from teal.local.launch import Launched, await_answers, launched
from teal.local.lock import exclusive
from teal.local.ownership import ensure_watching, start_watchdog
from teal.local.places import StackFolder, cache_folder
from teal.local.processes import ProcessIdentity, identity_of
from teal.local.record import StackRecord, read_record, write_record
from teal.local.settings import StackSettings
from teal.local.shutdown import dead_processes, running_processes, stop_everything
from teal.local.tail import last_lines
from teal.ports.stack import (
    ProcessStatus,
    StackAddresses,
    StackEvent,
    StackListener,
    StackPart,
    StackStatus,
    Stopping,
)


def _unheard(event: StackEvent) -> None:
    """Events of a stack that nobody listens to."""


class LocalStack:
    """A real Kafka and Flink in one folder; implements the port `Stack`."""

    def __init__(
        self,
        folder: Path,
        cache: Path | None = None,
        settings: StackSettings | None = None,
        on_event: StackListener = _unheard,
    ) -> None:
        self._folder = StackFolder(folder.absolute())
        self._cache = cache or cache_folder()
        self._settings = settings or StackSettings()
        self._on_event = on_event

    def up(self, owner_pid: int | None = None) -> StackAddresses:
        """Start what does not run and return when all of it answers.

        A stack that runs already keeps its owner, or goes on having none.
        """
        record = self._complete_record()
        if record is not None and not dead_processes(record, self._folder):
            return record.ports.addresses
        if self._folder.is_foreign():
            raise FolderForeign(self._folder.root)
        if record is None:
            refuse_taken_ports(self._settings)
        java = find_java()
        parts = fetched_parts(self._cache, self._on_event)
        owner = None if owner_pid is None else identity_of(owner_pid)
        with exclusive(self._folder.lock, self._on_event):
            # Read again: whoever held the lock may have started or stopped it meanwhile.
            record = self._complete_record()
            if record is not None:
                return self._revived(record)
            return self._started(java, parts, owner)

    def down(self, *, keep_data: bool = False) -> None:
        """Stop every process and delete the folder, or keep it for the next `up`."""
        root = self._folder.root
        is_there = root.exists() and not self._folder.is_foreign()
        with exclusive(self._folder.lock, self._on_event) if is_there else nullcontext():
            for process in running_processes(self._folder):
                self._on_event(Stopping(process.part))
            stop_everything(self._folder, self._settings.stop_grace)
            if is_there and not keep_data:
                shutil.rmtree(root)

    def status(self) -> StackStatus:
        """What runs now."""
        record = read_record(self._folder.record)
        processes = tuple(self._status_of(part, record) for part in StackPart)
        is_up = all(each.is_running for each in processes)
        addresses = record.ports.addresses if record and record.is_complete and is_up else None
        return StackStatus(self._folder.root, addresses, processes)

    def logs(self, part: StackPart, lines: int) -> tuple[str, ...]:
        """The last lines that a process wrote, oldest first."""
        return last_lines(self._folder, part, lines)

    def _complete_record(self) -> StackRecord | None:
        record = read_record(self._folder.record)
        return record if record is not None and record.is_complete else None

    def _started(
        self, java: Path, parts: FetchedParts, owner: ProcessIdentity | None
    ) -> StackAddresses:
        is_new = not self._folder.kafka_data.exists()
        stop_everything(self._folder, self._settings.stop_grace)
        try:
            return self._launched_anew(java, parts, owner)
        except BaseException as error:
            stop_everything(self._folder, self._settings.stop_grace)
            # After a failed start the folder stays: its logs tell what happened.
            if is_new and not isinstance(error, StartFailed):
                shutil.rmtree(self._folder.root)
            raise

    def _launched_anew(
        self, java: Path, parts: FetchedParts, owner: ProcessIdentity | None
    ) -> StackAddresses:
        ports = chosen_ports(self._settings)
        commands = self._prepared(java, parts, ports)
        watchdog = None if owner is None else start_watchdog(owner, self._folder)
        record = StackRecord(ports, (), is_complete=False)
        started: list[Launched] = []
        for part, command in commands.items():
            if part is StackPart.KAFKA:
                # Meanwhile Flink, which needs no Kafka to start, is on its way.
                format_storage(java, parts.kafka, self._folder)
            started.append(launched(part, command, ports, self._folder, self._on_event))
            record = replace(record, processes=tuple(each.process for each in started))
            write_record(self._folder.record, record)
        await_answers(started, self._folder, self._settings.start_limit, self._on_event)
        if watchdog is not None:
            ensure_watching(watchdog, self._folder)
        write_record(self._folder.record, replace(record, is_complete=True))
        return ports.addresses

    def _prepared(
        self, java: Path, parts: FetchedParts, ports: StackPorts
    ) -> dict[StackPart, tuple[str, ...]]:
        shutil.rmtree(self._folder.logs, ignore_errors=True)
        shutil.rmtree(self._folder.temporary, ignore_errors=True)
        self._folder.create()
        write_flink_config(self._folder, self._settings, ports)
        write_kafka_config(self._folder, ports)
        programs = {
            **flink_programs(parts.flink, parts.kafka, self._folder, self._settings),
            StackPart.KAFKA: kafka_program(parts.kafka, self._folder),
        }
        return {
            part: java_command(java, program, part, self._folder)
            for part, program in programs.items()
        }

    def _revived(self, record: StackRecord) -> StackAddresses:
        dead = dead_processes(record, self._folder)
        if any(each.part is StackPart.JOBMANAGER for each in dead):
            raise JobManagerLost(self._folder.root)
        again = [
            launched(each.part, each.command, record.ports, self._folder, self._on_event)
            for each in dead
        ]
        fresh = {each.process.part: each.process for each in again}
        processes = tuple(fresh.get(each.part, each) for each in record.processes)
        write_record(self._folder.record, replace(record, processes=processes))
        await_answers(again, self._folder, self._settings.start_limit, self._on_event)
        return record.ports.addresses

    def _status_of(self, part: StackPart, record: StackRecord | None) -> ProcessStatus:
        recorded = {each.part: each for each in record.processes} if record else {}
        known = recorded.get(part)
        return ProcessStatus(
            part=part,
            pid=known.identity.pid if known else None,
            is_running=known in running_processes(self._folder),
            port=record.ports.of(part) if record and known else None,
            log_path=self._folder.log(part),
        )

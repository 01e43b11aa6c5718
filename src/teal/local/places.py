"""Where things lie in a stack's folder and in the cache."""

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from teal.ports.stack import StackPart


class StackFolder(Struct, frozen=True):
    """The one folder that holds all state of a stack."""

    root: Path

    @property
    def lock(self) -> Path:
        """Held while the stack is started or stopped."""
        return self.root / "stack.lock"

    @property
    def record(self) -> Path:
        """Which processes run, and on which ports."""
        return self.root / "stack.json"

    @property
    def config(self) -> Path:
        """Flink's and Kafka's configuration files."""
        return self.root / "conf"

    @property
    def kafka_data(self) -> Path:
        """Kafka's log directory."""
        return self.root / "kafka"

    @property
    def checkpoints(self) -> Path:
        """Flink's checkpoints."""
        return self.root / "checkpoints"

    @property
    def savepoints(self) -> Path:
        """Flink's savepoints, unless a statement names another place."""
        return self.root / "savepoints"

    @property
    def temporary(self) -> Path:
        """What the processes unpack; worthless once they have ended."""
        return self.root / "tmp"

    @property
    def logs(self) -> Path:
        """The processes' log files."""
        return self.root / "logs"

    def log(self, part: StackPart) -> Path:
        """What a process logs."""
        return self.logs / f"{part}.log"

    def output(self, name: str) -> Path:
        """What a process prints beside its log, such as a crash of the JVM."""
        return self.logs / f"{name}.out"

    def is_foreign(self) -> bool:
        """Whether the folder exists, holds something, and was not made for a stack."""
        return self.root.exists() and not self.lock.exists() and any(self.root.iterdir())

    def create(self) -> None:
        """Make the folders that are not there yet."""
        # Nobody else's: topics and savepoints hold whatever the user's data holds.
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        for inner in (self.config, self.checkpoints, self.savepoints, self.temporary, self.logs):
            inner.mkdir(exist_ok=True)


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The user's cache: TEAL_CACHE, else `teal` in XDG_CACHE_HOME, else in ~/.cache."""
    if chosen := environment.get("TEAL_CACHE"):
        return Path(chosen).expanduser().absolute()
    if shared := environment.get("XDG_CACHE_HOME"):
        return Path(shared).expanduser().absolute() / "teal"
    return Path.home() / ".cache" / "teal"

"""What can go wrong with the local stack, each with what to do about it."""

from dataclasses import dataclass
from pathlib import Path

from teal.model.errors import TealError


class LocalStackError(TealError):
    """The local stack could not do what was asked."""


@dataclass(eq=False)
class JavaMissing(LocalStackError):
    """There is no `java` to run."""

    def __str__(self) -> str:
        return (
            "The local stack needs Java 17 or newer, and there is no `java` in JAVA_HOME or on "
            "PATH. Install a JDK (Debian: apt install openjdk-17-jdk-headless) and try again."
        )


@dataclass(eq=False)
class JavaTooOld(LocalStackError):
    """The `java` found cannot run Flink and Kafka."""

    java: Path
    version: str

    def __str__(self) -> str:
        return (
            f"The local stack needs Java 17 or newer; {self.java} is {self.version}. "
            "Install a newer JDK, or let JAVA_HOME name one."
        )


@dataclass(eq=False)
class MavenMissing(LocalStackError):
    """There is no `mvn`, and Kafka was not fetched yet."""

    def __str__(self) -> str:
        return (
            "Kafka and Flink's SQL gateway are fetched once with Maven, and there is no `mvn` on "
            "PATH. Install it (Debian: apt install maven) and try again; later starts need none."
        )


@dataclass(eq=False)
class PipMissing(LocalStackError):
    """The running Python has no pip, and Flink was not fetched yet."""

    python: str

    def __str__(self) -> str:
        return (
            f"Flink is fetched once with pip, and {self.python} has none. "
            f"Run `{self.python} -m ensurepip` and try again; later starts need none."
        )


@dataclass(eq=False)
class FetchFailed(LocalStackError):
    """A download ended with an error."""

    what: str
    reason: str
    log_path: Path

    def __str__(self) -> str:
        return (
            f"Fetching {self.what} failed: {self.reason}\n"
            f"The whole output is in {self.log_path}. Check the network and the proxy settings "
            "and run the same command again: what is complete is not fetched twice."
        )


@dataclass(eq=False)
class ChecksumMismatch(LocalStackError):
    """A fetched file is not the one that Teal was tested with."""

    file: str
    expected: str
    actual: str

    def __str__(self) -> str:
        return (
            f"{self.file} was fetched, but its content is not the expected one "
            f"(SHA-256 {self.actual}, expected {self.expected}). It was thrown away. Try again; "
            "if it happens again, ask whoever runs your mirror or proxy what it serves."
        )


@dataclass(eq=False)
class FileMissing(LocalStackError):
    """A download succeeded, but lacks a file."""

    file: str
    what: str

    def __str__(self) -> str:
        return (
            f"{self.what} was fetched, but {self.file} is not in it. Try again; "
            "if it happens again, ask whoever runs your mirror or proxy what it serves."
        )


@dataclass(eq=False)
class PortTaken(LocalStackError):
    """Somebody else listens on a port that was asked for."""

    port: int
    part: str

    def __str__(self) -> str:
        return (
            f"Port {self.port}, wanted for {self.part}, is taken by another process. "
            "Stop that process, or ask for another port (or for none: a free one is picked)."
        )


@dataclass(eq=False)
class FolderForeign(LocalStackError):
    """The folder holds something that no stack put there."""

    folder: Path

    def __str__(self) -> str:
        return (
            f"{self.folder} is not empty and is no local stack's folder; `down` would delete it. "
            "Name a new or an empty folder."
        )


@dataclass(eq=False)
class StartFailed(LocalStackError):
    """A process ended, or did not answer in time; everything was stopped again."""

    part: str
    reason: str
    log_path: Path
    last_lines: tuple[str, ...]

    def __str__(self) -> str:
        shown = "\n".join(f"  {line}" for line in self.last_lines) or "  (it wrote nothing)"
        return (
            f"The local stack did not start: {self.part} {self.reason}. What had started was "
            f"stopped again. The last lines of {self.log_path}:\n{shown}"
        )


@dataclass(eq=False)
class JobManagerLost(LocalStackError):
    """The JobManager died, and the running jobs with it."""

    folder: Path

    def __str__(self) -> str:
        return (
            f"The JobManager of the stack in {self.folder} has died, and its jobs with it. "
            "Starting only that again would hide the loss: run `teal local down`, then "
            "`teal local up`."
        )


@dataclass(eq=False)
class RecordUnreadable(LocalStackError):
    """`stack.json` is not what Teal writes."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return (
            f"{self.path} cannot be read ({self.reason}). Run `teal local down`: it finds the "
            "processes without that file."
        )

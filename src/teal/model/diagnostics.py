"""What Teal tells a person about their project: a code, a place, what is wrong and what to do."""

from enum import Enum

from msgspec import Struct


class Severity(Enum):
    """How much a diagnostic weighs: an ERROR stops a command, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Place(Struct, frozen=True, order=True):
    """A point in a file; lines and columns count from 1, columns in characters."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Diagnostic(Struct, frozen=True):
    """One finding. `message` says what is wrong, `hint` what to do next; both are sentences."""

    code: str
    severity: Severity
    message: str
    place: Place | None = None
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.severity.value} [{self.code}]: {self.message} {self.hint}".rstrip()

    @property
    def is_error(self) -> bool:
        """Whether the command must not go on."""
        return self.severity is Severity.ERROR

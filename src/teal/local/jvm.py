"""The command line of a Java process of the stack."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from teal.local.places import StackFolder
from teal.local.processes import stack_mark
from teal.ports.stack import StackPart

_OPENED = (
    *("java.lang", "java.net", "java.io", "java.nio", "sun.nio.ch", "java.lang.reflect"),
    *("java.text", "java.time", "java.util", "java.util.concurrent"),
    *("java.util.concurrent.atomic", "java.util.concurrent.locks"),
)
_EXPORTED = ("java.base/sun.net.util", "java.rmi/sun.rmi.registry")

# What Flink's own start scripts hand to a Java of this age.
FLINK_MODULES = (
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
    *(f"--add-exports={package}=ALL-UNNAMED" for package in _EXPORTED),
)


class JavaProgram(Struct, frozen=True):
    """A main class with its class path, its memory and its arguments."""

    main_class: str
    class_path: tuple[Path, ...]
    memory: tuple[str, ...]
    arguments: tuple[str, ...]
    options: tuple[str, ...] = ()


def java_command(
    java: Path, program: JavaProgram, part: StackPart, folder: StackFolder
) -> tuple[str, ...]:
    """The whole command: small and quick to start, and bearing the stack's mark."""
    return (
        str(java),
        *program.memory,
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        *program.options,
        stack_mark(folder.root),
        f"-Djava.io.tmpdir={folder.temporary}",
        f"-Dlog.file={folder.log(part)}",
        f"-Dlog4j.configurationFile={folder.config / 'log4j2.properties'}",
        "-cp",
        joined(program.class_path),
        program.main_class,
        *program.arguments,
    )


def joined(class_path: Iterable[Path]) -> str:
    """A class path as Java reads it."""
    return ":".join(map(str, class_path))

"""Finds the configuration file: the option, two environment variables, then the nearest teal.yaml.

The search goes up to the root of the git repository and not beyond it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from teal.model.errors import Mistake

FILE_NAME = "teal.yaml"
VARIABLES = ("TEAL_CONFIG", "CONFIG_FILE")


def find_config(explicit: str | Path | None, environ: Mapping[str, str], cwd: Path) -> Path:
    """The configuration file to use. A folder means the teal.yaml in it. Raises Mistake."""
    if explicit:
        return _named(Path(explicit), "--config", cwd)
    for variable in VARIABLES:
        if value := environ.get(variable):
            return _named(Path(value), variable, cwd)
    for folder in _searched(cwd):
        if (folder / FILE_NAME).exists():
            return folder / FILE_NAME
    raise Mistake(
        f"There is no {FILE_NAME} in {cwd}{_and_above(cwd)}.",
        "`teal init` writes one; --config FILE or TEAL_CONFIG names another.",
    )


def is_configured(environ: Mapping[str, str], cwd: Path) -> bool:
    """Whether anything names a configuration here, so that one has to be there."""
    named = any(environ.get(variable) for variable in VARIABLES)
    return named or any((folder / FILE_NAME).exists() for folder in _searched(cwd))


def _named(path: Path, source: str, cwd: Path) -> Path:
    named = path.expanduser()
    found = cwd / named
    try:
        if found.is_dir():
            found, named = found / FILE_NAME, named / FILE_NAME
        is_there = found.exists()
    except OSError as error:
        raise Mistake(f"{source} names a path that cannot be used: {error.strerror}.") from error
    if not is_there:
        raise Mistake(
            f"{source} names {named}, which does not exist.",
            "Correct the path, or write a configuration with `teal init`.",
        )
    return found


def _searched(cwd: Path) -> tuple[Path, ...]:
    above = (cwd, *cwd.parents)
    for depth, folder in enumerate(above):
        if (folder / ".git").exists():
            return above[: depth + 1]
    return (cwd,)


def _and_above(cwd: Path) -> str:
    searched = _searched(cwd)
    return f", nor above it up to {searched[-1]}" if len(searched) > 1 else ""

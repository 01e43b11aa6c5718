"""Writes configuration files for the tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from teal.config.load import load
from teal.config.settings import Settings
from teal.model.diagnostics import Diagnostic
from teal.model.errors import ProjectMistakes

MINIMAL = "version: 1\nproject: retail\nenvironment: test\nengine: {kind: local}\n"


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a teal.yaml with exactly this text."""

    def write(text: str) -> Path:
        path = tmp_path / "teal.yaml"
        path.write_text(text)
        return path

    return write


@pytest.fixture
def loaded(file: Callable[[str], Path]) -> Callable[[str], Settings]:
    """The settings of a minimal file with more lines at its end."""
    return lambda more: load(file(MINIMAL + more))


@pytest.fixture
def found(file: Callable[[str], Path]) -> Callable[[str], tuple[Diagnostic, ...]]:
    """The mistakes in a file with exactly this text."""

    def mistakes(text: str) -> tuple[Diagnostic, ...]:
        with pytest.raises(ProjectMistakes) as refused:
            load(file(text))
        return refused.value.diagnostics

    return mistakes


@pytest.fixture
def mistake(found: Callable[[str], tuple[Diagnostic, ...]], tmp_path: Path) -> Callable[[str], str]:
    """The only mistake in a minimal file with more lines, as `line:column message hint`; lines
    count from the first added one."""

    def only(more: str) -> str:
        (diagnostic,) = found(MINIMAL + more)
        place = diagnostic.place
        assert place is not None
        assert place.file == str(tmp_path / "teal.yaml")
        line = place.line - MINIMAL.count("\n")
        return f"{line}:{place.column} {diagnostic.message} {diagnostic.hint}".rstrip()

    return only

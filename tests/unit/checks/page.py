"""The page about diagnostics as a test reads it: codes, and their examples as projects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from teal.config.file import ConfigurationFile
from teal.config.load import load
from teal.model.diagnostics import Diagnostic
from teal.model.environment import Environment
from teal.model.project import Project, Revision, SourceFile, SourceTree
from teal.usecases.checking import checked_tree

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")

_SECTION = re.compile(r"^## (TEAL-\d{3})$", re.MULTILINE)
_BLOCK = re.compile(r"^```(yaml|sql beside|(?:sql|text) (?:bad|good))\n(.*?)^```$", re.M | re.S)
_FILE = re.compile(r"^-- file: (\S+)\n", re.MULTILINE)
_BASE = {"version": 1, "project": "shop", "environment": "test", "engine": {"kind": "memory"}}


@dataclass(frozen=True, slots=True)
class Example:
    """One example: `kind` is bad or good; `is_sql` says that it can be tried."""

    code: str
    kind: str
    is_sql: bool
    text: str
    config: Mapping[str, Any]


def examples() -> Iterator[Example]:
    """All examples of the page, in order."""
    _, *sections = _SECTION.split(TEXT)
    head = TEXT[: TEXT.index(f"## {sections[0]}")]
    base = yaml.safe_load(dict(_BLOCK.findall(head))["yaml"])
    for code, section in zip(sections[::2], sections[1::2], strict=True):
        config = base
        for what, text in _BLOCK.findall(section):
            if what == "yaml":
                config = {**base, **yaml.safe_load(text)}
            else:
                language, kind = what.split()
                yield Example(code, kind, language == "sql", text, config)


def codes_of(example: Example, folder: Path) -> set[str]:
    """What `teal check` says of an example."""
    return {found.code for found in project_of(example, folder)[2]}


def project_of(
    example: Example, folder: Path
) -> tuple[Project, Environment, tuple[Diagnostic, ...]]:
    """An example as a project, in its environment, and what `teal check` says of it."""
    environment = _environment(example.config, folder)
    beside = dict(_BLOCK.findall(TEXT))["sql beside"]
    files = [SourceFile("externals.sql", beside), *_files(example.text)]
    tree = SourceTree(Revision("the page", ""), tuple(files))
    project, findings = checked_tree(tree, environment)
    return project, environment, findings


def _files(text: str) -> Iterator[SourceFile]:
    first, *rest = _FILE.split(text)
    if first.strip():
        yield SourceFile("example.sql", first)
    for path, part in zip(rest[::2], rest[1::2], strict=True):
        yield SourceFile(path, part)


def _environment(config: Mapping[str, Any], folder: Path) -> Environment:
    path = folder / "teal.yaml"
    whole = {**_BASE, **config}
    assert ConfigurationFile.model_validate(whole)
    path.write_text(yaml.safe_dump(whole), encoding="utf-8")
    return load(path).environment

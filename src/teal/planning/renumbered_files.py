"""Files in which tables have other numbers: only the names change, and what follows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace

from teal.model.diagnostics import Diagnostic
from teal.model.environment import Environment
from teal.model.errors import ProjectMistakes
from teal.model.names import Version, numbered
from teal.model.project import SourceFile, SourceTree
from teal.model.statements import NameRole, Parts, Statement
from teal.planning.logical import place_of, version_written, written_as
from teal.planning.mistakes import Code, error
from teal.planning.naming import written_versions
from teal.planning.project import build_project
from teal.planning.renumbering import Renumbering
from teal.planning.sources import read_sources
from teal.planning.variables import Filled
from teal.sql.edits import Edit, applied
from teal.sql.rewriter import NameTaken, renaming_edits

_MEANS_A_VERSION = frozenset({NameRole.TARGET, NameRole.INPUT, NameRole.DEFINITION, NameRole.LIKE})


class RenumberedFile(Struct, frozen=True):
    """A file before and after."""

    path: str
    before: str
    after: str


class Numbering(Struct, frozen=True):
    """What writing the numbers would do: new ones, and the files that say them. `against` is what
    the working tree was compared with; `uncommitted` are the files that git could not give back."""

    against: str
    tables: tuple[Renumbering, ...]
    files: tuple[RenumberedFile, ...]
    uncommitted: tuple[str, ...]


def renumbered_files(
    tree: SourceTree, versions: Mapping[str, Version], environment: Environment
) -> tuple[RenumberedFile, ...]:
    """The files that change where every name of these tables has to say this version, by path.

    Raises ProjectMistakes where a name cannot change: it means something else too, or comes from
    a variable.
    """
    sources = read_sources(tree, environment)
    statements: dict[str, list[Statement]] = {}
    for written in sources.statements:
        statements.setdefault(written.statement.file, []).append(written.statement)
    found: list[RenumberedFile] = []
    mistakes: list[Diagnostic] = []
    for file in tree.files:
        text = sources.templates.get(file.path) or Filled(file.text, file.text)
        try:
            after = _renumbered(text, statements.get(file.path, ()), versions, environment)
        except ProjectMistakes as refused:
            mistakes += refused.diagnostics
            continue
        if after != file.text:
            found.append(RenumberedFile(file.path, file.text, after))
    if mistakes:
        raise ProjectMistakes(tuple(map(sources.as_written, mistakes)))
    _check(tree, found, versions, environment)
    return tuple(found)


def _renumbered(
    text: Filled,
    statements: Sequence[Statement],
    versions: Mapping[str, Version],
    environment: Environment,
) -> str:
    edits: list[Edit] = []
    mistakes: list[Diagnostic] = []
    for statement in statements:
        names = _new_names(statement, versions, environment)
        try:
            for edit in renaming_edits(statement, names, _numbered(names, environment)):
                edits.append(_in_file(edit, statement, text))
        except NameTaken as taken:
            hint = "Rename that one, then write the versions again."
            mistakes.append(error(Code.NAME, str(taken), place_of(statement), hint))
        except _FromVariable as misplaced:
            mistakes.append(misplaced.finding)
    if mistakes:
        raise ProjectMistakes(tuple(mistakes))
    return applied(text.raw, edits)


def _new_names(
    statement: Statement, versions: Mapping[str, Version], environment: Environment
) -> Mapping[Parts, str]:
    found: dict[Parts, str] = {}
    for name in statement.names:
        if name.role in _MEANS_A_VERSION:
            old = version_written(name.parts, environment)
            new = versions.get(old.logical)
            if new is not None and new.number != old.number:
                found[name.parts] = written_as(new.physical, name.parts, environment)
    return found


def _numbered(names: Iterable[Parts], environment: Environment) -> tuple[Parts, ...]:
    """Names that are no fit alias, because they say an older number: `orders_v3 AS orders_v2`."""
    template = environment.tables.versions
    return tuple(parts for parts in names if numbered(parts[-1], template) is not None)


@dataclass(eq=False)
class _FromVariable(Exception):
    finding: Diagnostic


def _in_file(edit: Edit, statement: Statement, text: Filled) -> Edit:
    """An edit of a statement as one of its file, where variables are not put in."""
    start, end = (statement.offset + place for place in (edit.start, edit.end))
    assert text.text.startswith(statement.text, statement.offset)
    if start == end:
        return replace(edit, start=text.place(start), end=text.place(start))
    if text.author_text(start, end) != text.text[start:end]:
        name = text.text[start:end]
        message = f"the name `{name}` comes from a variable, so its number cannot be written here."
        hint = "Write the name into the file, or change the variable by hand."
        raise _FromVariable(error(Code.NAMING, message, place_of(statement, edit.start), hint))
    return replace(edit, start=text.place(start), end=text.end_place(end))


def _check(
    tree: SourceTree,
    changed: Sequence[RenumberedFile],
    versions: Mapping[str, Version],
    environment: Environment,
) -> None:
    """Assert that the revision is sound afterwards and says the expected numbers."""
    after = {file.path: file.after for file in changed}
    files = tuple(SourceFile(f.path, after.get(f.path, f.text)) for f in tree.files)
    project, findings = build_project(replace(tree, files=files), environment)
    assert not any(each.is_error for each in findings), findings
    for table, version in written_versions(project, environment).items():
        wanted = versions.get(table, version)
        assert version.number == wanted.number, f"{version} instead of {wanted}"

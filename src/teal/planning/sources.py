"""From the files of a revision to their statements: folders named `tests` and those of other
environments left out, variables put in. What the scanner does not understand stays a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from teal.model.diagnostics import Diagnostic
from teal.model.environment import Environment
from teal.model.project import SourceFile, SourceTree, UnreadFile
from teal.model.statements import Statement, StatementKind
from teal.planning.dbt import Manifest, manifest_of
from teal.planning.layout import Layout, layout
from teal.planning.mistakes import Code, error
from teal.planning.scans import Definition, KeptScans, Scanned, scanned
from teal.planning.templates import findings
from teal.planning.variables import Filled, filled
from teal.sql.scanner import ScanResult

_WORD = re.compile(r"\w+")
_DEFINES_BY_A_QUERY = (StatementKind.CTAS, StatementKind.CREATE_MATERIALIZED_TABLE)


class Written(Struct, frozen=True):
    """A statement as it was scanned, and as its author wrote it: with variables as names. Of a
    CREATE TABLE also what it defines, or what is wrong in it."""

    statement: Statement
    sql: str
    definition: Definition | None = None


class Sources(Struct, frozen=True):
    """All that stands in a revision. `hidden` are the words of statements that could not be read,
    and tables whose columns could not, or are a query's: what they define is not known, so nothing
    may be said to be missing that stands there. `templates` are the files with variables in them.
    """

    statements: tuple[Written, ...]
    diagnostics: tuple[Diagnostic, ...]
    hidden: frozenset[str]
    templates: Mapping[str, Filled] = field(default_factory=dict)

    def as_written(self, found: Diagnostic) -> Diagnostic:
        """A finding about a statement with variables put in, at its place in the file."""
        text = self.templates.get(found.place.file) if found.place else None
        return found if text is None else text.as_written(found)


def read_sources(
    tree: SourceTree, environment: Environment, kept: KeptScans | None = None
) -> Sources:
    """The statements of all files, by path and place; `kept` are scans from before."""
    manifest = manifest_of(tree.manifest) if tree.manifest else None
    texts = dict(_texts(tree, manifest, environment.variables))
    scans = {path: scanned(text.text, path, kept) for path, text in texts.items()}
    read = {path: each.result for path, each in scans.items()}
    where = layout(_statements(read), environment)
    read = {path: result for path, result in read.items() if where.counts(path)}
    unread = tuple(each for each in tree.unread if _is_ours(each, where))
    return Sources(
        tuple(
            Written(
                each,
                each.text if _is_dbt(manifest, each.file) else _author(each, texts),
                scans[each.file].definitions.get(each.offset),
            )
            for each in _statements(read)
        ),
        (
            *(manifest.diagnostics if manifest else ()),
            *_unusable(environment.variables),
            *where.diagnostics,
            *(each.finding for each in unread),
            *(each for result in read.values() for each in findings(result)),
        ),
        frozenset((*_words(read, scans), *_guesses(unread))),
        {path: text for path, text in texts.items() if text.ends},
    )


def counting(tree: SourceTree) -> Iterator[SourceFile]:
    """The files that belong to the project, by path."""
    for file in sorted(tree.files, key=lambda file: file.path):
        if "tests" not in file.path.split("/")[:-1]:
            yield file


def _texts(
    tree: SourceTree, manifest: Manifest | None, variables: Mapping[str, str]
) -> Iterator[tuple[str, Filled]]:
    for file in counting(tree):
        if manifest is None or not manifest.covers(file.path):
            yield file.path, filled(file.text, variables)
        elif (text := manifest.statement(file)) is not None:
            yield file.path, text


def _is_dbt(manifest: Manifest | None, path: str) -> bool:
    return manifest is not None and manifest.covers(path)


def _statements(read: Mapping[str, ScanResult]) -> Iterator[Statement]:
    for result in read.values():
        yield from result.statements


def _words(read: Mapping[str, ScanResult], scans: Mapping[str, Scanned]) -> Iterator[str]:
    for path, result in read.items():
        definitions = scans[path].definitions
        for unread in result.unread:
            yield from _WORD.findall(unread.text)
        for statement in result.statements:
            if statement.kind in _DEFINES_BY_A_QUERY or isinstance(
                definitions.get(statement.offset), tuple
            ):
                yield from (parts[-1] for parts in statement.writes)


def _is_ours(unread: UnreadFile, where: Layout) -> bool:
    path = unread.finding.place.file if unread.finding.place else ""
    return "tests" not in path.split("/")[:-1] and where.counts(path)


def _guesses(unread: Iterable[UnreadFile]) -> Iterator[str]:
    for each in unread:
        yield from _WORD.findall(each.guess)


def _author(statement: Statement, texts: Mapping[str, Filled]) -> str:
    written = texts[statement.file]
    if not written.ends:
        return statement.text
    end = statement.offset + len(statement.text)
    return written.author_text(statement.offset, end)


def _unusable(variables: Mapping[str, str]) -> list[Diagnostic]:
    return [
        error(
            Code.VARIABLE,
            f"the variable `{name}` has more than one line.",
            None,
            "Write its value in one line under `variables` of the configuration.",
        )
        for name, value in sorted(variables.items())
        if "\n" in value
    ]

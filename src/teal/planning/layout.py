"""Folders that hold the same project once for each environment: which of them is meant.

Elsewhere folders carry no meaning. Here they have to, or every table would be defined twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from msgspec import Struct

from teal.model.diagnostics import Diagnostic, Place, Severity
from teal.model.environment import Environment
from teal.model.statements import NameRole, Parts, Statement, StatementKind
from teal.planning.mistakes import Code, error

_SAME = (
    ("dev", "develop", "development"),
    ("test", "testing", "tst"),
    ("int", "integration"),
    ("qa",),
    ("uat",),
    ("sit",),
    ("ci",),
    ("perf", "performance"),
    ("stage", "staging", "stg"),
    ("preprod", "pre-prod", "pre_prod"),
    ("prod", "production", "prd", "live"),
    ("local",),
    ("sandbox", "sbx"),
)
_MEANT: Mapping[str, str] = {word: words[0] for words in _SAME for word in words}
"""What folders of environments are called, and what each of these words means."""

_DEFINES = frozenset(
    {
        StatementKind.CREATE_TABLE,
        StatementKind.CTAS,
        StatementKind.CREATE_VIEW,
        StatementKind.CREATE_MATERIALIZED_TABLE,
    }
)
_TWINS_SHARE = 2
"""Folders of other names are twins only if they share so many tables, and half of the fewer."""

Folder = tuple[str, ...]


class Layout(Struct, frozen=True):
    """Folders whose files are not meant, and what a person should know of that."""

    left_out: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def counts(self, path: str) -> bool:
        """Whether a file belongs to the project."""
        return not any(path.startswith(f"{folder}/") for folder in self.left_out)


def layout(statements: Iterable[Statement], environment: Environment) -> Layout:
    """Which folders are left out: those of other environments than the one that is configured.
    Where that cannot be told, all but the first, with an error that names the candidates."""
    left_out: list[str] = []
    found: list[Diagnostic] = []
    for twins in _twins(statements):
        meant = [name for name in twins if _is_called(name[-1], environment.name)]
        kept = meant[0] if len(meant) == 1 else twins[0]
        others = [_path(name) for name in twins if name != kept]
        left_out += others
        if len(meant) == 1:
            found.append(_told(_path(kept), others))
        else:
            found.append(_ambiguous([_path(name) for name in twins], environment))
    return Layout(tuple(left_out), tuple(found))


def _twins(statements: Iterable[Statement]) -> Iterator[tuple[Folder, ...]]:
    """Groups of sibling folders that hold the same tables, outermost first."""
    files_of, made = _files_of_tables(statements)
    if all(len(files) == 1 for files in files_of.values()):
        return
    every, own = _Shares(), _Shares()
    for table, files in sorted(files_of.items()):
        every.count(files)
        if table[1:] in made:
            own.count(files)
    outer: list[Folder] = []
    for parent in sorted(every.shared, key=lambda folder: (len(folder), folder)):
        if any(parent[: len(folder)] == folder for folder in outer):
            continue
        if names := _names_of_twins(parent, every, own):
            outer += [(*parent, name) for name in names]
            yield tuple((*parent, name) for name in names)


class _Shares:
    """How many tables each folder has, and how many each pair of folders in one folder shares."""

    def __init__(self) -> None:
        self.shared: dict[Folder, dict[tuple[str, str], int]] = defaultdict(
            lambda: defaultdict(int)
        )
        self.defined: dict[Folder, int] = defaultdict(int)

    def count(self, files: set[Folder]) -> None:
        """One table that stands in these files."""
        pairs: set[tuple[Folder, tuple[str, str]]] = set()
        for one, other in combinations(sorted(files)[:_MOST_FILES], 2):
            if (apart := _where_they_part(one, other)) is not None:
                pairs.add(apart)
        for parent, both in pairs:
            self.shared[parent][both] += 1
        for folder in {file[:depth] for file in files for depth in range(1, len(file))}:
            self.defined[folder] += 1


_MOST_FILES = 50
"""A table that stands in more files tells no more about the folders."""


def _files_of_tables(
    statements: Iterable[Statement],
) -> tuple[dict[tuple[str, ...], set[Folder]], set[Parts]]:
    """The files of each table that is defined, and of one that is filled, by files of one name;
    and which tables are filled or made by a query: others may be read in many places."""
    found: dict[tuple[str, ...], set[Folder]] = defaultdict(set)
    made: set[Parts] = set()
    for statement in statements:
        file = tuple(statement.file.split("/"))
        for name in statement.names:
            if name.role is NameRole.DEFINITION and statement.kind in _DEFINES:
                found[("", *name.parts)].add(file)
                if statement.kind is not StatementKind.CREATE_TABLE:
                    made.add(name.parts)
            elif name.role is NameRole.TARGET:
                found[(file[-1], *name.parts)].add(file)
                made.add(name.parts)
    return found, made


def _where_they_part(one: Folder, other: Folder) -> tuple[Folder, tuple[str, str]] | None:
    """The folder that two files have in common, and the two folders in it that they lie in."""
    depth = 0
    while depth < min(len(one), len(other)) and one[depth] == other[depth]:
        depth += 1
    if depth >= len(one) - 1 or depth >= len(other) - 1:
        return None  # one of them lies in the common folder itself
    return one[:depth], (one[depth], other[depth])


def _names_of_twins(parent: Folder, every: _Shares, own: _Shares) -> tuple[str, ...]:
    """Folders of environments by their names; others share what they make themselves."""
    names: set[str] = set()
    for one, other in every.shared[parent]:
        tables = own.shared[parent][one, other]
        fewer = min(own.defined[(*parent, one)], own.defined[(*parent, other)])
        are_environments = one.lower() in _MEANT and other.lower() in _MEANT
        if are_environments or (tables >= _TWINS_SHARE and 2 * tables >= fewer):
            names |= {one, other}
    return tuple(sorted(names))


def _is_called(folder: str, environment: str) -> bool:
    one, other = folder.lower(), environment.lower()
    return _MEANT.get(one, one) == _MEANT.get(other, other)


def _path(folder: Folder) -> str:
    return "/".join(folder)


def _told(kept: str, others: list[str]) -> Diagnostic:
    return Diagnostic(
        Code.ENVIRONMENT_CHOSEN.value,
        Severity.INFO,
        f"`{kept}` is read, as the environment is called so; {_listed(others)} left out.",
        None,
        "",
    )


def _ambiguous(folders: list[str], environment: Environment) -> Diagnostic:
    return error(
        Code.AMBIGUOUS_LAYOUT,
        f"{_listed(folders)} hold the same tables, as folders of environments or of projects "
        f"of their own do, and none of them is called like this environment, `{environment.name}`.",
        Place(folders[0], 1, 1),
        f"Say which one is meant: `pipelines: {folders[0]}` in the configuration.",
    )


def _listed(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"

"""Rules between keys, asked of the file's data, so that they speak beside all other mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os.path import realpath
from pathlib import Path

from teal.config.document import Data, Document, KeyPath, Scalar, shown, texts_in
from teal.config.fields import is_topic
from teal.config.placeholders import has_broken_placeholder
from teal.model.diagnostics import Diagnostic, Severity
from teal.model.environment import Naming, TableSettings, ValidationSettings
from teal.model.names import numbered

_ADDRESSES = (("engine", "gateway"), ("engine", "jobmanager"), ("kafka", "bootstrap"))
_FILLED_ONLY_BY_SECRETS = ("engine", "kafka", "store")
_OF_EACH_TABLE = "Teal writes it for each table itself."
_OWN_OPTIONS = {
    "connector": "Which one a table gets follows from its key and 'changelog.mode'.",
    "topic": _OF_EACH_TABLE + " Its pattern is `tables.topic`.",
    "path": _OF_EACH_TABLE,
    "format": "Write `tables.value_format`.",
    "key.format": "Write `tables.key_format`.",
    "value.format": "Write `tables.value_format`.",
    "key.fields": _OF_EACH_TABLE,
    "changelog.mode": "It belongs into the table's definition.",
    "scan.startup.mode": "A version is always built from the earliest record.",
    "scan.bounded.mode": "Statements of a pipeline do not end.",
    "properties.bootstrap.servers": "Write `kafka.bootstrap`.",
    "properties.group.id": _OF_EACH_TABLE,
    "properties.isolation.level": "Only committed records are ever read.",
    "sink.delivery-guarantee": _OF_EACH_TABLE,
    "sink.transactional-id-prefix": _OF_EACH_TABLE,
}
_OWN_OPTIONS_OF_EXTERNALS = {
    "topic": "Write `topic:` beside `options`.",
    "properties.group.id": _OF_EACH_TABLE,
}
_OWN_PROPERTIES = {
    "bootstrap.servers": "Write `kafka.bootstrap`.",
    "group.id": "Teal gives each version its own group.",
    "transactional.id": "Teal gives each version its own prefix.",
}
_OWN_SETTINGS = {
    "pipeline.name": "Teal names each job itself.",
    "$internal.pipeline.job-id": "Teal gives each job its id.",
}


def broken_rules(
    document: Document, folder: Path, *, is_here: bool = True
) -> tuple[Diagnostic, ...]:
    """Everything in the file that breaks a rule between keys. `folder` is the file's; where the
    file is not here but in a revision, what it names need not be here either."""
    named = _pipelines_are_folders(document, folder) if is_here else ()
    return tuple(
        finding
        for rule in (
            _addresses_fit_the_engine,
            _a_shared_store_is_no_sqlite_file,
            _what_teal_sets_is_not_set,
            _names_stand_once,
            _tables_are_named_without_numbers,
            _an_external_has_a_topic,
            _hot_rounds_fit_the_rounds,
            _only_secrets_are_filled_in,
        )
        for finding in rule(document)
    ) + tuple(named)


def _addresses_fit_the_engine(document: Document) -> Iterator[Diagnostic]:
    kind = document.at("engine", "kind")
    for path in _ADDRESSES:
        is_given = document.at(*path) is not None
        key = shown(path)
        if kind == "flink" and not is_given:
            place = document.place_of_key(path[:1])
            message = f"`{key}` is missing; with `engine.kind: flink` Teal has to know it."
            hint = "Add it, or use `kind: local` for a Flink and a Kafka that Teal starts."
            yield Diagnostic("config-missing-key", Severity.ERROR, message, place, hint)
        if kind in ("local", "memory") and is_given:
            what = f"`{key}` has no meaning with `engine.kind: {kind}`."
            yield _wrong(document, path, what, "Remove it, or use `kind: flink`.", of_key=True)


def _a_shared_store_is_no_sqlite_file(document: Document) -> Iterator[Diagnostic]:
    url, shared = document.at("store", "url"), document.at("store", "shared")
    scheme = url.partition(":")[0].partition("+")[0] if isinstance(url, str) else "sqlite"
    is_secret = isinstance(url, str) and url.startswith("${secret:")
    path: KeyPath = ("store", "url") if isinstance(url, str) else ("store", "shared")
    if not is_secret and scheme not in ("sqlite", "postgresql", "postgres"):
        what = "`store.url` names no database that Teal can use."
        yield _wrong(document, path, what, "Write sqlite:///FILE or postgresql://USER@HOST/NAME.")
    elif scheme == "sqlite" and isinstance(shared, Scalar) and shared.value is True:
        what = "`store.shared` is true, but the store is a SQLite file, which only one host sees."
        hint = "Give `store.url: postgresql://…`, or remove `shared`."
        yield _wrong(document, path, what, hint)
    elif isinstance(url, str) and scheme == "sqlite" and not _names_a_file(url):
        what = "`store.url` names no file, and Teal must not forget what it did."
        yield _wrong(document, path, what, "Write, for example, sqlite:///state.db.")


def _names_a_file(url: str) -> bool:
    _, separator, file = url.partition(":///")
    return bool(separator) and file.strip("/") not in ("", ":memory:")


def _what_teal_sets_is_not_set(document: Document) -> Iterator[Diagnostic]:
    externals = document.at("externals")
    names = tuple(externals) if isinstance(externals, dict) else ()
    closed: list[tuple[KeyPath, Mapping[str, str]]] = [
        (("tables", "options"), _OWN_OPTIONS),
        (("kafka", "properties"), _OWN_PROPERTIES),
        (("session", "settings"), _OWN_SETTINGS),
        *((("externals", name, "options"), _OWN_OPTIONS_OF_EXTERNALS) for name in names),
    ]
    for path, hints in closed:
        given = document.at(*path)
        for name in given if isinstance(given, dict) else ():
            if name in hints:
                what = f"`{shown(path)}` sets {name!r}, which cannot be set there."
                yield _wrong(document, (*path, name), what, hints[name], of_key=True)


def _names_stand_once(document: Document) -> Iterator[Diagnostic]:
    yield from _repeated(document, _named_externals(document))
    exposures = document.at("exposures")
    if isinstance(exposures, list):
        paths: list[KeyPath] = [("exposures", n, "name") for n in range(len(exposures))]
        yield from _repeated(document, [(path, document.at(*path)) for path in paths])


def _tables_are_named_without_numbers(document: Document) -> Iterator[Diagnostic]:
    """With `naming: versioned` an exposure of `fct_x_v2` would be one of no table at all."""
    naming, template = document.at("naming"), document.at("tables", "versions")
    if naming != Naming.VERSIONED.value:
        return
    versions = template if isinstance(template, str) else TableSettings().versions
    externals = {name for _, name in _named_externals(document)}
    for path, name in _named_tables(document):
        found = numbered(name, versions)
        if found is not None and externals.isdisjoint((name, found[0])):
            what = f"`{shown(path)}` names {name!r}, which is version {found[1]} of a table."
            hint = f"The configuration speaks of tables, whatever their version: write {found[0]}."
            is_key = path[0] == "validation"
            yield _wrong(document, path, what, hint, of_key=is_key)


def _named_tables(document: Document) -> Iterator[tuple[KeyPath, str]]:
    exposures = document.at("exposures")
    for n in range(len(exposures)) if isinstance(exposures, list) else ():
        path: KeyPath = ("exposures", n, "tables")
        listed = document.at(*path)
        named = [
            ((*path, m), each) for m, each in enumerate(listed if isinstance(listed, list) else ())
        ]
        yield from ((p, e) for p, e in named or [(path, listed)] if isinstance(e, str))
    for key in ("ignore", "sensitive"):
        tables = document.at("validation", key)
        for name in tables if isinstance(tables, dict) else ():
            yield ("validation", key, name), name


def _an_external_has_a_topic(document: Document) -> Iterator[Diagnostic]:
    for path, name in _named_externals(document):
        if isinstance(name, str) and not is_topic(name) and not document.at(*path, "topic"):
            what = f"{name!r} is no name that a Kafka topic can have."
            yield _wrong(document, path, what, "Add `topic:` with the topic's name.", of_key=True)


def _named_externals(document: Document) -> list[tuple[KeyPath, Data]]:
    match document.at("externals"):
        case list() as names:
            return [(("externals", n), name) for n, name in enumerate(names)]
        case dict() as described:
            return [(("externals", name), name) for name in described]
        case _:
            return []


def _repeated(document: Document, named: list[tuple[KeyPath, Data]]) -> Iterator[Diagnostic]:
    seen: set[object] = set()
    for path, name in named:
        if isinstance(name, str) and name in seen:
            what = f"`{shown(path[:1])}` names {name!r} a second time."
            yield _wrong(document, path, what, "Remove one, or give it another name.")
        seen.add(name if isinstance(name, str) else None)


def _hot_rounds_fit_the_rounds(document: Document) -> Iterator[Diagnostic]:
    rounds, hot = document.at("validation", "rounds"), document.at("validation", "hot_rounds")
    most = rounds.value if isinstance(rounds, Scalar) else ValidationSettings().rounds
    if isinstance(hot, Scalar) and hot.value > most:
        what = f"`validation.hot_rounds` ({hot.text}) is more than `validation.rounds` ({most})."
        hint = "Hot keys would never get a verdict; raise `rounds`."
        yield _wrong(document, ("validation", "hot_rounds"), what, hint)


def _only_secrets_are_filled_in(document: Document) -> Iterator[Diagnostic]:
    for path, text in texts_in(document.data):
        if has_broken_placeholder(text):
            what = f"`{shown(path)}` refers to a secret in a form that Teal does not read."
            hint = "Write ${secret:NAME}; a name has letters, digits, `_`, `-` and `.`."
            yield _wrong(document, path, what, hint)
        elif path[0] in _FILLED_ONLY_BY_SECRETS and "${" in text.replace("${secret:", ""):
            what = f"`{shown(path)}` holds `${{…}}` of a kind that is not filled in here."
            yield _wrong(document, path, what, "Write the value, or ${secret:NAME}.")


def _pipelines_are_folders(document: Document, folder: Path) -> Iterator[Diagnostic]:
    given = document.at("pipelines")
    listed = given if isinstance(given, list) else [given]
    earlier: list[Path] = []
    for n, name in enumerate(listed):
        if not isinstance(name, str):
            continue
        path: KeyPath = ("pipelines", n) if isinstance(given, list) else ("pipelines",)
        found = Path(realpath(folder / name))
        if not _is_folder(found):
            what = f"`pipelines` names {name!r}, and there is no folder {folder / name}."
            yield _wrong(document, path, what, "Write a folder relative to the configuration file.")
        elif any(found.is_relative_to(e) or e.is_relative_to(found) for e in earlier):
            what = f"`pipelines` names {name!r}, which another of its folders holds already."
            yield _wrong(document, path, what, "Files would be read twice; remove one.")
        earlier.append(found)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long, a folder that may not be looked into
        return False


def _wrong(
    document: Document, path: KeyPath, what: str, hint: str, *, of_key: bool = False
) -> Diagnostic:
    place = document.place_of_key(path) if of_key else document.place_of_value(path)
    return Diagnostic("config-value", Severity.ERROR, what, place, hint)

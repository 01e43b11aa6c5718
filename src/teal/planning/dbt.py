"""What a dbt project has compiled, as statements: a model's file holds its query alone, and dbt's
manifest knows what is made of it.

Only what the manifest says in full becomes a definition; else the table has none, and is reported
as any other without one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from msgspec import Struct

from teal.model.diagnostics import Diagnostic, Place
from teal.model.project import SourceFile
from teal.planning.mistakes import Code, error
from teal.planning.variables import Filled
from teal.sql.quoting import as_written, literal

_VIEWS = frozenset({"view"})
_FILLED = frozenset({"table", "incremental", "streaming_table"})
_SOURCES = frozenset({"streaming_source"})
_MATERIALIZED = frozenset({"materialized_table", "materialized_view"})


class Manifest(Struct, frozen=True):
    """The models by the end of their compiled file's path: (what stands before, what behind)."""

    models: Mapping[str, tuple[str, str]]
    diagnostics: tuple[Diagnostic, ...] = ()

    def covers(self, path: str) -> bool:
        """Whether a file is one that dbt has compiled."""
        return "compiled" in path.split("/")[:-1]

    def statement(self, file: SourceFile) -> Filled | None:
        """The file as a statement; None for what is no relation: tests, ephemeral models."""
        where = file.path.split("/")
        at = len(where) - 1 - where[::-1].index("compiled")
        found = self.models.get("/".join(where[at + 1 :]))
        return None if found is None else _between(found[0], file.text, found[1])


def manifest_of(file: SourceFile) -> Manifest:
    """What a manifest.json says of the models."""
    try:
        found = json.loads(file.text)
        nodes = [node for node in found["nodes"].values() if node["resource_type"] == "model"]
        models = {
            f"{node['package_name']}/{node['original_file_path']}": wrapping
            for node in nodes
            if (wrapping := _wrapping(node)) is not None
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Manifest({}, (_unreadable(file),))
    return Manifest(models)


def _unreadable(file: SourceFile) -> Diagnostic:
    return error(
        Code.DBT_MANIFEST,
        "this is no manifest of dbt that Teal can read.",
        Place(file.path, 1, 1),
        "Run `dbt compile` again.",
    )


def _wrapping(node: Mapping[str, object]) -> tuple[str, str] | None:
    config = _mapping(node["config"])
    kind = config.get("materialized")
    name = _relation(node)
    if kind in _VIEWS:
        return f"CREATE VIEW {name} AS ", ""
    if kind in _MATERIALIZED:
        return f"CREATE MATERIALIZED TABLE {name} AS ", ""
    if kind in _FILLED:
        return f"{_definition(name, node, config)}INSERT INTO {name} ", ""
    if kind in _SOURCES:
        options = {"connector": config.get("connector"), **_mapping(config.get("with"))}
        return f"CREATE TABLE {name} (", f"){_distribution(config)} {_options(options)}"
    return None


def _relation(node: Mapping[str, object]) -> str:
    relation = node.get("relation_name")
    if isinstance(relation, str) and relation:
        return _one_line(relation.replace('"', "`"))
    return as_written(str(node.get("alias") or node["name"]))


def _definition(name: str, node: Mapping[str, object], config: Mapping[str, object]) -> str:
    """The CREATE TABLE of a model whose columns are declared with their types, and a semicolon."""
    columns = [_mapping(column) for column in _mapping(node.get("columns")).values()]
    if not columns or not all(column.get("data_type") for column in columns):
        return ""
    elements = [_column(column) for column in columns]
    if key := list(_key(node, columns)):
        elements.append(f"PRIMARY KEY ({_names(key)}) NOT ENFORCED")
    elements += _custom(node)
    options = _mapping(config.get("with")) or _mapping(config.get("connector_properties"))
    behind = f"{_distribution(config)} {_options(options) if options else ''}".rstrip()
    return f"CREATE TABLE {name} ({', '.join(elements)}){behind}; "


def _column(column: Mapping[str, object]) -> str:
    kinds = {constraint.get("type") for constraint in _constraints(column)}
    must = " NOT NULL" if kinds & {"not_null", "primary_key"} else ""
    return f"{as_written(str(column['name']))} {_one_line(str(column['data_type']))}{must}"


def _key(node: Mapping[str, object], columns: list[Mapping[str, object]]) -> Iterator[str]:
    for constraint in _constraints(node):
        if constraint.get("type") == "primary_key":
            yield from map(str, _listed(constraint.get("columns")))
    for column in columns:
        if any(each.get("type") == "primary_key" for each in _constraints(column)):
            yield str(column["name"])


def _custom(node: Mapping[str, object]) -> Iterator[str]:
    """Watermarks: dbt knows them only as a constraint of the adapter's own."""
    for constraint in _constraints(node):
        text = str(constraint.get("expression") or "")
        if constraint.get("type") == "custom" and text.lstrip()[:9].upper() == "WATERMARK":
            yield _one_line(text)


def _distribution(config: Mapping[str, object]) -> str:
    columns = list(map(str, _listed(config.get("distributed_by"))))
    if not columns:
        return ""
    buckets = config.get("buckets")
    into = f" INTO {int(str(buckets))} BUCKETS" if buckets is not None else ""
    return f" DISTRIBUTED BY HASH({_names(columns)}){into}"


def _options(options: Mapping[str, object]) -> str:
    pairs = (f"{literal(key)} = {literal(str(value))}" for key, value in options.items())
    return f"WITH ({_one_line(', '.join(pairs))})"


def _names(columns: list[str]) -> str:
    return ", ".join(map(as_written, columns))


def _constraints(of: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    return (_mapping(constraint) for constraint in _listed(of.get("constraints")))


def _mapping(found: object) -> Mapping[str, object]:
    return found if isinstance(found, dict) else {}


def _listed(found: object) -> list[object]:
    if isinstance(found, list):
        return found
    return [] if found is None else [found]


def _one_line(text: str) -> str:
    # Lines have to stay as they are in the model's file.
    return text.replace("\r", " ").replace("\n", " ")


def _between(before: str, raw: str, behind: str) -> Filled:
    """The text with something put in before and behind it."""
    if behind:
        behind = f"\n{behind}"  # its last line may be a comment
    end = len(before) + len(raw)
    return Filled(
        before + raw + behind,
        raw,
        (0, end),
        (len(before), end + len(behind)),
        (-len(before), -len(before) - len(behind)),
    )

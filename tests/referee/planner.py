"""Flink's own planner in this process, without a cluster: what a statement compiles to."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jpype
from tests.referee.jvm import referee_jvm

_FUNCTIONS = {
    "of_one_row": "OfOneRow",
    "several_rows": "SeveralRows",
    "of_many_rows": "OfManyRows",
    "each_row": "EachRow",
    "each_partition": "EachPartition",
}
_KEEPS_NONE = frozenset(
    {
        "calc",
        "correlate",
        "drop-update-before",
        "exchange",
        "expand",
        "lookup-join",
        "mini-batch-assigner",
        "sink",
        "table-source-scan",
        "union",
        "values",
        "watermark-assigner",
        "window-table-function",
    }
)


@dataclass(frozen=True, slots=True)
class Planned:
    """What a statement compiles to: the plan, with its nodes numbered in order, and the kinds of
    the nodes, all and those that keep state."""

    plan: str
    nodes: tuple[str, ...]
    stateful_nodes: tuple[str, ...]

    @property
    def is_stateful(self) -> bool:
        """Whether Flink keeps state for the statement."""
        return bool(self.stateful_nodes)


@dataclass(frozen=True, slots=True)
class NotPlanned:
    """The planner refuses the statement."""

    reason: str


class Planner:
    """A session of its own: definitions first, then statements are planned in it.

    Tables have the connector `planned`; their option `mode` says what their rows are: append,
    upsert, all (a full changelog) or lookup.
    """

    def __init__(self) -> None:
        referee_jvm()
        settings = jpype.JClass("org.apache.flink.table.api.EnvironmentSettings")
        environment = jpype.JClass("org.apache.flink.table.api.TableEnvironment")
        classes = _classes()
        self._session = environment.create(settings.inStreamingMode())
        self._session.loadModule("planned", _instance(classes, "Planned"))
        for name, of in _FUNCTIONS.items():
            self._session.createTemporarySystemFunction(name, _instance(classes, f"Planned${of}"))

    def define(self, *statements: str) -> None:
        """Run definitions and settings."""
        for statement in statements:
            self._session.executeSql(statement)

    def set(self, settings: Mapping[str, str]) -> None:
        """Set options of the session."""
        for key, value in settings.items():
            self._session.getConfig().set(key, value)

    def validated(self, sql: str) -> NotPlanned | None:
        """None if all names of a statement can be resolved, else why not."""
        try:
            self._session.getParser().parse(sql)
        except jpype.JException as error:
            return NotPlanned(_reason(error))
        return None

    def planned(self, sql: str) -> Planned | NotPlanned:
        """What an INSERT or a statement set compiles to."""
        try:
            text = str(self._session.compilePlanSql(sql).asJsonString())
        except jpype.JException as error:
            return NotPlanned(_reason(error))
        plan = json.loads(text)
        nodes = plan["nodes"]
        kinds = tuple(_kind(node) for node in nodes)
        stateful = tuple(_kind(node) for node in nodes if _keeps_state(node))
        return Planned(_numbered(plan), kinds, stateful)


def _keeps_state(node: Mapping[str, Any]) -> bool:
    """By what the plan lists; some nodes keep state unlisted, and unknown ones count as such."""
    is_session = _kind(node) == "window-table-function" and "SESSION" in node["description"]
    return bool(node.get("state")) or is_session or _kind(node) not in _KEEPS_NONE


def _numbered(plan: Mapping[str, Any]) -> str:
    """The plan as text; the planner itself counts on from one statement to the next."""
    numbers = {node["id"]: number for number, node in enumerate(plan["nodes"])}
    nodes = [{**node, "id": numbers[node["id"]]} for node in plan["nodes"]]
    edges = [
        {**edge, "source": numbers[edge["source"]], "target": numbers[edge["target"]]}
        for edge in plan["edges"]
    ]
    text = json.dumps({"nodes": nodes, "edges": edges}, indent=1)
    return re.sub(r"\$cor\d+", "$cor", text)


def _kind(node: Mapping[str, Any]) -> str:
    return str(node["type"]).removeprefix("stream-exec-").rsplit("_", 1)[0]


def _reason(error: Any) -> str:
    """The innermost cause says what is wrong."""
    return list(_causes(error))[-1].split("\n", 1)[0]


def _causes(error: Any) -> Iterator[str]:
    while error is not None:
        yield str(error)
        error = error.getCause()


@cache
def _classes() -> Any:
    """The class loader of Planned.java, compiled by the compiler that Flink itself carries."""
    compiler = jpype.JClass("org.codehaus.janino.SimpleCompiler")()
    compiler.setSourceVersion(8)
    compiler.setTargetVersion(8)
    environment = jpype.JClass("org.apache.flink.table.api.TableEnvironment")
    compiler.setParentClassLoader(environment.class_.getClassLoader())
    compiler.cook(Path(__file__).with_name("Planned.java").read_text(encoding="utf-8"))
    return compiler.getClassLoader()


def _instance(classes: Any, name: str) -> Any:
    return classes.loadClass(name).getDeclaredConstructor().newInstance()

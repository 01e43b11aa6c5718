"""Flink as the judge: what the units of a pipeline give on bounded rows, in batch mode or, for what
batch mode has not got, in streaming mode with its changes folded."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from time import sleep
from typing import Any

import httpx
from tests.proof.flink_pipelines import EXTERNALS, Columns, FlinkPipeline
from tests.proof.flink_templates import COLUMNS, MORE_COLUMNS
from tests.proof.judge import NotForTheJudge, Result

_SETTINGS = {
    "parallelism.default": "1",
    "restart-strategy.type": "none",
    "table.exec.resource.default-parallelism": "1",
}
_GONE = ("DELETE", "UPDATE_BEFORE")


@dataclass(frozen=True)
class Flink:
    """A SQL Gateway, and a folder where tables of rows may lie."""

    client: httpx.Client
    folder: Path

    def written(self, name: str, random: Random) -> None:
        """Write the rows of an external; no two have one time, so that every order is one."""
        folder = self.folder / name
        folder.mkdir(parents=True)
        minutes = random.sample(range(40), random.randint(8, 16))
        rows = "".join(
            json.dumps(_row(at, minute, random)) + "\n" for at, minute in enumerate(minutes)
        )
        (folder / "rows.json").write_text(rows)

    @contextmanager
    def session(self, is_streaming: bool) -> Iterator[FlinkSession]:
        """A session that reads the rows written last."""
        mode = {"execution.runtime-mode": "streaming" if is_streaming else "batch"}
        answer = self.client.post("/v3/sessions", json={"properties": {**_SETTINGS, **mode}})
        path = f"/v3/sessions/{answer.json()['sessionHandle']}"
        session = FlinkSession(self.client, path)
        try:
            for name in EXTERNALS:
                body = ", ".join(f"{c} {t}" for c, t in (*COLUMNS, *MORE_COLUMNS))
                session.answer(
                    f"CREATE TEMPORARY TABLE {name} ({body}, WATERMARK FOR ts AS ts - INTERVAL '1' "
                    f"DAY) WITH ('connector' = 'filesystem', 'format' = 'json', "
                    f"'path' = '{self.folder / name}')"
                )
            yield session
        finally:
            self.client.delete(path)


@dataclass(frozen=True)
class FlinkSession:
    """A session, with the pipeline that was shown to it last as views."""

    client: httpx.Client
    path: str
    shown: dict[str, str] = field(default_factory=dict)

    def results(self, pipeline: FlinkPipeline, wanted: Sequence[str]) -> dict[str, Result]:
        """What these units give. Raises NotForTheJudge where Flink refuses the pipeline."""
        self._show(pipeline)
        columns = {name: pipeline.columns(name) for name in wanted}
        width = max(map(len, columns.values()))
        parts = (_as_texts(name, columns[name], width) for name in wanted)
        rows: dict[str, Counter[tuple[object, ...]]] = {name: Counter() for name in wanted}
        for kind, (called, *values) in self.answer(" UNION ALL ".join(parts)):
            unit = str(called)
            rows[unit][tuple(values[: len(columns[unit])])] += -1 if kind in _GONE else 1
        return {
            name: Result(
                tuple(column for column, _ in columns[name]), sorted(found.elements(), key=repr)
            )
            for name, found in rows.items()
        }

    def _show(self, pipeline: FlinkPipeline) -> None:
        """Make views of its units, but for those that stand already and read no new ones."""
        made: set[str] = set()
        for name, query in pipeline.views():
            reads_new = any(re.search(rf"\b{each}\b", query) for each in made)
            if self.shown.get(name) == query and not reads_new:
                continue
            made.add(name)
            self.shown.pop(name, None)
            self.answer(f"DROP TEMPORARY VIEW IF EXISTS {name}")
            self.answer(f"CREATE TEMPORARY VIEW {name} AS {query}")
            self.shown[name] = query

    def answer(self, statement: str) -> list[tuple[str, list[object]]]:
        """All rows of an answer, each with its kind of change."""
        body = {"statement": statement}
        started = self.client.post(f"{self.path}/statements", json=body).json()
        operation = f"{self.path}/operations/{started['operationHandle']}"
        rows: list[tuple[str, list[object]]] = []
        page: str | None = f"{operation}/result/0?rowFormat=JSON"
        try:
            while page is not None:
                found: dict[str, Any] = self.client.get(page).json()
                if "errors" in found:
                    raise NotForTheJudge(f"{found['errors'][-1]}\n{statement}")
                if found["resultType"] == "NOT_READY":
                    sleep(0.02)
                    continue
                rows += ((each["kind"], each["fields"]) for each in found["results"]["data"])
                page = found.get("nextResultUri")
        finally:
            self.client.delete(f"{operation}/close")
        return rows


def _as_texts(name: str, columns: Columns, width: int) -> str:
    cells = [f"CAST(`{column}` AS STRING)" for column, _ in columns]
    cells += ["CAST(NULL AS STRING)"] * (width - len(columns))
    named = ", ".join(f"{cell} AS c{at}" for at, cell in enumerate(cells))
    return f"SELECT CAST('{name}' AS STRING) AS u, {named} FROM {name}"


def _row(at: int, minute: int, random: Random) -> dict[str, object]:
    time = datetime(2030, 1, 1) + timedelta(minutes=minute)
    numbers = (None, 0, 1, 1, 2, 2, 3, 4)
    words = (None, "a", "b", "ab", "", "3")
    picked: dict[str, object] = {"a": random.choice(numbers), "c": [1, random.choice(numbers)]}
    if random.random() < 0.5:
        picked["b"] = random.choice(numbers)
    return {
        "id": at if random.random() < 0.9 else None,
        "k": random.choice(numbers),
        "v": random.choice(numbers),
        "s": random.choice(words),
        "ts": time.isoformat(sep=" "),
        "r": {"a": random.choice(numbers), "b": random.choice(words)},
        "xs": [random.choice(numbers) for _ in range(random.randrange(3))],
        "m": {
            word: random.choice(numbers) for word in random.sample(("a", "b"), random.randrange(3))
        },
        "j": json.dumps(picked),
    }

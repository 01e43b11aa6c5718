"""Projects of random statements: the graph is what was built, however the files are laid out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from tests.sql_cases.grammar.layout import Written, written
from tests.sql_cases.grammar.statements import Grammar
from tests.unit.planning.builders import ENVIRONMENT, RAW_FILE, tree

from teal.model.project import Project
from teal.model.statements import NameRole, Parts
from teal.planning.graph import build_graph
from teal.planning.project import build_project

SIZE = 12
OPTIONS = "WITH ('changelog.mode' = 'append')"

MEANT = "".join(
    f"-- teal: allow {code} because these statements are random\n"
    for code in ("TEAL-221", "TEAL-231")
)

Built = tuple[dict[str, str], dict[str, set[str]]]
"""The text of each statement by a name of its own, and the inputs of each table."""


def random_project(random: Random) -> Built:
    """Each table is filled from some of those before it."""
    names = [
        "raw_orders",
        *(random.choice(["t{}", "t_{}", "t-{}", "t.{}"]).format(n) for n in range(SIZE)),
    ]
    texts: dict[str, str] = {}
    inputs: dict[str, set[str]] = {}
    for number, name in enumerate(names[1:], start=1):
        before = [(each,) for each in names[:number]]
        text = a_reading_insert(name, before, random)
        texts[f"ddl.{number}"] = (
            f"CREATE TABLE `{name}` (id BIGINT) WITH ('changelog.mode' = 'append')"
        )
        texts[f"dml.{number}"] = text.text
        inputs[name] = inputs_of(text)
    return texts, inputs


def a_reading_insert(target: str, tables: Sequence[Parts], random: Random) -> Written:
    while True:
        insert = Grammar(random, depth=1, tables=tables).insert_into((target,))
        if inputs_of(text := written(insert.items, random)):
            return text


def inputs_of(text: Written) -> set[str]:
    return {".".join(parts) for _, _, parts, role in text.names if role is NameRole.INPUT}


def laid_out(texts: dict[str, str], random: Random) -> dict[str, str]:
    """The same statements in files of other names, each with one or more of them."""
    files: dict[str, str] = dict(RAW_FILE)
    for name in random.sample(sorted(texts), len(texts)):
        path = random.choice(["{}", "{}/sql-scripts/{}", "all"]).replace("{}", name)
        path = f"pipelines/{path}.sql"
        begun = files.get(path)
        files[path] = texts[name] if begun is None else f"{begun}\n;\n{texts[name]}"
    return files


def facts(project: Project) -> tuple[object, ...]:
    """What a project says whatever its files are called."""
    units = [
        (unit.name, unit.targets, sorted(unit.inputs), unit.stateful) for unit in project.units
    ]
    edges = sorted(build_graph(project).edges)
    return units, sorted(project.tables), edges


def assert_graph_as_built(seed: int) -> None:
    random = Random(seed)
    texts, inputs = random_project(random)
    project, found = build_project(tree(laid_out(texts, random)), ENVIRONMENT)
    assert [str(each) for each in found if each.is_error] == [], seed
    assert {unit.name: set(unit.inputs) for unit in project.units} == inputs, seed
    again, _ = build_project(tree(laid_out(texts, random)), ENVIRONMENT)
    assert facts(again) == facts(project), seed


def test_the_graph_is_what_was_built_in_any_layout() -> None:
    for seed in range(15):
        assert_graph_as_built(seed)


@pytest.mark.slow
def test_many_graphs_are_what_was_built_in_any_layout() -> None:
    first = Random().randrange(2**32)
    for seed in range(first, first + 150):
        assert_graph_as_built(seed)


@pytest.mark.slow
def test_the_commands_say_the_same_under_any_hash_seed(tmp_path: Path) -> None:
    texts, _ = random_project(Random(1))
    config = "version: 1\nproject: shop\nenvironment: dev\nengine: {kind: memory}\n"
    files = {**laid_out(texts, Random(1)), "teal.yaml": f"{config}externals: [raw_orders]\n"}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text if path == "teal.yaml" else f"{MEANT}{text}")
    for command in ("graph", "plan"):
        said = {_said(command, tmp_path, hash_seed) for hash_seed in ("1", "2")}
        ((code, text),) = said
        assert (code, "t-" in text) == (0, True), text


def _said(command: str, folder: Path, hash_seed: str) -> tuple[int, str]:
    done = subprocess.run(
        (sys.executable, "-m", "teal.cli", command),
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "COLUMNS": "100"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr

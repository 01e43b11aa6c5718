"""The file that `teal init` writes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from teal.config.load import load
from teal.config.settings import LocalEngine
from teal.config.starter import starter_config

File = Callable[[str], Path]


def test_a_starter_loads_as_it_is(file: File) -> None:
    settings = load(file(starter_config("retail", "dev", ["raw_orders", "raw_items"])))
    assert settings.engine == LocalEngine()
    assert (settings.environment.project, settings.environment.name) == ("retail", "dev")
    assert list(settings.environment.externals) == ["raw_orders", "raw_items"]


def test_a_starter_needs_no_externals(file: File) -> None:
    assert load(file(starter_config("retail", "dev"))).environment.externals == {}


@pytest.mark.parametrize("name", ["no", "1.10", "2024-01-01", "null", "a.b", "o'clock: #1"])
def test_names_that_yaml_would_misread_are_quoted(file: File, name: str) -> None:
    text = starter_config("p", "e").replace("raw_orders", "x")
    assert load(file(text))
    text = starter_config("p", "e", [name]).replace(
        f"{_quoted(name)}:", f"{_quoted(name)}: {{topic: t}}"
    )
    assert list(load(file(text)).environment.externals) == [name]


def _quoted(name: str) -> str:
    return name if name == "a.b" else "'" + name.replace("'", "''") + "'"


def test_the_commented_examples_load_too(file: File, tmp_path: Path) -> None:
    text = starter_config("p", "e")
    lines = [
        line.removeprefix("# ") if line.startswith(("# exposures", "#   - ", "#     ")) else line
        for line in text.splitlines()
    ]
    (exposure,) = load(file("\n".join(lines))).environment.exposures
    assert exposure.tables == ("fct_revenue",)


@pytest.mark.parametrize(
    ("folder", "project"),
    [("My Shop (new)", "My-Shop-new"), ("_x", "x"), ("ü", "project"), ("a" * 200, "a" * 100)],
)
def test_a_folder_of_any_name_gives_a_project_name(file: File, folder: str, project: str) -> None:
    assert load(file(starter_config(folder, "dev"))).environment.project == project

"""Every command explains itself, and all of them share their options."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from tests.unit.cli.terminal import Terminal

from teal.cli.main import COMMANDS, group


def commands() -> Iterator[tuple[str, ...]]:
    """The path of every command that does something."""
    context = click.Context(group)
    for name in COMMANDS:
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from ((name, below) for below in command.list_commands(context))
        else:
            yield (name,)


@pytest.mark.parametrize("path", tuple(commands()), ids=" ".join)
def test_every_command_has_help_with_an_example_and_the_shared_options(
    empty: Terminal, path: tuple[str, ...]
) -> None:
    said = empty.teal(*path, "--help")
    assert said.out.startswith(f"Usage: teal {' '.join(path)} ")
    _, _, example = said.out.partition("Example:")
    assert example.split()[: 1 + len(path)] == ["teal", *path]
    assert "--json" in said.out
    assert "--config" in said.out or path == ("demo",)  # it brings its own
    assert said.err == ""


def test_the_commands_come_in_the_order_of_a_release(empty: Terminal) -> None:
    said = empty.teal("--help")
    listed = [line.split()[0] for line in said.out.partition("Commands:")[2].splitlines()[1:]]
    assert listed == list(COMMANDS)
    assert listed[:3] == ["init", "check", "graph"]


@pytest.mark.parametrize("name", ["local", "pipeline", "project", "sql", "versions"])
def test_a_group_without_a_command_shows_its_help(empty: Terminal, name: str) -> None:
    said = empty.teal(name, code=64)
    assert said.err.startswith(f"Usage: teal {name} ")
    assert "Example:" in said.err
    assert said.err.count("Usage:") == 1


def test_teal_alone_shows_its_help(empty: Terminal) -> None:
    said = empty.teal(code=64)
    assert said.err == empty.teal("--help").out


def test_the_version_is_told(empty: Terminal) -> None:
    assert empty.teal("--version").out.startswith("teal, version ")

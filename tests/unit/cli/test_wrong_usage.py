"""What cannot be asked ends with 64, says why and how to ask."""

from __future__ import annotations

import pytest
from tests.unit.cli.terminal import Terminal


def test_an_unknown_command_is_answered_with_the_nearest(empty: Terminal) -> None:
    assert empty.teal("promot", code=64).err == (
        "error: There is no command `promot`. Did you mean `promote`?\n"
        "Usage: teal [OPTIONS] COMMAND [ARGS]...\n"
        "Try `teal --help`.\n"
    )


def test_an_unknown_option_is_answered_with_the_usage(empty: Terminal) -> None:
    said = empty.teal("deploy", "--now", code=64)
    assert said.err.startswith("error: No such option '--now'.")
    assert said.err.endswith(
        "Usage: teal deploy [OPTIONS] [PLAN]\nTry `teal deploy --help`.\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--json", "show"), "No such option '--json'."),
        (("show", "--json"), "Missing argument 'FILE'."),
        (("retire", "r1", "--json"), "Got unexpected extra argument (r1)"),
        (("local", "--json"), "No such option '--json'."),
        (("local", "fly", "--json"), "No such command 'fly'."),
        (("plan", "--json", "--revision"), "Option '--revision' requires an argument."),
        (("project", "list-modified-files", "--json"), "Missing argument 'BRANCH'."),
    ],
)
def test_wrong_usage_is_one_json_object_for_programs(
    empty: Terminal, arguments: tuple[str, ...], message: str
) -> None:
    said = empty.teal(*arguments, code=64)
    assert said.json["message"].startswith(message)
    assert said.json == {
        "schema": "teal.error/1",
        "kind": "WrongUsage",
        "message": said.json["message"],
        "exit_code": 64,
    }
    assert said.err == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("changes", "--to", "main"), "--to needs --from."),
        (("pipeline", "deploy"), "say which tables: either --table-name or"),
        (
            ("pipeline", "deploy", "--table-name", "a", "--table-list-file-name", "b"),
            "say which tables: either --table-name or",
        ),
        (("deploy", "some.plan", "--exclude", "a"), "--exclude cannot change a saved plan."),
        (("deploy", "some.plan", "--allow-older"), "--allow-older cannot change a saved plan."),
        (("local", "logs", "zookeeper"), "there is no part 'zookeeper'."),
    ],
)
def test_options_that_contradict_each_other_are_wrong_usage(
    terminal: Terminal, arguments: tuple[str, ...], message: str
) -> None:
    assert terminal.teal(*arguments, code=64).err.startswith(f"error: {message}")
    assert terminal.teal(*arguments, "--json", code=64).json["kind"] == "WrongUsage"

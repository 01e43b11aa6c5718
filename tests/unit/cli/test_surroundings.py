"""The command's surroundings are not as they should be: no folder, no room for the answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.cli.terminal import Terminal

FULL = Path("/dev/full")


@pytest.mark.parametrize("command", ["check", "plan", "changes"])
def test_a_folder_that_is_gone_is_told(terminal: Terminal, command: str) -> None:
    gone = terminal.folder / "gone"
    gone.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(gone)
        gone.rmdir()
        said = terminal.teal(command, "--json", code=1)
    assert said.json["kind"] == "Mistake"
    assert said.json["message"] == (
        "the folder in which this was started is gone. Change to another one."
    )


@pytest.mark.skipif(not FULL.exists(), reason="a device of Linux")
@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
def test_an_answer_without_room_ends_with_one_sentence(
    terminal: Terminal, form: tuple[str, ...]
) -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            (sys.executable, "-m", "teal.cli", "check", *form),
            cwd=terminal.folder,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "the answer cannot be written (No space left on device)." in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_folder_in_the_place_of_the_configuration_is_not_passed_over(terminal: Terminal) -> None:
    (terminal.folder / "teal.yaml").unlink()
    (terminal.folder / "teal.yaml").mkdir()
    said = terminal.teal("plan", code=1).err
    assert "teal.yaml is a folder." in said


def test_unknown_names_of_all_options_come_together(terminal: Terminal) -> None:
    wrong = ("--keep", "int_ordrs", "--rebuild", "fct_region", "--carry-over", "fct_regionz")
    said = terminal.teal("plan", *wrong, code=1).err
    assert "`int_ordrs` (did you mean `int_orders`?)" in said
    assert "`fct_region` (did you mean `fct_regions`?)" in said
    assert "`fct_regionz` (did you mean `fct_regions`?)" in said

"""A library that only an extra brings is named with that extra."""

import pytest

from teal.cli.failing import say


def test_a_missing_library_names_its_extra(capsys: pytest.CaptureFixture[str]) -> None:
    assert say(ModuleNotFoundError("No module named 'httpx'", name="httpx"), ()) == 1
    assert "pip install 'teal-flink[flink]'" in capsys.readouterr().err


def test_a_missing_module_of_our_own_is_a_fault_of_ours(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert say(ModuleNotFoundError("No module named 'teal.gone'", name="teal.gone"), ()) == 1
    assert "Teal itself failed" in capsys.readouterr().err

"""Secrets by name."""

import os
from pathlib import Path

import pytest

from teal.config.secrets import FileAndEnvironmentSecrets
from teal.model.errors import Mistake


def secret_file(tmp_path: Path, text: str, name: str = "secrets.env") -> Path:
    path = tmp_path / name
    path.write_text(text)
    path.chmod(0o600)
    return path


def test_a_secret_comes_from_the_environment_then_from_the_file(tmp_path: Path) -> None:
    file = secret_file(tmp_path, "A=file\nB=file\nC=file\n")
    environ = {"TEAL_SECRET_A": "own", "A": "plain", "B": "plain"}
    secrets = FileAndEnvironmentSecrets(environ, file)
    assert secrets.filled("${secret:A} ${secret:B} ${secret:C}") == "own plain file"


def test_a_file_has_lines_with_names_and_values(tmp_path: Path) -> None:
    text = "# comment\n\nexport A = x y \nB='q=r'\nC=\"z\"\n D.e-f=1 # 2\n"
    secrets = FileAndEnvironmentSecrets({}, secret_file(tmp_path, text))
    assert secrets.filled("${secret:A}|${secret:B}|${secret:C}") == "x y|q=r|z"
    assert secrets.filled("${secret:D.e-f}") == "1 # 2"


def test_a_file_can_be_yaml(tmp_path: Path) -> None:
    text = "A: x\nB: 007\nC: |\n  line 1\n  line 2\n"
    secrets = FileAndEnvironmentSecrets({}, secret_file(tmp_path, text, "secrets.yaml"))
    assert secrets.filled("${secret:A}${secret:B}${secret:C}") == "x007line 1\nline 2\n"


def test_a_value_is_not_filled_in_again() -> None:
    secrets = FileAndEnvironmentSecrets({"A": "${secret:B}", "B": "x"})
    assert secrets.filled("${secret:A}") == "${secret:B}"


def test_other_text_is_left_alone() -> None:
    assert (
        FileAndEnvironmentSecrets({"A": "x"}).filled("${A} $A {secret:A}") == "${A} $A {secret:A}"
    )


def test_a_missing_secret_is_named_with_where_it_was_looked_for(tmp_path: Path) -> None:
    file = secret_file(tmp_path, "B=x\n")
    with pytest.raises(Mistake) as missing:
        FileAndEnvironmentSecrets({}, file).filled("${secret:A}")
    assert str(missing.value) == (
        "The secret A was not found: looked for the environment variables TEAL_SECRET_A and A, "
        f"then {file}. Set A, or write it into a file that `secrets.file` names."
    )


def test_an_empty_secret_is_a_mistake() -> None:
    with pytest.raises(Mistake, match="The secret A is empty"):
        FileAndEnvironmentSecrets({"A": ""}).filled("${secret:A}")


@pytest.mark.parametrize("text", ["${secret:}", "${secret:A B}", "${secret:A", "${secret:1}"])
def test_a_broken_reference_is_a_mistake(text: str) -> None:
    with pytest.raises(Mistake, match="not well formed"):
        FileAndEnvironmentSecrets({"A": "x"}).filled(text)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize("mode", [0o604, 0o602, 0o644])
def test_a_file_open_to_everybody_is_refused(tmp_path: Path, mode: int) -> None:
    file = secret_file(tmp_path, "A=x\n")
    file.chmod(mode)
    secrets = FileAndEnvironmentSecrets({}, file)
    with pytest.raises(Mistake, match=r"Everybody on this machine may read .* `chmod o= "):
        secrets.filled("${secret:A}")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("s.env", "A=1\nhunter2\n", "s.env:2: this is no NAME=value line."),
        ("s.yaml", "A: hunter2: x\n", "s.yaml:1:11: the secrets file is no YAML of NAME: value."),
        ("s.yaml", "A: [hunter2]\n", "s.yaml:1:1: the secret A has no value. Write NAME: value."),
        ("s.yaml", "", "s.yaml:1:1: the secrets file is no YAML of NAME: value."),
    ],
)
def test_a_broken_file_is_named_without_its_content(
    tmp_path: Path, name: str, text: str, expected: str
) -> None:
    with pytest.raises(Mistake) as refused:
        FileAndEnvironmentSecrets({}, secret_file(tmp_path, text, name)).filled("${secret:A}")
    assert str(refused.value) == f"{tmp_path}/{expected}"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match=r"secrets file .*no\.env does not exist"):
        FileAndEnvironmentSecrets({}, tmp_path / "no.env").filled("${secret:A}")


def test_a_secret_in_a_url_is_percent_encoded() -> None:
    secrets = FileAndEnvironmentSecrets({"PW": "p@ss/w:rd", "URL": "postgresql://u:p%40@h/d"})
    filled = secrets.filled_url("postgresql://teal:${secret:PW}@db/teal")
    assert filled == "postgresql://teal:p%40ss%2Fw%3Ard@db/teal"
    assert secrets.filled_url("${secret:URL}") == "postgresql://u:p%40@h/d"


class TestMasking:
    """What is kept out of foreign messages."""

    def test_a_value_is_masked_once_it_was_handed_out(self) -> None:
        secrets = FileAndEnvironmentSecrets({"A": "hunter2", "HOME": "/home/x"})
        assert secrets.masked("hunter2 in /home/x") == "hunter2 in /home/x"
        secrets.filled("${secret:A}")
        assert secrets.masked("hunter2 in /home/x") == "*** in /home/x"

    def test_everything_that_is_surely_a_secret_is_masked_from_the_start(
        self, tmp_path: Path
    ) -> None:
        file = secret_file(tmp_path, "A=from-file\n")
        environ = {"TEAL_SECRET_B": "from-prefix", "C": "from-name"}
        secrets = FileAndEnvironmentSecrets(environ, file, ["in-plain"], ["C", "D"])
        text = "from-file from-prefix from-name in-plain else"
        assert secrets.masked(text) == "*** *** *** *** else"

    def test_a_text_can_tell_what_to_mask(self) -> None:
        secrets = FileAndEnvironmentSecrets({"A": "hunter2"})
        secrets.masked("")
        secrets.know("'password' = '${secret:A}', '${secret:MISSING}'")
        assert secrets.masked("hunter2") == "***"

    def test_a_file_that_cannot_be_used_does_not_hinder_masking(self, tmp_path: Path) -> None:
        secrets = FileAndEnvironmentSecrets({}, tmp_path / "no.env", ["hunter2"])
        assert secrets.masked("hunter2") == "***"

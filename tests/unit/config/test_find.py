"""Which file is the configuration."""

from pathlib import Path

import pytest

from teal.config.find import find_config
from teal.model.errors import Mistake


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder deep in a git repository, with a teal.yaml above the repository as well."""
    (tmp_path / "teal.yaml").touch()
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "a" / "b").mkdir(parents=True)
    return tmp_path / "repo" / "a" / "b"


def test_the_option_comes_first_then_the_variables(here: Path) -> None:
    for name in ("option.yaml", "ours.yaml", "old.yaml", "teal.yaml"):
        (here / name).touch()
    both = {"TEAL_CONFIG": "ours.yaml", "CONFIG_FILE": "old.yaml"}
    assert find_config("option.yaml", both, here) == here / "option.yaml"
    assert find_config(None, both, here) == here / "ours.yaml"
    assert find_config(None, {"CONFIG_FILE": "old.yaml"}, here) == here / "old.yaml"
    assert find_config(None, {"TEAL_CONFIG": "", "CONFIG_FILE": ""}, here) == here / "teal.yaml"


def test_the_nearest_file_up_to_the_root_of_the_repository_is_found(here: Path) -> None:
    (here.parent / "teal.yaml").touch()
    (here.parent.parent / "teal.yaml").touch()
    assert find_config(None, {}, here) == here.parent / "teal.yaml"


def test_the_search_ends_at_the_root_of_the_repository(here: Path, tmp_path: Path) -> None:
    with pytest.raises(Mistake) as refused:
        find_config(None, {}, here)
    assert str(refused.value) == (
        f"There is no teal.yaml in {here}, nor above it up to {tmp_path / 'repo'}. "
        "`teal init` writes one; --config FILE or TEAL_CONFIG names another."
    )


def test_a_worktree_has_a_git_file_at_its_root(here: Path) -> None:
    (here.parent / ".git").touch()
    (here.parent.parent / "teal.yaml").touch()
    with pytest.raises(Mistake, match=r"There is no teal\.yaml"):
        find_config(None, {}, here)


def test_outside_a_repository_only_the_folder_itself_counts(tmp_path: Path) -> None:
    (tmp_path / "teal.yaml").touch()
    (tmp_path / "below").mkdir()
    with pytest.raises(Mistake, match=r"There is no teal\.yaml"):
        find_config(None, {}, tmp_path / "below")
    assert find_config(None, {}, tmp_path) == tmp_path / "teal.yaml"


def test_a_folder_means_the_file_in_it(here: Path) -> None:
    (here / "teal.yaml").touch()
    assert find_config("b", {}, here.parent) == here / "teal.yaml"


@pytest.mark.parametrize(
    ("option", "environ", "source"),
    [
        ("no.yaml", {}, "--config"),
        (None, {"TEAL_CONFIG": "no.yaml"}, "TEAL_CONFIG"),
        (None, {"CONFIG_FILE": "no.yaml"}, "CONFIG_FILE"),
    ],
)
def test_a_named_file_that_is_missing_is_never_replaced_by_another(
    here: Path, option: str | None, environ: dict[str, str], source: str
) -> None:
    (here / "teal.yaml").touch()
    with pytest.raises(Mistake, match=rf"^{source} names no\.yaml, which does not exist"):
        find_config(option, environ, here)


def test_a_path_that_cannot_be_used_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="TEAL_CONFIG names a path that cannot be used: File name"):
        find_config(None, {"TEAL_CONFIG": "x" * 5000}, tmp_path)

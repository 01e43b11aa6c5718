"""Whether a revision's history holds a commit or a text, and which files differ."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.unit.revisions.repository import Repository

from teal.model.errors import Mistake
from teal.ports.revisions import ChangedFile
from teal.revisions.git_revisions import GitRevisions


def revisions(repository: Repository) -> GitRevisions:
    return GitRevisions(repository.folder, (repository.folder,))


def test_a_history_holds_its_ancestors_and_itself(repository: Repository) -> None:
    first = repository.commit()
    second = repository.commit()
    repository.git("checkout", "--quiet", "-b", "side", first)
    side = repository.commit()
    read = revisions(repository)
    assert read.holds_commit("main", first)
    assert read.holds_commit("main", second)
    assert not read.holds_commit("main", side)
    assert read.holds_commit(None, side)
    assert not read.holds_commit(None, second)


@pytest.mark.parametrize("commit", ["", "f" * 40, "--all", "main", "not a commit"])
def test_what_is_no_commit_here_is_not_held(repository: Repository, commit: str) -> None:
    repository.commit()
    assert not revisions(repository).holds_commit(None, commit)


def test_a_merged_branch_belongs_to_the_history(repository: Repository) -> None:
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write("a.sql", "INSERT INTO a SELECT 1;")
    side = repository.commit()
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "-m", "Merge", "side")
    read = revisions(repository)
    assert read.holds_commit("main", side)
    assert read.holds_text("main", "a.sql", "INSERT INTO a SELECT 1")


def test_a_squash_merge_holds_the_text_but_not_the_commit(repository: Repository) -> None:
    repository.write("a.sql", "INSERT INTO a SELECT 1;\n")
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write("a.sql", "INSERT INTO a\nSELECT 2;\n")
    side = repository.commit()
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "--squash", "side")
    repository.commit("Squashed")
    repository.write("a.sql", "INSERT INTO a SELECT 3;\n")
    repository.commit("Later")
    read = revisions(repository)
    assert not read.holds_commit("main", side)
    assert read.holds_text("main", "a.sql", "  INSERT INTO a\nSELECT 2\n\n")
    assert read.holds_text("main", "a.sql", "INSERT INTO a SELECT 1;")
    assert not read.holds_text("main", "a.sql", "INSERT INTO a SELECT 9")
    assert not read.holds_text("main", "other.sql", "INSERT INTO a SELECT 1;")
    assert not read.holds_text("main~2", "a.sql", "INSERT INTO a\nSELECT 2")


def test_a_text_is_remembered_after_its_file_is_gone(repository: Repository) -> None:
    repository.write("a ü.sql", "INSERT INTO a SELECT 1;")
    repository.commit()
    (repository.folder / "a ü.sql").unlink()
    repository.commit()
    assert revisions(repository).holds_text(None, "a ü.sql", "INSERT INTO a SELECT 1")


def test_the_working_tree_belongs_to_its_own_history(repository: Repository) -> None:
    repository.write("a.sql", "INSERT INTO a SELECT 1;")
    repository.commit()
    repository.write("a.sql", "INSERT INTO a SELECT 2;")
    read = revisions(repository)
    for _ in range(2):  # before and after the files were read
        assert read.holds_text(None, "a.sql", "INSERT INTO a SELECT 2")
        assert not read.holds_text("HEAD", "a.sql", "INSERT INTO a SELECT 2")
        assert read.holds_text(None, "a.sql", "INSERT INTO a SELECT 1")
        read.source_tree(None)
        read.source_tree("HEAD")


def test_changes_count_from_the_merge_base(repository: Repository) -> None:
    for name in ("kept.sql", "changed.sql", "removed.sql", "moved.sql"):
        repository.write(name, f"{name} is a file of some length\n")
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write("changed.sql", "changed")
    repository.write("added.sql", "added")
    repository.write("notes.md", "no SQL")
    (repository.folder / "removed.sql").unlink()
    (repository.folder / "moved.sql").rename(repository.folder / "sub ü.sql")
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    repository.write("kept.sql", "main went on")
    repository.commit()
    assert revisions(repository).changed_files("main", "side") == (
        ChangedFile("added.sql", "added"),
        ChangedFile("changed.sql", "modified"),
        ChangedFile("moved.sql", "deleted"),
        ChangedFile("removed.sql", "deleted"),
        ChangedFile("sub ü.sql", "added"),
    )
    assert revisions(repository).changed_files("side", "main") == (
        ChangedFile("kept.sql", "modified"),
    )


def test_changes_of_the_working_tree_hold_what_is_not_committed(repository: Repository) -> None:
    for name in ("a.sql", "b.sql", "c.sql", "same.sql"):
        repository.write(name, "1")
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write("a.sql", "2")
    repository.commit()
    repository.write("b.sql", "2")
    repository.write("new.sql", "2")
    os.utime(repository.folder / "same.sql", (1, 1))
    repository.git("rm", "--quiet", "--cached", "c.sql")
    repository.write("c.sql", "2")
    assert revisions(repository).changed_files("main", None) == (
        ChangedFile("a.sql", "modified"),
        ChangedFile("b.sql", "modified"),
        ChangedFile("c.sql", "modified"),
        ChangedFile("new.sql", "added"),
    )


def test_histories_without_a_common_root_cannot_be_compared(repository: Repository) -> None:
    repository.commit()
    repository.git("checkout", "--quiet", "--orphan", "other")
    repository.commit()
    with pytest.raises(Mistake, match="no common history"):
        revisions(repository).changed_files("main", "other")


def test_a_shallow_clone_says_so(repository: Repository, tmp_path: Path) -> None:
    repository.commit()
    repository.commit()
    source = f"file://{repository.folder}"
    repository.git("clone", "--quiet", "--depth=1", source, str(tmp_path / "clone"))
    assert not revisions(repository).is_shallow
    clone = revisions(Repository(tmp_path / "clone"))
    assert clone.is_shallow
    with pytest.raises(Mistake, match=r"This clone is shallow.*`git fetch --unshallow`"):
        clone.source_tree("HEAD~1")

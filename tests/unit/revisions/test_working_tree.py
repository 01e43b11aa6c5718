"""The working tree of a repository as a source tree: what counts, and when it is dirty."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from tests.unit.revisions.repository import Repository
from tests.unit.revisions.trees import files, revisions

from teal.model.errors import Mistake
from teal.model.project import Revision, SourceFile, SourceTree


def test_the_working_tree_has_tracked_and_new_files_but_no_ignored_ones(
    repository: Repository,
) -> None:
    for name in ("kept.sql", "changed.sql", "gone.sql"):
        repository.write(name, "old")
    repository.write(".gitignore", "ignored.sql\nbuild/\n")
    commit = repository.commit()
    repository.write("changed.sql", "new")
    repository.write("staged.sql", "staged")
    repository.git("add", "staged.sql")
    repository.write("fresh.sql", "fresh")
    repository.write("ignored.sql", "ignored")
    repository.write("build/x.sql", "built")
    (repository.folder / "gone.sql").unlink()
    tree = revisions(repository).source_tree(None)
    assert tree.revision == Revision("main", commit, dirty=True)
    assert files(tree) == {
        "changed.sql": "new",
        "fresh.sql": "fresh",
        "kept.sql": "old",
        "staged.sql": "staged",
    }


@pytest.mark.parametrize("change", ["modify", "stage", "new", "delete"])
def test_any_difference_from_the_commit_is_dirty(repository: Repository, change: str) -> None:
    repository.write("a.sql", "1")
    repository.commit()
    assert not revisions(repository).source_tree(None).revision.dirty
    if change == "delete":
        (repository.folder / "a.sql").unlink()
    else:
        repository.write("b.sql" if change == "new" else "a.sql", "2")
    if change == "stage":
        repository.git("add", "a.sql")
    assert revisions(repository).source_tree(None).revision.dirty


def test_files_that_no_commit_has_are_named(repository: Repository) -> None:
    repository.write("a.sql", "1")
    repository.write("p/b.sql", "1")
    repository.write("p/c.sql", "1")
    repository.commit()
    repository.write("a.sql", "2")
    repository.write("p/b.sql", "2")
    repository.write("p/d ä.sql", "2")
    assert revisions(repository, ".", "p").uncommitted() == {"p/b.sql", "p/d ä.sql"}
    assert revisions(repository, "p", "..").uncommitted() == {"../a.sql", "b.sql", "d ä.sql"}
    repository.commit()
    assert revisions(repository, "p", "..").uncommitted() == frozenset()


def test_other_files_do_not_make_it_dirty(repository: Repository) -> None:
    repository.write("pipelines/a.sql", "1")
    repository.write("other/b.sql", "1")
    repository.commit()
    repository.write("pipelines/notes.md", "new")
    repository.write("other/b.sql", "2")
    repository.write("pipelines/.hidden/c.sql", "3")
    tree = revisions(repository, ".", "pipelines").source_tree(None)
    assert not tree.revision.dirty
    assert files(tree) == {"pipelines/a.sql": "1"}


def test_a_file_that_was_only_touched_is_not_dirty(repository: Repository) -> None:
    repository.write("a.sql", "1")
    repository.commit()
    os.utime(repository.folder / "a.sql", (1, 1))
    assert not revisions(repository).source_tree(None).revision.dirty


def test_line_ends_that_git_converts_are_not_dirty(repository: Repository) -> None:
    repository.write(".gitattributes", "*.sql text eol=crlf\n")
    repository.write("a.sql", "SELECT 1\r\nFROM b;\r\n")
    commit = repository.commit()
    tree = revisions(repository).source_tree(None)
    assert not tree.revision.dirty
    assert files(tree) == {"a.sql": "SELECT 1\r\nFROM b;\r\n"}
    assert files(revisions(repository).source_tree(commit)) == {"a.sql": "SELECT 1\nFROM b;\n"}


def test_a_linked_worktree_is_its_own_working_tree(repository: Repository, tmp_path: Path) -> None:
    repository.write("a.sql", "1")
    repository.commit()
    repository.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    side = Repository(tmp_path / "side")
    side.write("a.sql", "2")
    tree = revisions(side).source_tree(None)
    assert tree.revision.label == "side"
    assert tree.revision.dirty
    assert files(tree) == {"a.sql": "2"}
    assert files(revisions(side).source_tree("main")) == {"a.sql": "1"}


def test_before_the_first_commit_there_is_only_the_working_tree(repository: Repository) -> None:
    repository.write("a.sql", "1")
    read = revisions(repository)
    assert read.source_tree(None) == SourceTree(
        Revision("main", "", dirty=True), (SourceFile("a.sql", "1"),)
    )
    assert not read.holds_commit(None, "a" * 40)
    assert read.holds_text(None, "a.sql", "1")
    assert not read.holds_text(None, "a.sql", "2")
    with pytest.raises(Mistake, match=r"no revision 'HEAD' .*There is no commit yet"):
        read.source_tree("HEAD")


def test_off_a_branch_the_label_says_working_tree(repository: Repository) -> None:
    commit = repository.commit()
    repository.git("checkout", "--quiet", "--detach")
    assert revisions(repository).source_tree(None).revision == Revision("working tree", commit)


def test_a_sparse_checkout_still_has_all_files(repository: Repository) -> None:
    repository.write("p/a.sql", "1")
    repository.write("q/b.sql", "2")
    repository.commit()
    repository.git("sparse-checkout", "set", "p")
    assert not (repository.folder / "q/b.sql").exists()
    tree = revisions(repository).source_tree(None)
    assert files(tree) == {"p/a.sql": "1", "q/b.sql": "2"}
    assert not tree.revision.dirty


def test_nothing_is_touched(repository: Repository) -> None:
    repository.write("a.sql", "1")
    first = repository.commit()
    os.utime(repository.folder / "a.sql", (1, 1))  # the index's notes on it are out of date now
    repository.write("b.sql", "2")
    repository.git("add", "b.sql")
    repository.write("c.sql", "3")
    before = traces(repository.folder)
    read = revisions(repository)
    read.source_tree(None)
    read.source_tree(first)
    read.changed_files(first, None)
    read.changed_files(first, "HEAD")
    read.holds_text(None, "a.sql", "9")
    read.holds_commit(None, first)
    assert traces(repository.folder) == before


def traces(folder: Path) -> dict[str, tuple[int, str]]:
    return {
        str(file.relative_to(folder)): (
            file.stat().st_mtime_ns,
            hashlib.sha256(file.read_bytes()).hexdigest(),
        )
        for file in folder.rglob("*")
        if file.is_file()
    }

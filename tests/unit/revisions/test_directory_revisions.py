"""A project outside of git: its present is all there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.revisions.repository import new_repository

from teal.model.errors import Mistake, ProjectMistakes
from teal.model.project import Revision, SourceFile, SourceTree
from teal.revisions.directory import DirectoryRevisions
from teal.revisions.git_revisions import GitRevisions
from teal.revisions.opening import open_revisions


def write(folder: Path, path: str, content: str | bytes) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def test_the_present_is_a_source_tree(tmp_path: Path) -> None:
    write(tmp_path, "pipelines/b ü/x.sql", "\ufeffx\r\n")
    write(tmp_path, "pipelines/a.SQL", "a")
    write(tmp_path, "pipelines/notes.md", "no SQL")
    write(tmp_path, "pipelines/.hidden/y.sql", "y")
    write(tmp_path, "pipelines/.z.sql", "z")
    write(tmp_path, "other/o.sql", "o")
    tree = open_revisions(tmp_path, (tmp_path / "pipelines",)).source_tree(None)
    assert tree == SourceTree(
        Revision("working tree", ""),
        (SourceFile("pipelines/a.SQL", "a"), SourceFile("pipelines/b ü/x.sql", "\ufeffx\r\n")),
    )


def test_any_other_revision_is_a_mistake(tmp_path: Path) -> None:
    revisions = DirectoryRevisions(tmp_path, (tmp_path,))
    for ask in (
        lambda: revisions.source_tree("main"),
        lambda: revisions.holds_commit("main", "a" * 40),
        lambda: revisions.holds_text("main", "a.sql", "a"),
        lambda: revisions.changed_files("main", None),
    ):
        with pytest.raises(Mistake, match=r"is not in a git repository, so .* 'main'"):
            ask()


def test_without_a_history_only_present_texts_are_held(tmp_path: Path) -> None:
    write(tmp_path, "a.sql", "INSERT INTO a SELECT 1;")
    revisions = DirectoryRevisions(tmp_path, (tmp_path,))
    assert not revisions.holds_commit(None, "a" * 40)
    assert not revisions.holds_commit(None, "")
    assert revisions.holds_text(None, "a.sql", "INSERT INTO a SELECT 1")
    assert not revisions.holds_text(None, "a.sql", "INSERT INTO a SELECT 2")
    assert not revisions.holds_text(None, "b.sql", "INSERT INTO a SELECT 1")


def test_a_missing_folder_is_a_mistake_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match=r"absent cannot be read .* Check `pipelines`"):
        open_revisions(tmp_path, (tmp_path / "absent",)).source_tree(None)


def test_links_are_refused_and_linked_folders_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "p/a.sql", "a")
    (tmp_path / "p/round").symlink_to(tmp_path / "p")
    revisions = open_revisions(tmp_path / "p")
    assert [file.path for file in revisions.source_tree(None).files] == ["a.sql"]
    (tmp_path / "p/b.sql").symlink_to(tmp_path / "p/a.sql")
    (unread,) = revisions.source_tree(None).unread
    assert "b.sql:1:1: error [TEAL-011]: the file is a symbolic link" in str(unread.finding)


def test_git_is_used_wherever_the_folder_is_kept_in_it(tmp_path: Path) -> None:
    repository = new_repository(tmp_path / "repo")
    repository.write(".gitignore", "scratch/\n")
    repository.write("p/a.sql", "a")
    repository.write("scratch/s.sql", "s")
    repository.write("scratch/deep *ü/s.sql", "s")
    assert isinstance(open_revisions(repository.folder), GitRevisions)
    assert isinstance(open_revisions(repository.folder / "p"), GitRevisions)
    assert isinstance(open_revisions(repository.folder / "scratch"), DirectoryRevisions)
    deep = repository.folder / "scratch/deep *ü"
    assert isinstance(open_revisions(deep), DirectoryRevisions)
    repository.git("add", "--force", "scratch/deep *ü/s.sql")
    assert isinstance(open_revisions(deep), GitRevisions)
    assert isinstance(open_revisions(tmp_path), DirectoryRevisions)


def test_without_git_no_file_is_committed(tmp_path: Path) -> None:
    write(tmp_path, "p/a.sql", "a")
    write(tmp_path, "p/b.txt", "b")
    assert open_revisions(tmp_path, (tmp_path / "p",)).uncommitted() == {"p/a.sql"}


def test_what_is_hidden_or_installed_is_no_source_in_git_nor_outside(tmp_path: Path) -> None:
    repository = new_repository(tmp_path / "repo")
    for name in ("a.sql", "sub/b.SQL", "node_modules/p/n.sql", ".venv/lib/v.sql"):
        repository.write(name, "x")
    for name in ("dbt_packages/u/d.sql", "lib/site-packages/s.sql", "README.md", "a.sql.bak"):
        repository.write(name, "x")
    repository.write("empty.sql", "")
    expected = ["a.sql", "empty.sql", "sub/b.SQL"]
    plain = DirectoryRevisions(repository.folder, (repository.folder,)).source_tree(None)
    assert [file.path for file in plain.files] == expected
    repository.commit()
    for revision in (None, "HEAD"):
        tree = GitRevisions(repository.folder, (repository.folder,)).source_tree(revision)
        assert [file.path for file in tree.files] == expected


def test_what_dbt_has_compiled_comes_with_its_manifest(tmp_path: Path) -> None:
    repository = new_repository(tmp_path / "repo")
    repository.write(".gitignore", "target/\n")
    repository.write("target/compiled/shop/models/a.sql", "SELECT 1")
    root = repository.folder / "target/compiled/shop/models"
    assert open_revisions(repository.folder, (root,)).source_tree(None).files == ()
    repository.write("target/manifest.json", "{}")
    tree = open_revisions(repository.folder, (root,)).source_tree(None)
    assert tree.files == (SourceFile("target/compiled/shop/models/a.sql", "SELECT 1"),)
    assert tree.manifest == SourceFile("target/manifest.json", "{}")
    repository.write("target/manifest.json", b"\xff")
    with pytest.raises(ProjectMistakes, match=r"manifest\.json:1:1: .* not UTF-8"):
        open_revisions(repository.folder, (root,)).source_tree(None)

"""Git's revisions as source trees: everything a project can be, and nothing is touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.revisions.repository import Repository, new_repository
from tests.unit.revisions.trees import files, revisions

from teal.model.errors import Mistake
from teal.model.project import Revision, SourceFile, SourceTree
from teal.revisions.git_revisions import GitRevisions
from teal.revisions.opening import open_revisions


def test_a_commit_is_read_as_it_was(repository: Repository) -> None:
    repository.write("b.sql", "SELECT 1;\n")
    repository.write("a/x.sql", "SELECT 2;\n")
    repository.write("readme.md", "no SQL")
    first = repository.commit()
    repository.write("b.sql", "SELECT 3;\n")
    repository.commit()
    repository.write("b.sql", "SELECT 4;\n")
    assert revisions(repository).source_tree(first) == SourceTree(
        Revision(first, first),
        (SourceFile("a/x.sql", "SELECT 2;\n"), SourceFile("b.sql", "SELECT 1;\n")),
    )


def test_every_form_of_a_revision_is_understood(repository: Repository) -> None:
    repository.write("a.sql", "1")
    first = repository.commit("Find me")
    repository.git("tag", "-a", "-m", "v", "v1.0")
    repository.git("branch", "feature/ünicode")
    repository.write("a.sql", "2")
    repository.commit("Later")
    for name in ("v1.0", "feature/ünicode", "HEAD~1", "main^", first[:10], ":/Find me", "main@{1}"):
        tree = revisions(repository).source_tree(name)
        assert tree == SourceTree(Revision(name, first), (SourceFile("a.sql", "1"),))


def test_bytes_are_kept_as_they_are(repository: Repository) -> None:
    texts = {
        "bom.sql": "\ufeffSELECT 'ü';",
        "crlf.sql": "SELECT 1;\r\nSELECT 2;\r",
        "empty.sql": "",
        "zero.sql": "SELECT '\x00'\n",
    }
    for name, text in texts.items():
        repository.write(name, text)
    repository.commit()
    assert files(revisions(repository).source_tree("HEAD")) == texts
    assert files(revisions(repository).source_tree(None)) == texts


def test_names_may_hold_anything(repository: Repository) -> None:
    names = (
        "ä ö/ü ☃.sql",
        "a'\"$(x).sql",
        "t\tab.sql",
        "*.sql",
        "[a].SQL",
        ":(top)x.sql",
        "-n.sql",
    )
    for name in names:
        repository.write(f"sql dir ü/{name}", name)
    repository.commit()
    wanted = {f"sql dir ü/{name}": name for name in names}
    read = revisions(repository, ".", "sql dir ü")
    assert files(read.source_tree("HEAD")) == wanted
    assert files(read.source_tree(None)) == wanted


def test_a_project_may_be_a_folder_of_the_repository(repository: Repository) -> None:
    repository.write("teams/a/pipelines/x.sql", "x")
    repository.write("teams/a/other/y.sql", "y")
    repository.write("teams/b/pipelines/z.sql", "z")
    repository.write("shared/s.sql", "s")
    first = repository.commit()
    repository.write("teams/a/pipelines/x.sql", "x2")
    repository.write("teams/b/pipelines/z.sql", "z2")
    repository.write("shared/s.sql", "s2")
    read = revisions(repository, "teams/a", "pipelines", "../../shared")
    assert files(read.source_tree(first)) == {"../../shared/s.sql": "s", "pipelines/x.sql": "x"}
    assert files(read.source_tree(None)) == {"../../shared/s.sql": "s2", "pipelines/x.sql": "x2"}
    assert read.holds_text(first, "../../shared/s.sql", "s")
    assert [each.path for each in read.changed_files(first, None)] == [
        "../../shared/s.sql",
        "pipelines/x.sql",
    ]


def test_the_whole_folder_is_the_project_where_no_pipelines_are_named(
    repository: Repository,
) -> None:
    repository.write("p/x.sql", "x")
    repository.write("q/y.sql", "y")
    repository.commit()
    assert files(revisions(repository, "p").source_tree("HEAD")) == {"x.sql": "x"}


def test_a_folder_that_begins_like_another_is_another(repository: Repository) -> None:
    repository.write("pipe/x.sql", "x")
    repository.write("pipelines/y.sql", "y")
    repository.commit()
    assert files(revisions(repository, ".", "pipe").source_tree("HEAD")) == {"pipe/x.sql": "x"}


def test_sql_outside_of_the_repository_is_a_mistake(repository: Repository, tmp_path: Path) -> None:
    repository.commit()
    with pytest.raises(Mistake, match=r"is not in the git repository .* Check `pipelines`"):
        open_revisions(repository.folder, (tmp_path / "elsewhere",))


@pytest.mark.parametrize(
    "name",
    [
        *("nonsense", "--all", "-h", "--output=x", "", "a b", "a\nb", "a\0b", "^main"),
        *("main..main", "main:a.sql", "HEAD~9", "f" * 40),
    ],
)
def test_an_unknown_revision_is_a_mistake_that_names_it(repository: Repository, name: str) -> None:
    repository.write("a.sql", "1")
    repository.commit()
    for ask in (
        lambda: revisions(repository).source_tree(name),
        lambda: revisions(repository).changed_files(name, "main"),
        lambda: revisions(repository).holds_commit(name, "a" * 40),
    ):
        with pytest.raises(Mistake) as caught:
            ask()
        assert f"there is no revision {name!r}" in str(caught.value)


def test_a_misspelt_revision_is_answered_with_the_nearest_names(repository: Repository) -> None:
    repository.commit()
    repository.git("branch", "feature/add-column")
    with pytest.raises(Mistake, match=r"Did you mean feature/add-column\?"):
        revisions(repository).source_tree("feature/ad-colunm")
    with pytest.raises(Mistake, match=r"Did you mean feature/add-column\?"):
        revisions(repository).source_tree("add-column")


def test_what_is_not_text_is_named_with_its_place(repository: Repository) -> None:
    repository.write("a.sql", "SELECT 1;\n-- ü".encode() + b"\xff\n")
    repository.write("b.sql", b"\xfe\xff")
    repository.write("c.sql", "SELECT 1;")
    repository.commit()
    for revision in ("HEAD", None):
        tree = revisions(repository).source_tree(revision)
        first, second = (each.finding for each in tree.unread)
        assert (str(first.place), str(second.place)) == ("a.sql:2:5", "b.sql:1:1")
        assert "byte 16 of the file (0xff) is not UTF-8 text." in first.message
        assert second.hint == "It is UTF-16: save the file as UTF-8."
        assert [file.path for file in tree.files] == ["c.sql"]


def test_a_link_is_refused_rather_than_left_out(repository: Repository) -> None:
    repository.write("a.txt", "SELECT 1;")
    (repository.folder / "a.sql").symlink_to("a.txt")
    repository.commit()
    for revision in ("HEAD", None):
        (unread,) = revisions(repository).source_tree(revision).unread
        assert "a.sql:1:1: error [TEAL-011]: the file is a symbolic link" in str(unread.finding)


def test_the_variables_of_a_hook_do_not_lead_astray(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("a.sql", "1")
    commit = repository.commit()
    other = new_repository(tmp_path / "other")
    other.write("b.sql", "2")
    other.commit()
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.folder))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.folder / ".git/index"))
    monkeypatch.setenv("GIT_PREFIX", "sub/")
    tree = revisions(repository).source_tree(None)
    assert tree == SourceTree(Revision("main", commit), (SourceFile("a.sql", "1"),))


def test_hundreds_of_files_are_read_alike_both_ways(repository: Repository) -> None:
    for number in range(500):
        repository.write(f"p{number % 50}/f{number}.sql", f"SELECT {number};\n" * 20)
    repository.commit()
    read = revisions(repository)
    tree = read.source_tree("HEAD")
    assert len(tree.files) == 500
    assert tree.files == read.source_tree(None).files


def test_without_git_the_repository_cannot_be_read(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Mistake, match=r"no command `git`\. Install git"):
        GitRevisions(repository.folder, (repository.folder,))


def test_a_damaged_repository_is_a_mistake(repository: Repository) -> None:
    repository.write("a.sql", "1")
    repository.commit()
    blob = repository.git("rev-parse", "HEAD:a.sql")
    (repository.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(Mistake, match=r"a\.sql of .* is missing"):
        revisions(repository).source_tree("HEAD")

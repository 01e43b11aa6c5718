"""A git repository's revisions, read object by object: no checkout, no change of index or files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from teal.model.errors import Mistake
from teal.model.project import Revision, SourceFile, SourceTree
from teal.ports.cache import Cache, NoCache
from teal.ports.revisions import ChangedFile, Since
from teal.revisions.contents import Contents
from teal.revisions.git import Git
from teal.revisions.git_files import (
    Files,
    changes_between,
    changes_since,
    committed_files,
    listed_files,
    listing_of,
    uncommitted_files,
    working_files,
)
from teal.revisions.history import History
from teal.revisions.looks import Seen, changed_files
from teal.revisions.places import places
from teal.revisions.reading import beginning_of, content_of
from teal.revisions.some_files import some_files
from teal.revisions.sql_files import source_tree
from teal.revisions.statement_text import holds_statement

_OBJECT = re.compile(r"[0-9a-f]{40,64}")


class GitRevisions:
    """The SQL files below `pipelines`; their paths are relative to `folder`, which may be any
    folder of the repository. None stands for the working tree, whose history is that of HEAD.
    `now_ns` is the time."""

    def __init__(
        self,
        folder: Path,
        pipelines: Sequence[Path],
        cache: Cache | None = None,
        now_ns: int | None = None,
    ) -> None:
        self._contents = Contents(cache or NoCache(), now_ns)
        folder = folder.resolve()
        self._git = Git(Path(Git(folder).run("rev-parse", "--show-toplevel").text).resolve())
        self._places = places(self._git.folder, folder, pipelines)
        self._history = History(self._git)
        # What was read last: commits by revision, and files by commit ("" is the working tree).
        self._commits: dict[str | None, str | None] = {}
        self._files: dict[str, Files] = {}
        # Of the working tree: what git listed of it, how that looked, and what looks otherwise now.
        self._listing: str | None = None
        self._looks: Seen = ([], [], b"")
        self._changed: list[str] = []

    @property
    def is_ignored(self) -> bool:
        """Whether the repository leaves the project's folder out."""
        place = self._places.repository_path(".")
        ignored = ("--no-literal-pathspecs", "check-ignore", "-q", "--", f"./{place}")
        if place == "." or self._git.ask(*ignored).code != 0:
            return False
        return not self._git.run("ls-files", "-z", "--", place).names

    @property
    def is_shallow(self) -> bool:
        """Whether older commits were never fetched, so that history may lack what it had."""
        return self._git.run("rev-parse", "--is-shallow-repository").text == "true"

    def source_tree(self, revision: str | None) -> SourceTree:
        """All SQL files of a revision, or of the working tree for None.

        Raises Mistake for an unknown revision.
        """
        commit = self._commits[revision] = self._resolved(revision)
        if revision is None:
            listed = listed_files(self._git, self._places)
            files = self._files[""] = working_files(self._git, self._places, self._contents, listed)
            self._listing = listing_of(listed, self._places, files)
            return source_tree(self._present(commit), files)
        assert commit is not None
        files = self._files[commit] = committed_files(self._git, self._places, commit)
        return source_tree(Revision(revision, commit), files)

    def text_of(self, revision: str, path: str) -> str | None:
        """What a file of any kind says in a revision; None where the revision does not hold it, or
        it is no text. Raises Mistake for an unknown revision."""
        commit, place = self._resolved(revision), self._places.repository_path(path)
        found = self._git.blobs((f"{commit}:{place}",)) if "\n" not in place else (None,)
        try:
            return found[0].decode("utf-8-sig") if found[0] is not None else None
        except UnicodeDecodeError:
            return None

    def seen(self) -> tuple[Any, ...] | None:
        """Which files git lists, and how they look; None where some are in its index alone."""
        if self._listing is None:
            return None
        return self._places.roots, self._listing, self._contents.seen

    def since(self, seen: tuple[Any, ...]) -> Since | None:
        """The files that look otherwise; None where git lists others than then."""
        roots, listing, self._looks = seen
        if roots != self._places.roots or self._listed() != listing:
            return None
        found = changed_files(self._looks)
        if found is None:
            return None
        self._changed = found
        own = len(beginning_of(str(self._git.folder)))
        paths = (self._places.project_path(place[own:]) for place in found)
        commit = self._commits[None] = self._resolved(None)
        return Since(self._present(commit), tuple(sorted(path for path in paths if path)))

    def _listed(self) -> str:
        return "\0".join(listed_files(self._git, self._places))

    def files(self, paths: Iterable[str]) -> tuple[SourceFile, ...] | None:
        """Some files, as long as those that had not changed have not changed since."""
        before = beginning_of(str(self._git.folder))
        places = {path: before + self._places.repository_path(path) for path in paths}
        return some_files(places, self._looks, self._changed)

    def holds_commit(self, revision: str | None, commit: str) -> bool:
        """Whether the history of the revision holds the commit; False for one that is not here."""
        head = self._commit(revision)
        return head is not None and self._history.holds(head, commit)

    def holds_text(self, revision: str | None, path: str, text: str) -> bool:
        """Whether any state of the file in the history of the revision contained the statement.

        White space at its ends and the kind of line ends do not count. Of very many states, the
        youngest are looked at.
        """
        if revision is None and holds_statement(self._working_content(path), text):
            return True
        head = self._commit(revision)
        if head is None:
            return False
        known = self._files.get(head, {}).get(path)
        if isinstance(known, bytes) and holds_statement(known, text):
            return True
        states = self._history.states(head, self._places.repository_path(path))
        return any(holds_statement(state, text) for state in states)

    def changed_files(self, base: str, revision: str | None) -> tuple[ChangedFile, ...]:
        """SQL files that differ between the merge base with `base` and the revision."""
        start = self._resolved(base)
        head = self._resolved(revision) or self._resolved("HEAD")
        assert start is not None
        assert head is not None
        found = self._git.ask("merge-base", start, head)
        if found.code:
            what = f"{base!r} and {revision or 'the working tree'} have no common history here."
            raise Mistake(what, "Name another base, or fetch the older commits.")
        if revision is None:
            changes = changes_since(self._git, self._places, found.text)
        else:
            changes = changes_between(self._git, self._places, found.text, head)
        return tuple(ChangedFile(path, status) for path, status in sorted(changes.items()))

    def uncommitted(self) -> frozenset[str]:
        """SQL files of the working tree whose content stands in no commit as it is."""
        return uncommitted_files(self._git, self._places)

    def _present(self, commit: str | None) -> Revision:
        branch = self._git.ask("symbolic-ref", "--quiet", "--short", "HEAD").text
        dirty = commit is None or bool(self.uncommitted())
        return Revision(branch or "working tree", commit or "", dirty)

    def _working_content(self, path: str) -> bytes:
        known = self._files.get("", {}).get(path)
        if isinstance(known, bytes):
            return known
        file = self._places.folder / path
        return content_of(file) if file.is_file() else b""

    def _commit(self, revision: str | None) -> str | None:
        """The commit as it was read last, so that one command sees one history."""
        if revision not in self._commits:
            self._commits[revision] = self._resolved(revision)
        return self._commits[revision]

    def _resolved(self, revision: str | None) -> str | None:
        """The commit of a revision, or of HEAD, which before the first commit has none."""
        if revision is None:
            return self._named("HEAD")
        # What begins like an option can be no name of a revision.
        is_name = revision and revision.isprintable() and not revision.startswith("-")
        commit = self._named(revision) if is_name else None
        if commit is None:
            what = f"there is no revision {revision!r} in {self._git.folder}."
            raise Mistake(what, self._nearest(revision))
        return commit

    def _named(self, revision: str) -> str | None:
        # In two steps: behind some forms of names, such as ":/text", "^{commit}" is a part of it.
        found = self._git.ask("rev-parse", "--verify", "--quiet", revision)
        if found.code or not _OBJECT.fullmatch(found.text):
            return None
        found = self._git.ask("rev-parse", "--verify", "--quiet", found.text + "^{commit}")
        return None if found.code else found.text

    def _nearest(self, revision: str) -> str:
        kinds = ("refs/heads", "refs/remotes", "refs/tags")
        names = self._git.run("for-each-ref", "--format=%(refname:short)", *kinds).text.splitlines()
        ends = [name for name in names if revision and name.endswith(f"/{revision}")]
        if near := ends or get_close_matches(revision, names, n=3):
            return f"Did you mean {' or '.join(near)}?"
        if not names and self._named("HEAD") is None:
            return "There is no commit yet: `git commit` first, or leave the revision out."
        if self.is_shallow:
            hidden = "This clone is shallow, so it may be among the older commits"
            return f"{hidden}: `git fetch --unshallow`."
        return "Name a branch, a tag or a commit; `git branch --all` lists branches."

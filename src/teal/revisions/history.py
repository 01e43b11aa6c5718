"""Questions about the history of commits, each asked of git once."""

from __future__ import annotations

import os
import re

from teal.revisions.git import Git

_COMMIT = re.compile(r"[0-9a-f]{7,64}")
# The youngest states of a file that are looked at: enough for any file that people edit.
_MOST_STATES = 2000


class History:
    """Commits and former states of files; answers are kept, since commits never change."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._held: dict[tuple[str, str], bool] = {}
        self._newest_states: tuple[tuple[str, str], tuple[bytes, ...]] = (("", ""), ())

    def holds(self, head: str, commit: str) -> bool:
        """Whether `commit` is `head` or an ancestor of it; False for what is no commit here."""
        if (known := self._held.get((head, commit))) is not None:
            return known
        held = head == commit
        if not held and _COMMIT.fullmatch(commit):
            held = self._git.ask("merge-base", "--is-ancestor", commit, head).code == 0
        self._held[head, commit] = held
        return held

    def states(self, head: str, path: str) -> tuple[bytes, ...]:
        """The different contents that a file had up to `head`, the youngest first."""
        if self._newest_states[0] != (head, path):  # a file's statements are asked for in a row
            self._newest_states = ((head, path), self._found_states(head, path))
        return self._newest_states[1]

    def _found_states(self, head: str, path: str) -> tuple[bytes, ...]:
        limit = f"--max-count={_MOST_STATES}"
        commits = self._git.run("rev-list", limit, head, "--", path).text.split()
        names = "".join(f"{commit}:{path}\n" for commit in commits)
        form = "--batch-check=%(objectname) %(objecttype)"
        checked = self._git.run("cat-file", form, given=os.fsencode(names)).text.splitlines()
        blobs = dict.fromkeys(line.split()[0] for line in checked if line.endswith(" blob"))
        found = self._git.blobs(blobs)
        return tuple(content for content in found if content is not None)

"""A plan that was made from the part which an edit can touch, beside what was kept or beside what
serves, is the plan of everything: the same bytes, or the same refusal. Between the edits some plans
are put into the store as if they were promoted."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from random import Random

import pytest
from bench.deployed import deploy_all
from msgspec.structs import replace

from teal.bootstrap import Bench, settings
from teal.model.codec import canonical
from teal.model.deployment import (
    Phase,
    Release,
    UnitRecord,
    UnitState,
    VersionRecord,
    VersionState,
)
from teal.model.errors import Mistake, ProjectMistakes, Refused
from teal.planning.living_on import leaving
from teal.ports.revisions import Revisions
from teal.revisions.directory import DirectoryRevisions
from teal.revisions.git_revisions import GitRevisions
from teal.store.cache import cache_for
from teal.usecases.opening import opening_records
from teal.usecases.plan import Wish, make_plan, plan_of_all
from teal.usecases.plan_of_part import part_read

UNITS = 30
GROUP = 6
EDITS = 10
RELEASED = 0.3
CONFIG = """version: 1
project: random
environment: test
engine: {kind: memory}
externals: [raw_0, raw_1]
"""
COLUMNS = "(id BIGINT NOT NULL, amount DECIMAL(38, 2), note STRING, seen_at TIMESTAMP(3)"
EXTERNAL = f"{COLUMNS}) WITH ('changelog.mode' = 'append')"
UPSERT = f"{COLUMNS}, PRIMARY KEY (id) NOT ENFORCED) WITH ('changelog.mode' = 'upsert')"


class Later(Bench):
    """A workbench at a time when what was written just now has long been settled."""

    @cached_property
    def revisions(self) -> Revisions:
        now = time.time_ns() + 3_600_000_000_000
        kind = GitRevisions if (self.folder / ".git").exists() else DirectoryRevisions
        return kind(self.folder, self.settings.pipelines, self.cache, now)


def later(folder: Path, environ: dict[str, str]) -> Bench:
    bench = Later(settings(str(folder / "teal.yaml")))
    bench.__dict__["cache"] = cache_for(folder / "teal.yaml", environ)
    return bench


class Folder:
    """A project of random statements on the disk; every write looks another way from outside."""

    def __init__(self, folder: Path, random: Random) -> None:
        self.folder = folder
        self.random = random
        self.texts: dict[str, str] = {}
        self.first: dict[str, str] = {}
        self._time = 1_600_000_000

    def write(self, path: str, text: str) -> None:
        file = self.folder / "pipelines" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        self._time += 1
        os.utime(file, (self._time, self._time))
        self.texts[path] = text
        self.first.setdefault(path, text)

    def remove(self, path: str) -> None:
        (self.folder / "pipelines" / path).unlink()
        del self.texts[path]

    def any(self, beginning: str) -> str:
        return self.random.choice(sorted(path for path in self.texts if path.startswith(beginning)))

    def build(self) -> None:
        self.folder.mkdir()
        (self.folder / "teal.yaml").write_text(CONFIG)
        for name in ("raw_0", "raw_1"):
            self.write(f"raw/{name}.sql", f"CREATE TABLE {name} {EXTERNAL};")
        for number in range(UNITS):
            self._unit(number)

    def _unit(self, number: int) -> None:
        name, random = f"t_{number}", self.random
        if number % 7 == 3:
            self.write(f"view/{name}.sql", f"CREATE VIEW {name} AS {self.query(number)};")
            return
        table, insert = (
            f"CREATE TABLE {name} {UPSERT};",
            f"INSERT INTO {name} {self.query(number)};",
        )
        if random.random() < 0.3:
            self.write(f"both/{name}.sql", f"{table}\n-- and\n{insert}")
        else:
            self.write(f"ddl/{name}.sql", table)
            self.write(f"dml/{name}.sql", insert)
        if number % 9 == 5:
            self.write(f"dml/{name}_again.sql", f"INSERT INTO {name} {self.query(number)};")

    def query(self, number: int) -> str:
        random = self.random
        one, other = (self._before(number) for _ in range(2))
        match random.randrange(6):
            case 0:
                return f"SELECT * FROM {one}"
            case 1:
                return (
                    f"SELECT id, SUM(amount) AS amount, MAX(note) AS note, MAX(seen_at) AS seen_at "
                    f"FROM {one} WHERE amount > {random.randrange(9)} GROUP BY id"
                )
            case 2:
                return (
                    f"SELECT a.id, b.amount * {random.randrange(9)} AS amount, a.note, a.seen_at "
                    f"FROM {one} AS a JOIN {other} AS b ON a.id = b.id"
                )
            case 3 | 4:
                return f"SELECT id, amount, 'none' AS note, seen_at FROM {one}"
            case _:
                return (
                    f"SELECT id, amount, CONCAT(note, '{random.randrange(9)}') AS note, seen_at "
                    f"FROM {one}"
                )

    def _before(self, number: int) -> str:
        """A table of the same group of units, or an external one."""
        names = [f"t_{n}" for n in range(number - number % GROUP, number)]
        return self.random.choice([*names, *names, "raw_0", "raw_1"])


def commit_all(folder: Path) -> None:
    (folder / ".gitignore").write_text(".teal/\n")
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false")
    for words in (("init", "-q"), ("add", "."), (*identity, "commit", "-q", "-m", "all")):
        subprocess.run(("git", *words), cwd=folder, check=True)


def another_query(folder: Folder) -> None:
    number = folder.random.randrange(UNITS)
    for path in (f"dml/t_{number}.sql", f"view/t_{number}.sql"):
        if path in folder.texts:
            beginning = (
                f"INSERT INTO t_{number}" if path[0] == "d" else f"CREATE VIEW t_{number} AS"
            )
            folder.write(path, f"{beginning} {folder.query(number)};")


def a_comment(folder: Folder) -> None:
    path = folder.any("")
    folder.write(path, f"-- {folder.random.random()}\n{folder.texts[path]}")


def another_literal(folder: Folder) -> None:
    path = folder.any("dml/")
    text = folder.texts[path].replace("amount", f"amount + {folder.random.randrange(99)}", 1)
    folder.write(path, text if "SELECT id" in text else folder.texts[path])


def another_note(folder: Folder) -> None:
    """Of some unit: what reads other columns of it stays."""
    some = [path for path, text in sorted(folder.texts.items()) if "CONCAT(note" in text]
    if some:
        path = folder.random.choice(some)
        folder.write(path, folder.texts[path].replace("CONCAT(note", "CONCAT('+', note"))


def another_column(folder: Folder) -> None:
    path = folder.any("ddl/")
    folder.write(path, folder.texts[path].replace("note STRING", "note STRING, more BIGINT", 1))


def another_setting(folder: Folder) -> None:
    path, days = folder.any("ddl/"), folder.random.randrange(9)
    setting = f"WITH ('kafka.retention.time' = '{days} d', "
    folder.write(path, folder.texts[path].replace("WITH (", setting, 1))


def another_type(folder: Folder) -> None:
    path = folder.any("raw/")
    folder.write(path, folder.texts[path].replace("DECIMAL(38, 2)", "DECIMAL(38, 4)"))


def a_new_unit(folder: Folder) -> None:
    name = f"n_{folder.random.randrange(10**6)}"
    text = f"CREATE TABLE {name} {UPSERT}; INSERT INTO {name} SELECT * FROM t_0;"
    folder.write(f"both/{name}.sql", text)


def one_less(folder: Folder) -> None:
    folder.remove(folder.any("dml/"))


def nonsense(folder: Folder) -> None:
    folder.write(folder.any("dml/"), "INSERT INTO t_1 SELEC id FROM nowhere;")


def another_option(folder: Folder) -> None:
    """Of the session: it touches no unit, and the plan tells for which ones it is new."""
    days = folder.random.randrange(3)
    lines = f"session:\n  settings: {{table.exec.state.ttl: '{days} d'}}\n" if days else ""
    (folder.folder / "teal.yaml").write_text(CONFIG + lines)


def back(folder: Folder) -> None:
    for path in [path for path in folder.texts if path not in folder.first]:
        folder.remove(path)
    for path, text in folder.first.items():
        if folder.texts.get(path) != text:
            folder.write(path, text)


KINDS: tuple[Callable[[Folder], None], ...] = (
    *(another_query, another_literal, another_note, a_comment) * 4,
    *(another_column, another_setting, another_type) * 2,
    *(a_new_unit, one_less, nonsense),
    *(another_option,) * 3,
    *(back,) * 4,
)


def release(folder: Path) -> None:
    """Put into the store that what is planned now serves, and that what it replaced is retired,
    where nobody stays on it. Where there is no plan, nothing."""
    bench = later(folder, {"TEAL_NO_CACHE": "1"})
    try:
        plan, before = plan_of_all(bench, Wish()), bench.store.load()
    except (ProjectMistakes, Refused, Mistake):
        return
    finally:
        bench.close()
    if before is None or not plan.versions or plan.removed:
        return
    opened, *records = opening_records(plan, before, "me", datetime(2026, 1, 1, tzinfo=UTC))
    assert isinstance(opened, Release)
    made = [each for each in records if isinstance(each, VersionRecord)]
    units = [each for each in records if isinstance(each, UnitRecord)]
    promoted = replace(
        before,
        serial=before.serial + 1,
        versions=(
            *(
                replace(each, state=VersionState.STANDBY)
                if each.version in opened.replaced
                else each
                for each in before.versions
            ),
            *(replace(each, state=VersionState.SERVING) for each in made),
        ),
        units=(*before.units, *(replace(each, state=UnitState.STARTED) for each in units)),
        serving={**before.serving, **{each.version.logical: each.version.number for each in made}},
        releases=(*before.releases, replace(opened, phase=Phase.DONE)),
    )
    gone = leaving(promoted, opened).gone
    versions = tuple(
        replace(each, state=VersionState.RETIRED) if each.version in gone else each
        for each in promoted.versions
    )
    (folder / ".teal" / "state.db").unlink()
    bench = later(folder, {"TEAL_NO_CACHE": "1"})
    bench.store.found(replace(promoted, versions=versions))
    bench.close()


def answer(bench: Bench, make: Callable[[Bench, Wish], object]) -> str:
    try:
        return canonical(make(bench, Wish()))
    except (ProjectMistakes, Refused, Mistake) as error:
        return f"{type(error).__name__}: {error}"
    finally:
        bench.close()


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 7))]
)
def test_a_plan_of_a_part_is_the_plan_of_all(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    folder = Folder(tmp_path / "project", random)
    folder.build()
    if seed % 2:
        commit_all(folder.folder)
    deploy_all(folder.folder)
    kept = {"TEAL_CACHE": str(tmp_path / "kept")}
    parts = 0
    for _ in range(EDITS):
        random.choice(KINDS)(folder)
        if random.random() < RELEASED:
            release(folder.folder)
            random.choice(KINDS)(folder)
        whole = answer(later(folder.folder, {"TEAL_NO_CACHE": "1"}), plan_of_all)
        assert answer(later(folder.folder, {"TEAL_NO_CACHE": "1"}), make_plan) == whole
        parts += part_read(later(folder.folder, kept)) is not None
        assert answer(later(folder.folder, kept), make_plan) == whole
        assert answer(later(folder.folder, kept), make_plan) == whole
    assert parts

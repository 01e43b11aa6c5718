"""Parts come into the cache whole, checked and once."""

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from teal.local.errors import ChecksumMismatch, FetchFailed, FileMissing
from teal.local.fetch import Order, fetch
from teal.local.lock import exclusive
from teal.local.parts import Part
from teal.local.sources import Source
from teal.ports.stack import Fetched, Fetching, StackEvent, Waiting

pytestmark = pytest.mark.slow

GOOD = b"a good jar"


class Shop:
    """A cache and a part, fetched by a small Python program instead of a package tool."""

    def __init__(self, cache: Path, program: str, content: bytes = GOOD) -> None:
        self.cache = cache
        self.cache.mkdir(exist_ok=True)
        self.program = program
        self.runs = 0
        self.events: list[StackEvent] = []
        digest = hashlib.sha256(content).hexdigest()
        self.part = Part("A part", 1000, {"lib/a.jar": digest})
        self.folder = cache / f"part-{self.part.digest}"

    def fetch(self, on_event: Callable[[StackEvent], None] | None = None) -> None:
        fetch((self.order(),), self.cache, on_event or self.events.append, os.environ)

    def order(self) -> Order:
        return Order(self.part, self.folder, self._source)

    def _source(self, work: Path, cache: Path, environment: Mapping[str, str]) -> Source:
        self.runs += 1
        downloads = work / f"downloads-{self.part.digest}"
        downloads.mkdir()

        def pick(names: Iterable[str], target: Path) -> None:
            (target / "lib").mkdir()
            for name in names:
                if (downloads / Path(name).name).exists():
                    (downloads / Path(name).name).rename(target / name)

        command = (sys.executable, "-I", "-S", "-c", self.program, str(downloads))
        return Source(command, environment, (downloads,), pick)

    def left(self) -> set[str]:
        return {path.name for path in self.cache.iterdir() if path.suffix not in {".log", ".lock"}}


def writing(content: bytes) -> str:
    return f"import sys, pathlib; pathlib.Path(sys.argv[1], 'a.jar').write_bytes({content!r})"


SLOW = f"{writing(GOOD)}; import time; time.sleep(600)"


def test_a_fetched_part_lies_in_the_cache_and_nothing_else_does(tmp_path: Path) -> None:
    shop = Shop(tmp_path, writing(GOOD))
    shop.fetch()
    assert (shop.folder / "lib/a.jar").read_bytes() == GOOD
    assert shop.left() == {shop.folder.name}
    assert isinstance(shop.events[-1], Fetched)


def test_a_second_fetch_runs_nothing(tmp_path: Path) -> None:
    shop = Shop(tmp_path, writing(GOOD))
    shop.fetch()
    shop.events.clear()
    shop.fetch()
    assert shop.runs == 1
    assert shop.events == []


def test_a_file_with_another_content_never_reaches_the_cache(tmp_path: Path) -> None:
    shop = Shop(tmp_path, writing(b"a bad jar"))
    with pytest.raises(ChecksumMismatch) as caught:
        shop.fetch()
    assert caught.value.file == "lib/a.jar"
    assert caught.value.actual == hashlib.sha256(b"a bad jar").hexdigest()
    assert "thrown away" in str(caught.value)
    assert shop.left() == set()


def test_a_download_that_lacks_a_file_is_told(tmp_path: Path) -> None:
    shop = Shop(tmp_path, "pass")
    with pytest.raises(FileMissing, match=r"A part was fetched, but lib/a.jar is not in it"):
        shop.fetch()
    assert shop.left() == set()


def test_a_tool_that_gives_up_is_quoted_without_addresses(tmp_path: Path) -> None:
    program = "print('[ERROR] no route to https://example.invalid/jar now'); raise SystemExit(3)"
    shop = Shop(tmp_path, program)
    with pytest.raises(FetchFailed) as caught:
        shop.fetch()
    assert caught.value.reason == "no route to … now"
    assert "example.invalid" in caught.value.log_path.read_text()
    assert shop.left() == set()


def test_a_tool_that_says_nothing_leaves_its_exit_code(tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match="exit code 3"):
        Shop(tmp_path, "raise SystemExit(3)").fetch()


def test_one_part_that_fails_does_not_stop_the_other(tmp_path: Path) -> None:
    broken = Shop(tmp_path, "raise SystemExit(3)", b"another jar")
    whole = Shop(tmp_path, f"import time; time.sleep(1); {writing(GOOD)}")
    with pytest.raises(FetchFailed):
        fetch((broken.order(), whole.order()), tmp_path, whole.events.append, os.environ)
    assert whole.left() == {whole.folder.name}


def test_progress_is_what_the_tool_has_written_so_far(tmp_path: Path) -> None:
    shop = Shop(tmp_path, SLOW)

    def interrupt_at_ten(event: StackEvent) -> None:
        shop.events.append(event)
        if event == Fetching("A part", len(GOOD), 1000):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shop.fetch(interrupt_at_ten)
    assert shop.events[-1] == Fetching("A part", 10, 1000)


def test_an_interrupted_fetch_leaves_neither_files_nor_its_tool(tmp_path: Path) -> None:
    shop = Shop(tmp_path, f"import os; print(os.getpid(), flush=True); {SLOW}")

    def interrupt(event: StackEvent) -> None:
        if isinstance(event, Fetching) and event.done_bytes:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shop.fetch(interrupt)
    assert shop.left() == set()
    (log,) = shop.cache.glob("fetch-*.log")
    with pytest.raises(ProcessLookupError):
        os.kill(int(log.read_text()), 0)


def test_what_a_killed_fetch_left_is_swept_by_the_next(tmp_path: Path) -> None:
    shop = Shop(tmp_path, SLOW)
    program = (
        "import sys; from pathlib import Path; from tests.unit.local.test_fetch import SLOW, Shop;"
        f"Shop(Path({str(tmp_path)!r}), SLOW).fetch(lambda event: print(event, flush=True))"
    )
    root = Path(__file__).parents[3]
    killed = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": f"{root / 'src'}:{root}"},
    )
    with killed:
        assert killed.stdout is not None
        killed.stdout.readline()
        killed.kill()
    assert shop.left() != set()
    shop.program = writing(GOOD)
    shop.fetch()
    assert shop.left() == {shop.folder.name}


def test_two_fetches_at_once_download_once(tmp_path: Path) -> None:
    first, second = Shop(tmp_path, writing(GOOD)), Shop(tmp_path, writing(GOOD))
    with exclusive(tmp_path / "fetch.lock", first.events.append):
        threads = [threading.Thread(target=shop.fetch) for shop in (first, second)]
        for thread in threads:
            thread.start()
        while not (
            any(isinstance(event, Waiting) for event in first.events)
            and any(isinstance(event, Waiting) for event in second.events)
        ):
            assert all(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join()
    assert first.runs + second.runs == 1
    assert first.left() == {first.folder.name}


def test_a_part_that_lost_a_file_is_fetched_again(tmp_path: Path) -> None:
    shop = Shop(tmp_path, writing(GOOD))
    shop.fetch()
    (shop.folder / "lib/a.jar").unlink()
    shop.fetch()
    assert shop.runs == 2
    assert (shop.folder / "lib/a.jar").read_bytes() == GOOD

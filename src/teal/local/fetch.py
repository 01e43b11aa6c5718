"""Bring the parts into the user's cache: once, checked, and whole or not at all."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct

from teal.local.download import Download
from teal.local.errors import LocalStackError
from teal.local.lock import exclusive
from teal.local.parts import Part, manifest
from teal.local.sources import Source, flink_source, kafka_source
from teal.ports.stack import Fetched, Fetching, StackListener

_POLL_SECONDS = 0.2
_UNFINISHED = "unfinished-"


class FetchedParts(Struct, frozen=True):
    """The folders of the parts: jars in `lib` and `opt`, `kafka` and `connectors`."""

    flink: Path
    kafka: Path


class Order(Struct, frozen=True):
    """A part, the folder where it shall lie, and how it is fetched."""

    part: Part
    folder: Path
    source: Callable[[Path, Path, Mapping[str, str]], Source]


def fetched_parts(
    cache: Path, on_event: StackListener, environment: Mapping[str, str] = os.environ
) -> FetchedParts:
    """The parts in `cache`, fetched first where they are missing."""
    parts = manifest()
    flink = _order(parts["flink"], cache / "flink", flink_source)
    kafka = _order(parts["kafka"], cache / "kafka", kafka_source)
    fetch((flink, kafka), cache, on_event, environment)
    return FetchedParts(flink.folder, kafka.folder)


def fetch(
    orders: Sequence[Order], cache: Path, on_event: StackListener, environment: Mapping[str, str]
) -> None:
    """Fetch what is missing, side by side; whole parts appear in their folders, or nothing."""
    if not _missing(orders):
        return
    with exclusive(cache / "fetch.lock", on_event), _workplace(cache) as work:
        # Asked again: whoever held the lock may have fetched them meanwhile.
        missing = [(order, order.source(work, cache, environment)) for order in _missing(orders)]
        with ExitStack() as running:
            downloads = [
                (order, source, running.enter_context(_download(order, source, cache)))
                for order, source in missing
            ]
            _finish(downloads, work, on_event)


def _order(
    part: Part, place: Path, source: Callable[[Path, Path, Mapping[str, str]], Source]
) -> Order:
    # The digest in the name: a newer Teal with other parts never meets old ones.
    return Order(part, place.with_name(f"{place.name}-{part.digest}"), source)


def _missing(orders: Sequence[Order]) -> list[Order]:
    return [order for order in orders if not order.part.is_complete_in(order.folder)]


@contextmanager
def _workplace(cache: Path) -> Iterator[Path]:
    # Under the lock, so an older workplace is one whose process was killed.
    for abandoned in cache.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=cache))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _download(order: Order, source: Source, cache: Path) -> Download:
    log = cache / f"fetch-{order.folder.name}.log"
    return Download(order.part.title, source.command, source.environment, source.watched, log)


def _finish(
    downloads: Sequence[tuple[Order, Source, Download]], work: Path, on_event: StackListener
) -> None:
    begin = time.monotonic()
    pending = list(downloads)
    failures: list[LocalStackError] = []
    while pending:
        for each in tuple(pending):
            order, source, download = each
            try:
                if download.is_running():
                    on_event(_progress(order, download))
                    continue
                _keep(order, source, work)
                on_event(Fetched(order.part.title, time.monotonic() - begin))
            except LocalStackError as failure:
                # The others go on: what they bring need not be fetched again.
                failures.append(failure)
            pending.remove(each)
        time.sleep(_POLL_SECONDS if pending else 0)
    if failures:
        raise failures[0]


def _progress(order: Order, download: Download) -> Fetching:
    total = order.part.download_bytes
    return Fetching(order.part.title, min(download.done_bytes(), total), total)


def _keep(order: Order, source: Source, work: Path) -> None:
    fresh = work / order.folder.name
    fresh.mkdir()
    source.pick(order.part.files, fresh)
    order.part.verify(fresh)
    shutil.rmtree(order.folder, ignore_errors=True)
    fresh.rename(order.folder)

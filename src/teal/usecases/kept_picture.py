"""The picture of the project and of what is deployed, as the last plan that read all of it left
it, together with how the files looked."""

from __future__ import annotations

import marshal
from hashlib import sha256
from typing import Any, TypeAlias

from teal.model.codec import canonical
from teal.planning.picture import Picture
from teal.usecases.workbench import Workbench

Seen: TypeAlias = tuple[Any, ...]

_NAME = "picture"


def keep_picture(bench: Workbench, identity: str, picture: Picture) -> None:
    """Keep the picture of the working tree that was read last, for the next plan."""
    seen = bench.revisions.seen()
    if seen is not None:
        kept = (identity, seen, picture.plain())
        bench.cache.put(_NAME, _key(bench), marshal.dumps(kept))


def kept_picture(bench: Workbench) -> tuple[str, Seen, Picture] | None:
    """The deployment's identity, how the files looked, and the picture of both."""
    content = bench.cache.get(_NAME, _key(bench))
    if content is None:
        return None
    try:
        identity, seen, plain = marshal.loads(content)
        picture = Picture(*plain)
    except (ValueError, TypeError, EOFError):
        return None
    return (identity, seen, picture) if identity == bench.store.identity() else None


def _key(bench: Workbench) -> str:
    """The whole environment: each of its settings may change what a statement means."""
    return sha256(canonical(bench.environment).encode()).hexdigest()

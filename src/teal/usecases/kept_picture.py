"""The picture of the project and of what is deployed, as the last plan that read all of it left
it, together with how the files looked."""

from __future__ import annotations

import marshal
from hashlib import sha256
from typing import Any, TypeAlias

from teal.model.codec import canonical
from teal.model.deployment import Deployment
from teal.model.project import Project
from teal.planning.graph import Graph
from teal.planning.picture import Picture, picture_of
from teal.usecases.workbench import Workbench

Seen: TypeAlias = tuple[Any, ...]

_NAME = "picture"


def keep_picture(bench: Workbench, project: Project, graph: Graph, deployment: Deployment) -> None:
    """Keep the picture of a project without mistakes, for the next plan."""
    identity = bench.store.identity()
    seen = bench.revisions.seen()
    if identity is None or seen is None:
        return
    picture = picture_of(project, graph, deployment, bench.environment)
    if picture is not None:
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

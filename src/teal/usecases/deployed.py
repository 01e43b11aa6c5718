"""The deployment of an environment in which something was deployed already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teal.model.errors import Mistake

if TYPE_CHECKING:
    from teal.model.deployment import Deployment
    from teal.usecases.workbench import Workbench


def deployed(bench: Workbench) -> Deployment:
    """The deployment. Raises Mistake where nothing was ever deployed."""
    deployment = bench.store.load()
    if deployment is None:
        raise Mistake(
            "nothing has been deployed here yet.", "Start with `teal plan -o release.plan`."
        )
    return deployment

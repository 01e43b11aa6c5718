"""The ports that effects act through, handed in together."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from teal.model.environment import Environment
from teal.ports.clock import Clock
from teal.ports.engine import Engine
from teal.ports.measuring import Measuring
from teal.ports.store import Store
from teal.ports.switching import SwitchPoint
from teal.ports.topics import Topics


class ActingPorts(Struct, frozen=True):
    """Everything a run may touch, and the environment's settings that bound it."""

    environment: Environment
    engine: Engine
    topics: Topics
    store: Store
    measuring: Measuring
    switch_points: Mapping[str, SwitchPoint]
    clock: Clock

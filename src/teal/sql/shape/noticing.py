"""What is noticed while a query is read."""

from __future__ import annotations

from msgspec import Struct, field

from teal.sql.shape.values import Written


class Seen(Struct, eq=False):
    """What was noticed while reading a statement: `places` of names and literals taken up, what
    makes the result hang on the history of its inputs."""

    places: set[int] = field(default_factory=set)
    history: set[str] = field(default_factory=set)
    starred: set[str] = field(default_factory=set)
    models: set[str] = field(default_factory=set)
    blocks: int = 0
    origins: dict[int, tuple[Written, ...]] = field(default_factory=dict)


class Traits(Struct, eq=False):
    """What was noticed in the expressions of one SELECT."""

    aggregates: bool = False
    windows: bool = False
    volatile: bool = False
    calls: set[str] = field(default_factory=set)

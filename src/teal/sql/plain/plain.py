"""What a plain statement says."""

from typing import NamedTuple

from teal.model.statements import NameSpan, StatementKind


class Plain(NamedTuple):
    """A statement up to `end`, without its semicolon; `behind` is the place behind that."""

    end: int
    behind: int
    kind: StatementKind
    names: tuple[NameSpan, ...]
    stateful: bool

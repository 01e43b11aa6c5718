"""What a plain statement says."""

import re
from typing import NamedTuple

from teal.model.statements import NameSpan, StatementKind


class Plain(NamedTuple):
    """A statement up to `end`, without its semicolon; `behind` is the place behind that. `table`
    is what was found of a table's definition, to be read by who needs it."""

    end: int
    behind: int
    kind: StatementKind
    names: tuple[NameSpan, ...]
    stateful: bool
    table: re.Match[str] | None = None

"""Methods of Teal's dataclasses are compiled when they are first called.

Python compiles up to eight methods for each dataclass as it is made. A command makes some 250
classes and calls few of their methods, so that this was a quarter of a short command. It hangs on
the one function of `dataclasses` that compiles; a Python that has none goes its usual way.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

_COMPILES = "_create_fn"
_OURS = "teal."


def compile_methods_late() -> None:
    """From now on, for the classes of this package alone."""
    compiled: Callable[..., Any] | None = getattr(dataclasses, _COMPILES, None)
    if compiled is None:
        return

    def late(name: str, *how: Any, **more: Any) -> Any:
        module = (more.get("globals") or {}).get("__name__", "")
        if not module.startswith(_OURS):
            return compiled(name, *how, **more)
        return _late(name, lambda: compiled(name, *how, **more))

    setattr(dataclasses, _COMPILES, late)


def _late(name: str, compiled: Callable[[], Any]) -> Callable[..., Any]:
    """Stands in for a method until its first call, then puts it in its own place."""
    found: list[Any] = []

    def method(self: Any, /, *arguments: Any, **named: Any) -> Any:
        if not found:
            found.append(compiled())
            for owner in type(self).__mro__:
                if owner.__dict__.get(name) is method:
                    setattr(owner, name, found[0])
        return found[0](self, *arguments, **named)

    method.__name__ = method.__qualname__ = name
    return method

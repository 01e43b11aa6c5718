"""Builders for the local stack's tests: a `java` that is none, and a cache that lacks nothing."""

import sys
from pathlib import Path

from tests.unit.local import fake_java

from teal.local.parts import manifest


def fake_java_home(folder: Path) -> Path:
    """A JAVA_HOME whose `java` is tests/unit/local/fake_java.py."""
    binaries = folder / "jdk" / "bin"
    binaries.mkdir(parents=True)
    script = f'#!/bin/sh\nexec "{sys.executable}" -I -S "{fake_java.__file__}" "$@"\n'
    (binaries / "java").write_text(script)
    (binaries / "java").chmod(0o755)
    return binaries.parent


def full_cache(folder: Path) -> Path:
    """A cache where every part lies already, so that nothing is fetched."""
    cache = folder / "cache"
    for name, part in manifest().items():
        for file in part.files:
            path = cache / f"{name}-{part.digest}" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    return cache

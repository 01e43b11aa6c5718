"""The engines that every rule of the port `engine` is held against."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.conformance.engine_subjects import EngineSubject, FlinkSubject, MemorySubject


@pytest.fixture(params=["memory", pytest.param("flink", marks=pytest.mark.live)])
def subject(request: pytest.FixtureRequest) -> Iterator[EngineSubject]:
    made: EngineSubject = (
        MemorySubject()
        if request.param == "memory"
        else FlinkSubject(request.getfixturevalue("stack"))
    )
    try:
        yield made
    finally:
        made.close()

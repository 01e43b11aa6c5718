"""A bench for each test, with stand-in processes, all of them stopped afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.local.bench import Bench
from tests.unit.local.fakes import fake_java_home


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setenv("JAVA_HOME", str(fake_java_home(tmp_path)))
    made = Bench(tmp_path)
    yield made
    made.stack().down()

"""What every live test shares: one real Kafka and Flink, started when the first asks for it."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest

from teal.local.settings import StackSettings
from teal.local.stack import LocalStack
from teal.ports.stack import StackAddresses

os.environ["TEAL_NO_CACHE"] = "1"  # tests of what is kept say where


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Conformance suites start servers and processes: they are for `make test`."""
    for item in items:
        if "conformance" in item.path.parts:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StackAddresses]:
    """The addresses of the shared stack; it ends with this process, even if that is killed."""
    settings = StackSettings(slots=60, checkpoint_interval=timedelta(seconds=1))
    running = LocalStack(tmp_path_factory.mktemp("stack") / "local", settings=settings)
    try:
        yield running.up(owner_pid=os.getpid())
    finally:
        running.down()

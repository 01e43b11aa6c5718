"""What every live test shares: one real Kafka and Flink, started when the first asks for it."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest

from teal.local.settings import StackSettings
from teal.local.stack import LocalStack
from teal.ports.stack import StackAddresses


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StackAddresses]:
    """The addresses of the shared stack; it ends with this process, even if that is killed."""
    settings = StackSettings(slots=60, checkpoint_interval=timedelta(seconds=1))
    running = LocalStack(tmp_path_factory.mktemp("stack") / "local", settings=settings)
    try:
        yield running.up(owner_pid=os.getpid())
    finally:
        running.down()

"""What several live tests of engines need beside the stack."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.conformance.engine_kafka import Kafka

from teal.ports.stack import StackAddresses


@pytest.fixture
def kafka(stack: StackAddresses) -> Iterator[Kafka]:
    made = Kafka(stack.kafka_bootstrap)
    try:
        yield made
    finally:
        made.close()

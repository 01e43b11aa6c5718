"""What Teal calls unchanged is unchanged on Flink itself, on queries that DuckDB has not got."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from tests.proof.flink_judge import Flink
from tests.proof.flink_proof import proven_on_flink

from teal.ports.stack import StackAddresses

pytestmark = pytest.mark.live


def test_nothing_that_was_called_unchanged_has_changed_on_flink(
    stack: StackAddresses, tmp_path: Path
) -> None:
    with httpx.Client(base_url=stack.gateway_url, timeout=60) as client:
        tally = proven_on_flink(Flink(client, tmp_path), seed=4_500, edits=6, each=2)
    assert tally.false == []
    assert tally.claims > 2
    assert tally.streaming > 0
    assert tally.unshaped == 0

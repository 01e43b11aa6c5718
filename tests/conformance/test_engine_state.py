"""How much state a job holds, as every engine must tell it. Each rule says what it is for."""

from __future__ import annotations

import pytest
from tests.conformance.engine_subjects import (
    EngineSubject,
    eventually,
    stopped,
    submission,
)

from teal.model.errors import Unreachable
from teal.ports.engine import StopMode


def test_a_job_that_nobody_knows_has_no_known_state(subject: EngineSubject) -> None:
    """A plan adds sizes up: what is not known must not count as nothing."""
    assert subject.engine.state_size(subject.key("nobody")) is None


def test_the_size_is_known_from_the_first_checkpoint_on(subject: EngineSubject) -> None:
    """Until then the engine has measured nothing."""
    key = subject.key()
    subject.engine.submit(submission(key))
    eventually(lambda: subject.engine.state_size(key) is not None, f"{key} has a checkpoint")
    size = subject.engine.state_size(key)
    assert size is not None
    assert size >= 0
    stopped(subject.engine, key, StopMode.CANCEL)


def test_an_engine_out_of_reach_says_so(subject: EngineSubject) -> None:
    """Silence is not "no state"."""
    with pytest.raises(Unreachable):
        subject.out_of_reach().state_size(subject.key())

"""The law of the port `engine` for jobs that somebody else started: what it tells of them, and how
they become the deployment's own."""

from __future__ import annotations

from tests.conformance.engine_subjects import (
    EngineSubject,
    found,
    refused,
    stopped,
    submission,
)

from teal.model.adoption import Likeness
from teal.model.names import job_id
from teal.ports.engine import StopMode, UnitHandle


def test_an_adopted_job_is_known_by_the_key_that_it_was_given(subject: EngineSubject) -> None:
    """Whoever started it: from then on it is described, listed and stopped as any other."""
    key = subject.key("adopted")
    handle = subject.engine.submit(submission(subject.stranger()))
    subject.engine.adopt({key: handle})
    status = found(subject.engine, key)
    assert (status.key, status.handle) == (key, handle)
    assert status.phase.is_live
    listed = [each.key for each in subject.engine.list_all() if each.handle == handle]
    assert listed == [key]
    stopped(subject.engine, key, StopMode.CANCEL)
    assert not found(subject.engine, key).phase.is_live


def test_adopting_takes_nothing_from_what_was_adopted_before(subject: EngineSubject) -> None:
    """Each command adopts what the record holds, and a release adds to it."""
    first, second, ours = subject.key("first"), subject.key("second"), subject.key("ours")
    handles = [subject.engine.submit(submission(subject.stranger())) for _ in range(2)]
    own = subject.engine.submit(submission(ours))
    for key, handle in zip((first, second), handles, strict=True):
        subject.engine.adopt({key: handle})
    assert [found(subject.engine, key).handle for key in (first, second)] == handles
    assert found(subject.engine, ours).handle == own
    assert subject.engine.describe(subject.key("third")) is None


def test_a_picture_names_no_table_that_the_job_does_not_touch(subject: EngineSubject) -> None:
    """By it a job is bound to a unit: what is not told is empty, never a guess."""
    handle = subject.engine.submit(submission(subject.key()))
    picture = subject.engine.picture(handle, ("some.other.topic",))
    assert picture is not None
    assert {name.rpartition(".")[2] for name in picture.writes} <= {"nowhere"}
    assert {name.rpartition(".")[2] for name in picture.reads} <= {"ticks"}
    assert not any(picture.read_topics.values())


def test_of_a_job_that_is_not_there_nothing_is_told(subject: EngineSubject) -> None:
    """A job may end between the list and the look."""
    key = subject.key()
    gone = UnitHandle(job_id(key))
    assert subject.engine.picture(gone, ()) is None
    told = subject.engine.resemblance(gone, submission(key))
    assert (told.likeness, told.is_proof) == (Likeness.UNKNOWN, False)
    assert told.reason


def test_a_job_is_proven_to_run_its_text_whoever_started_it(subject: EngineSubject) -> None:
    """The key is another one when a job is adopted; the text is what has to be the same."""
    key = subject.key("adopted")
    handle = subject.engine.submit(submission(subject.stranger()))
    assert subject.engine.resemblance(handle, submission(key)).is_proof
    assert subject.engine.describe(key) is None, "looking starts nothing"


def test_another_text_is_never_proven(subject: EngineSubject) -> None:
    """A wrong proof would let a changed unit pass for unchanged."""
    handle = subject.engine.submit(submission(subject.key()))
    other = subject.engine.resemblance(handle, submission(subject.key("other"), variant=1))
    assert other.likeness is Likeness.DIFFERENT
    assert other.only_running or other.only_planned


def test_a_text_that_the_engine_refuses_is_never_proven(subject: EngineSubject) -> None:
    """What cannot be planned cannot be what runs; that is no reason to fail."""
    handle = subject.engine.submit(submission(subject.key()))
    assert not subject.engine.resemblance(handle, refused(subject.key("other"))).is_proof

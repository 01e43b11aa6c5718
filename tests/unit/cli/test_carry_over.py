"""A unit carried over in place, from the plan to its rollback, wherever a process may end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from msgspec.structs import replace
from tests.unit.cli.terminal import KeptBench, Terminal, small_pipeline

from teal.engines.memory.script import Refuse
from teal.model.deployment import UnitRecord
from teal.ports.engine import JobPhase
from teal.ports.planner import CompiledPlan, Refusal

FILES = {
    "raw_orders.sql": "CREATE TABLE raw_orders (id BIGINT, amount INT) "
    "WITH ('changelog.mode' = 'append');\n",
    "clean.sql": """CREATE TABLE clean (id BIGINT, amount INT)
WITH ('changelog.mode' = 'append', 'kafka.retention.time' = '7 d');
INSERT INTO clean
SELECT id, amount FROM raw_orders;
""",
}


class Planned:
    """A planner that finds in a text what its words say."""

    @contextmanager
    def sketch(self, statements: Sequence[str], settings: Mapping[str, str]) -> Iterator[Planned]:
        yield self

    def define(self, sql: str) -> Refusal | None:
        return None

    def plan(self, sql: str) -> Refusal | None:
        return None

    def compiled(self, sql: str) -> CompiledPlan | Refusal:
        if "NONSENSE" in sql:
            return Refusal("no such function")
        stateful = ("GroupAggregate",) if "STATE" in sql else ()
        return CompiledPlan(stateful, ("two",) if "SOURCES" in sql else ("one",))


@dataclass
class Shop:
    """A shop that serves `clean`, and its operator."""

    terminal: Terminal
    bench: KeptBench

    def jobs(self) -> dict[str, JobPhase]:
        """All attempts of the unit, by the key."""
        return {str(job.key): job.phase for job in self.bench.engine.list_all()}

    @property
    def running(self) -> list[str]:
        return [key for key, phase in self.jobs().items() if phase.is_live]

    def statement(self) -> str:
        """What the one job runs that does run."""
        (key,) = self.running
        record = next(each for each in self.records() if str(each.key) == key)
        assert record.submission is not None
        return record.submission.statement

    def records(self) -> tuple[UnitRecord, ...]:
        deployment = self.bench.store.load()
        assert deployment is not None
        return deployment.units

    def definition(self) -> str:
        deployment = self.bench.store.load()
        assert deployment is not None
        return deployment.versions[0].sql

    def edit(self) -> None:
        """A column comes, with an expression."""
        self.terminal.edit("clean.sql", "amount INT)", "amount INT, cents BIGINT)")
        self.terminal.edit("clean.sql", "SELECT id, amount", "SELECT id, amount, amount * 100")


@pytest.fixture
def planner(monkeypatch: pytest.MonkeyPatch) -> Planned:
    found = Planned()
    monkeypatch.setattr(KeptBench, "planner", found, raising=False)
    return found


@pytest.fixture
def shop(empty: Terminal, planner: Planned) -> Shop:
    small_pipeline(empty, FILES)
    bench = empty.keep()
    empty.teal("deploy")
    empty.teal("validate", code=4)
    empty.teal("promote", "--unproven", "there is nothing to compare yet")
    return Shop(empty, bench)


def test_the_plan_says_what_happens_when_and_what_the_way_back_is(shop: Shop) -> None:
    shop.edit()
    said = shop.terminal.teal("plan", "--carry-over", "clean").out
    for words in (
        "carry over clean",
        "In line, after COMMIT",
        "cannot be compared beforehand",
        "no output from the stop until the first checkpoint",
        "A rollback is the reverse",
        "1 to carry over",
    ):
        assert words in said
    markdown = shop.terminal.teal("plan", "--carry-over", "clean", "--markdown").out
    assert "- `clean@v1#1` (carry over): clean@v1#1 is carried over in line" in markdown
    plan = shop.terminal.teal("plan", "--carry-over", "clean", "--json").json["plan"]
    (change,) = plan["in_line"]
    assert (change["action"], change["restarts"]) == ("carry over", True)


def test_there_and_back_and_there_again_one_job_goes_on_from_the_other(shop: Shop) -> None:
    before, definition = shop.statement(), shop.definition()
    shop.edit()
    shop.terminal.teal("deploy", "--carry-over", "clean")
    assert shop.running == ["clean@v1#1"]
    shop.terminal.teal("promote")
    assert shop.running == ["clean@v1#2"]
    assert "amount * 100" in shop.statement()
    assert "cents BIGINT" in shop.definition()
    assert shop.bench.flink.savepoints == set()
    shop.terminal.teal("rollback")
    assert shop.running == ["clean@v1#3"]
    assert (shop.statement(), shop.definition()) == (before, definition)
    shop.terminal.teal("promote")
    assert shop.running == ["clean@v1#4"]
    shop.terminal.teal("retire", "--yes")
    assert "Nothing to do" in shop.terminal.teal("plan").out
    assert shop.running == ["clean@v1#4"]


def test_on_the_way_and_behind_it_nothing_is_amiss(shop: Shop) -> None:
    """Attempts that ended are no findings, and what is validated has nothing to compare."""
    shop.edit()
    shop.terminal.teal("deploy", "--carry-over", "clean")
    assert "teal promote (or teal abort)" in shop.terminal.teal("status").out
    shop.terminal.teal("promote")
    shop.terminal.teal("doctor")
    shop.terminal.teal("rollback")
    shop.terminal.teal("doctor")
    assert "changed in place clean (carry over)" in shop.terminal.teal("history").out


def test_two_revisions_cannot_be_compared_by_it(shop: Shop) -> None:
    shop.terminal.git("init", "-q")
    shop.terminal.commit("first")
    shop.edit()
    said = shop.terminal.teal("plan", "--from", "HEAD", "--carry-over", "clean", code=3).err
    assert "a plan between two revisions asks nobody" in said


@pytest.mark.slow
def test_an_abort_before_the_promotion_leaves_the_job_alone(shop: Shop) -> None:
    shop.edit()
    shop.terminal.teal("deploy", "--carry-over", "clean")
    shop.terminal.teal("abort")
    assert shop.running == ["clean@v1#1"]
    assert "carry over clean" in shop.terminal.teal("plan", "--carry-over", "clean").out


def test_what_the_compiled_plans_say_against_it_is_told(shop: Shop) -> None:
    shop.edit()
    said_before = "amount * 100"
    for word, reason in (
        ("STATE", "clean as it shall run keeps state (operator GroupAggregate)"),
        ("SOURCES", "clean reads in another way than before"),
        ("NONSENSE", "clean as it shall run cannot be planned: no such function"),
    ):
        says = f"amount * 100 AS {word}"
        shop.terminal.edit("clean.sql", said_before, says)
        assert reason in shop.terminal.teal("plan", "--carry-over", "clean", code=3).err
        said_before = says


def test_where_no_planner_can_be_asked_it_is_refused(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    shop.edit()
    said = shop.terminal.teal("plan", "--carry-over", "clean", code=3).err
    assert "only the engine's planner can prove" in said
    shop.terminal.teal("plan", "--rebuild", "clean")


def test_a_job_that_does_not_start_leaves_its_savepoint_and_a_way_back(shop: Shop) -> None:
    before = shop.statement()
    shop.edit()
    shop.terminal.teal("deploy", "--carry-over", "clean")
    scripted(shop, {shop.bench.flink.submits + 1: Refuse("no slot is free")})
    said = shop.terminal.teal("promote", code=1).all
    assert "no slot is free" in said
    assert "The savepoint is kept" in said
    assert "teal rollback" in said
    assert shop.running == []
    assert "teal resume (or teal rollback)" in shop.terminal.teal("status").out
    shop.terminal.teal("abort", code=3)
    shop.terminal.teal("rollback")
    assert shop.running == ["clean@v1#3"]
    assert shop.statement() == before
    shop.terminal.teal("promote")
    assert shop.running == ["clean@v1#4"]


@pytest.mark.slow
def test_a_refused_start_can_be_tried_again(shop: Shop) -> None:
    shop.edit()
    shop.terminal.teal("deploy", "--carry-over", "clean")
    scripted(shop, {shop.bench.flink.submits + 1: Refuse("no slot is free")})
    shop.terminal.teal("promote", code=1)
    shop.terminal.teal("resume")
    assert shop.running == ["clean@v1#2"]


def test_without_a_savepoint_the_job_runs_on_and_a_rollback_leaves_it(shop: Shop) -> None:
    shop.edit()
    shop.terminal.teal("deploy", "--carry-over", "clean")
    scripted(shop, {}, no_savepoint="the folder is full.")
    said = shop.terminal.teal("promote", code=1).all
    assert "the folder is full. The job runs on as before." in said
    assert shop.running == ["clean@v1#1"]
    shop.terminal.teal("rollback")
    assert shop.running == ["clean@v1#1"]


def test_a_job_that_lost_its_place_is_cancelled_before_anybody_reads_of_it(shop: Shop) -> None:
    shop.edit()
    shop.terminal.teal("deploy", "--carry-over", "clean")
    scripted(shop, {}, forgetful=("raw_orders",))
    said = shop.terminal.teal("promote", code=6).all
    assert "did not take up where clean@v1#1 stopped" in said
    assert "lost: raw_orders" in said
    assert shop.running == []


def scripted(shop: Shop, faults: Mapping[int, Refuse], **more: object) -> None:
    """The engine follows this script from now on."""
    engine = shop.bench.flink
    engine._script = replace(engine._script, faults=faults, **more)


class Crash(BaseException):
    """The process ends here."""


class Dying:
    """A port that ends the process before or after the first call of a method."""

    def __init__(self, port: object, method: str, when: str) -> None:
        self._port, self._method, self._when = port, method, when
        self._has_died = False

    def __getattr__(self, name: str) -> object:
        found = getattr(self._port, name)
        if name != self._method or self._has_died:
            return found
        return self._dying(found)

    def _dying(self, method: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            self._has_died = True
            if self._when == "before":
                raise Crash
            method(*arguments)
            raise Crash

        return call


METHODS = ("stop", "continue_from", "continuation", "discard_savepoint")
PLACES = [
    pytest.param(
        "engine",
        method,
        when,
        verb,
        marks=() if (method, verb) == ("continue_from", "promote") else pytest.mark.slow,
    )
    for method in METHODS
    for when in ("before", "after")
    for verb in ("promote", "rollback")
]


@pytest.mark.parametrize(("port", "method", "when", "verb"), PLACES)
def test_wherever_a_process_ends_the_next_one_ends_with_one_job(
    shop: Shop, port: str, method: str, when: str, verb: str
) -> None:
    before = shop.statement()
    shop.edit()
    shop.terminal.teal("deploy", "--carry-over", "clean")
    if verb == "rollback":
        shop.terminal.teal("promote")
    real = shop.bench.__dict__[port]
    shop.bench.__dict__[port] = Dying(real, method, when)
    with pytest.raises(Crash):
        shop.terminal.teal(verb)
    shop.bench.__dict__[port] = real
    shop.terminal.teal("resume")
    assert shop.running == ["clean@v1#2" if verb == "promote" else "clean@v1#3"]
    assert (shop.statement() == before) is (verb == "rollback")
    assert shop.bench.flink.savepoints == set()


def test_an_option_of_the_topic_is_altered_and_the_job_runs_on(shop: Shop) -> None:
    shop.terminal.edit("clean.sql", "'7 d'", "'3 d'")
    said = shop.terminal.teal("plan").out
    assert "alter    clean" in said
    assert "retention.ms becomes 259200000" in said
    assert "does not come back" in said
    shop.terminal.teal("deploy")
    assert retention(shop) == "604800000"
    shop.terminal.teal("promote")
    assert retention(shop) == "259200000"
    assert shop.running == ["clean@v1#1"]
    assert "'3 d'" in shop.definition()
    shop.terminal.teal("rollback")
    assert (retention(shop), shop.running) == ("604800000", ["clean@v1#1"])
    shop.terminal.teal("promote")
    shop.terminal.teal("retire", "--yes")
    assert "Nothing to do" in shop.terminal.teal("plan").out


def test_an_option_of_the_producer_needs_its_job_to_go_on_from_a_savepoint(shop: Shop) -> None:
    shop.terminal.edit("clean.sql", "'7 d'", "'7 d', 'kafka.producer.compression.type' = 'lz4'")
    said = shop.terminal.teal("plan").out
    assert "goes on from it, with all its state" in said
    shop.terminal.teal("deploy")
    shop.terminal.teal("promote")
    assert shop.running == ["clean@v1#2"]
    record = next(each for each in shop.records() if each.key.attempt == 2)
    assert record.submission is not None
    assert "'properties.compression.type' = 'lz4'" in record.submission.definitions[-1]


def test_an_option_that_changes_the_operators_is_a_rebuild(shop: Shop) -> None:
    shop.terminal.edit("clean.sql", "'7 d'", "'7 d', 'sink.parallelism' = '2'")
    assert "rebuild  clean" in shop.terminal.teal("plan").out


def retention(shop: Shop) -> str:
    return shop.bench.kafka.describe(("clean",))["clean"].config["retention.ms"]

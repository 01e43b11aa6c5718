"""A plan file that is no plan, was changed, belongs elsewhere, or is stale."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.cli.terminal import Terminal

from teal.ports.topics import TopicSpec

READERS = [("show",), ("deploy",)]


@pytest.fixture
def planned(terminal: Terminal) -> Terminal:
    """A first release, planned and saved."""
    terminal.keep()
    terminal.teal("plan", "-o", "r.plan")
    return terminal


@pytest.mark.parametrize("reader", READERS, ids=" ".join)
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"hello", "x.plan is not a plan of Teal's: it is not JSON (line 1)."),
        (b"{}", "x.plan is not a plan of Teal's: it has no `schema` of a plan."),
        (b"[]", "x.plan is not a plan of Teal's: it has no `schema` of a plan."),
        (b"\xff\xfe", "x.plan is not a plan of Teal's: it is not text."),
        (b'{"schema":"teal.plan/1","plan":{}}', "x.plan is not a plan of Teal's: "),
        (b'{"schema":"teal.plan/9"}', "x.plan is a plan in the form teal.plan/9; this Teal reads"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(
    terminal: Terminal, reader: tuple[str, ...], content: bytes, told: str
) -> None:
    (terminal.folder / "x.plan").write_bytes(content)
    said = terminal.teal(*reader, "x.plan", code=1)
    assert said.err.startswith(f"error: {told}")
    assert "`teal plan -o FILE`" in said.err
    assert said.out == ""


@pytest.mark.parametrize("reader", READERS, ids=" ".join)
@pytest.mark.parametrize("name", ["gone.plan", "pipelines"])
def test_a_plan_that_cannot_be_read_is_told(
    terminal: Terminal, reader: tuple[str, ...], name: str
) -> None:
    said = terminal.teal(*reader, name, code=1)
    assert said.err.startswith(f"error: {name} cannot be read: ")
    assert said.err.endswith("Name a file that `teal plan -o FILE` has written.\n")


def test_an_edited_plan_is_refused(planned: Terminal) -> None:
    path = planned.folder / "r.plan"
    path.write_text(path.read_text().replace("LAST_VALUE(amount)", "0"))
    assert planned.teal("deploy", "r.plan", code=1).err == (
        "error: r.plan was changed after it was made: its hash does not fit. "
        "Plans are not edited; make it again with `teal plan -o FILE`.\n"
    )


def test_a_plan_of_another_environment_is_refused(planned: Terminal) -> None:
    planned.kept = None
    planned.config(environment="production", pipelines="pipelines")
    assert planned.teal("deploy", "r.plan", code=5).err == (
        "error: the plan is stale:\n"
        "  - it is for shop/test, and this is shop/production\n"
        "Make a new plan with `teal plan -o FILE` and look at it again.\n"
    )
    assert not (planned.folder / ".teal").exists()


def test_a_stale_plan_names_what_moved_and_nothing_is_done(planned: Terminal) -> None:
    assert planned.kept is not None
    theirs = planned.kept.kafka.create(TopicSpec("int_orders", 3, 1, {}))
    said = planned.teal("deploy", "r.plan", "--json", code=5)
    assert said.json["kind"] == "StalePlan"
    assert "topic int_orders exists now; the plan wants to create it" in said.json["message"]
    assert not (planned.folder / ".teal").exists()
    assert planned.kept.kafka.describe(("int_orders",))["int_orders"] == theirs


def test_a_plan_is_carried_out_once(planned: Terminal) -> None:
    planned.teal("deploy", "r.plan")
    said = planned.teal("deploy", "r.plan", code=5)
    assert "  - release r1 was opened at " in said.err
    assert "by ada on " in said.err


def test_a_plan_that_was_overtaken_names_the_release_in_its_way(planned: Terminal) -> None:
    planned.teal("deploy")
    said = planned.teal("plan", code=5)
    assert said.err.startswith("error: release r1 is validating and shares fct_regions, int_orders")
    assert "`teal abort`" in said.err


def test_a_plan_is_written_whole_or_not_at_all(planned: Terminal) -> None:
    before = sorted(path.name for path in planned.folder.iterdir())
    said = planned.teal("plan", "-o", "no/such/r.plan", code=1)
    assert said.err.startswith("error: the plan cannot be written to no/such/r.plan: No such file")
    assert sorted(path.name for path in planned.folder.iterdir()) == before


def test_the_same_inputs_give_the_same_bytes(planned: Terminal) -> None:
    planned.teal("plan", "-o", "again.plan")
    assert read(planned, "again.plan") == read(planned, "r.plan")


def read(terminal: Terminal, name: str) -> bytes:
    return Path(terminal.folder / name).read_bytes()


def test_a_saved_plan_is_shown_as_it_was_made(planned: Terminal) -> None:
    planned.kept = None
    (planned.folder / "teal.yaml").unlink()
    shown = planned.teal("show", "r.plan").out
    assert shown.startswith("Release r1 of shop in test, from working tree")
    assert "Plan: 2 to create, 0 to rebuild, 0 to remove, 0 untouched." in shown
    said = planned.teal("show", "r.plan", "--json").json
    assert said["schema"] == "teal.plan/1"
    assert shown.endswith(f"This is plan {said['hash'][:12]}.\n")

"""The simple rule: what changed and everything downstream moves, the rest keeps running."""

from __future__ import annotations

import pytest
from tests.unit.planning.builders import (
    CHAIN,
    ENVIRONMENT,
    RAW_FILE,
    World,
    copy,
    ddl,
    dml,
    served,
    sound,
    stage,
    table,
)

from teal.model.changes import Action, UnitAction
from teal.model.errors import Mistake, Refused
from teal.planning.changes import changes
from teal.planning.choice import WHATEVER_CHANGED, Choice
from teal.planning.impact import actions

MID = {**CHAIN, dml("mid"): copy("mid", "src", "id, amount + 1")}
WITHOUT_OTHER = {path: text for path, text in CHAIN.items() if "other" not in path}
KEPT = ("nothing that it says or reads changed",)
TWO_WRITERS = {**CHAIN, dml("src"): f"{copy('src', 'raw_orders')};{copy('src', 'raw_orders')}"}


def decided(
    files: dict[str, str], world: World | None = None, choice: Choice = WHATEVER_CHANGED
) -> dict[str, UnitAction]:
    here = world or served(CHAIN)
    project, graph = sound(files)
    found = changes(project, here.deployment, ENVIRONMENT)
    return {each.unit: each for each in actions(graph, here.deployment, found, choice)}


def kinds(found: dict[str, UnitAction]) -> dict[str, str]:
    return {name: each.action.value for name, each in found.items()}


def test_nothing_changed_nothing_moves() -> None:
    assert decided(CHAIN) == {
        name: UnitAction(name, Action.KEEP, KEPT) for name in ("src", "mid", "fct", "other")
    }


def test_a_first_deployment_creates_all() -> None:
    found = decided(CHAIN, World())
    assert kinds(found) == dict.fromkeys(("src", "mid", "fct", "other"), "create")
    assert found["src"].reasons == (f"it is new ({dml('src')}:1, {ddl('src')}:1)",)


def test_a_change_rebuilds_itself_and_everything_downstream_with_the_chain_of_reasons() -> None:
    found = decided(MID)
    assert kinds(found) == {"src": "keep", "mid": "rebuild", "fct": "rebuild", "other": "keep"}
    assert found["mid"].reasons == (f"its query changed ({dml('mid')}:1)",)
    assert found["fct"].reasons == (f"fct reads mid, whose query changed ({dml('mid')}:1)",)


def test_the_chain_names_each_link_nearest_first() -> None:
    found = decided({**CHAIN, ddl("src"): table("src", "id BIGINT NOT NULL, amount BIGINT")})
    assert found["fct"].reasons == (
        "fct reads mid, which is rebuilt",
        f"mid reads src, whose columns changed ({ddl('src')}:1)",
    )


@pytest.mark.slow
def test_a_long_chain_of_reasons_is_cut_in_the_middle() -> None:
    names = [f"t{i:04}" for i in range(2_000)]
    files = {**RAW_FILE}
    for name, source in zip(names, ["raw_orders", *names], strict=False):
        files[f"{name}.sql"] = f"{table(name)};{copy(name, source)}"
    found = decided(files, World())
    assert all(len(each.reasons) == 1 for each in found.values())
    world = served(files)
    files["t0000.sql"] = f"{table('t0000')};{copy('t0000', 'raw_orders', 'id, 1')}"
    last = decided(files, world)["t1999"].reasons
    assert last[0] == "t1999 reads t1998, which is rebuilt"
    assert last[-1].startswith("… and so on up to t0000, whose query changed (t0000.sql:1")
    assert len(last) == 4


def test_a_change_of_layout_moves_nothing() -> None:
    assert kinds(decided({**CHAIN, dml("mid"): CHAIN[dml("mid")].replace(" ", "\n")}))["mid"] == (
        "keep"
    )


def test_a_removed_unit_is_removed_and_a_new_one_created() -> None:
    found = decided({**WITHOUT_OTHER, **stage("added", "src")})
    assert kinds(found) == {
        "src": "keep",
        "added": "create",
        "mid": "keep",
        "fct": "keep",
        "other": "remove",
    }
    assert found["other"].reasons == ("it is no more in the project",)


def test_units_that_share_a_target_move_together() -> None:
    found = decided(TWO_WRITERS)
    assert found["src#2"].action is Action.REBUILD  # its table serves already
    assert found["src"].reasons[0].startswith("src shares a table with src#2, which is new (")
    assert found["fct"].action is Action.REBUILD


def test_a_writer_that_goes_moves_those_that_stay() -> None:
    found = decided(CHAIN, served(TWO_WRITERS))
    assert kinds(found) == {
        "src": "rebuild",
        "mid": "rebuild",
        "fct": "rebuild",
        "other": "rebuild",
        "src#2": "remove",
    }
    assert found["src"].reasons == ("src shares a table with src#2, which is removed",)


def test_a_listed_table_is_rebuilt_though_unchanged() -> None:
    found = decided(CHAIN, choice=Choice(only=("mid",), with_descendants=True))
    assert kinds(found) == {"src": "keep", "mid": "rebuild", "fct": "rebuild", "other": "keep"}
    assert found["mid"].reasons == ("it was asked for by name",)
    assert found["fct"].reasons == ("fct reads mid, which was asked for by name",)


def test_a_change_that_is_not_listed_waits() -> None:
    files = {**MID, dml("other"): copy("other", "src", "id, 3")}
    found = decided(files, choice=Choice(only=("mid", "fct")))
    assert found["other"] == UnitAction(
        "other",
        Action.KEEP,
        (f"left as it is by request, though its query changed ({dml('other')}:1)",),
    )


def test_listing_a_table_without_its_readers_is_refused_with_the_flag() -> None:
    with pytest.raises(Refused) as refused:
        decided(CHAIN, choice=Choice(only=("src",)))
    assert refused.value.reasons == ("mid reads src", "other reads src")
    assert "--may-start-descendants" in refused.value.hint


def test_a_listed_table_that_nobody_reads_needs_no_flag() -> None:
    assert kinds(decided(CHAIN, choice=Choice(only=("fct",))))["fct"] == "rebuild"


def test_readers_that_were_never_deployed_are_not_left_behind() -> None:
    assert kinds(decided(CHAIN, World(), Choice(only=("src",)))) == {"src": "create"}


def test_a_listed_table_whose_input_is_not_deployed_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        decided(CHAIN, World(), Choice(only=("mid",)))
    assert refused.value.reasons == ("mid reads src, which is not deployed",)


def test_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(Mistake, match="Did you mean `other`"):
        decided(CHAIN, choice=Choice(only=("otehr",)))
    with pytest.raises(Mistake, match="there is no table `zzz`"):
        decided(CHAIN, choice=Choice(exclude=("zzz",)))
    with pytest.raises(Mistake, match=r"names: `otehr` .did you mean `other`.., `zzz`"):
        decided(CHAIN, choice=Choice(exclude=("zzz", "mid"), rebuild=("otehr",)))


def test_an_excluded_table_and_what_only_it_would_move_stay() -> None:
    found = decided(MID, choice=Choice(exclude=("mid",)))
    assert kinds(found) == dict.fromkeys(("src", "mid", "fct", "other"), "keep")
    assert found["mid"].reasons[0].startswith("left as it is by request, though its query changed")


def test_an_excluded_reader_stays_on_the_old_version() -> None:
    found = decided(MID, choice=Choice(exclude=("fct",)))
    assert kinds(found) == {"src": "keep", "mid": "rebuild", "fct": "keep", "other": "keep"}


def test_excluding_a_new_table_that_is_read_is_refused() -> None:
    files = {**CHAIN, **stage("added", "src"), **stage("last", "added")}
    with pytest.raises(Refused) as refused:
        decided(files, choice=Choice(exclude=("added",)))
    assert refused.value.reasons == ("last reads added, which is not deployed",)


def test_excluding_one_of_several_writers_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        decided(
            TWO_WRITERS, choice=Choice(exclude=("src#2",), only=("src",), with_descendants=True)
        )
    assert refused.value.reasons == ("src and src#2 write one table and can only move together",)


def test_removing_what_an_excluded_unit_reads_is_refused() -> None:
    world = served({**CHAIN, **stage("last", "other")})
    files = {**WITHOUT_OTHER, **stage("last", "src")}
    with pytest.raises(Refused) as refused:
        decided(files, world, Choice(exclude=("last",)))
    assert refused.value.reasons == ("last stays and reads other v1, which is removed",)


def test_a_removed_table_can_be_listed() -> None:
    found = decided(WITHOUT_OTHER, choice=Choice(only=("other",)))
    assert kinds(found) == {"src": "keep", "mid": "keep", "fct": "keep", "other": "remove"}

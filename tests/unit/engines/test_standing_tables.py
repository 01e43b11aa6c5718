"""Asking a gateway for tables of its catalogs: what is not told, and what goes wrong."""

from __future__ import annotations

import pytest
from tests.unit.engines.scripted_flink import (
    GATEWAY,
    NoSecrets,
    ScriptedFlink,
    error,
    late,
    lost,
    ok,
)

from teal.engines.flink.gateway import Gateway
from teal.engines.flink.secret_text import SecretText
from teal.engines.flink.standing_tables import StandingTables
from teal.model.codec import Json
from teal.model.errors import EngineRefused, Unreachable

TABLE = ("hive", "landing", "pay`ments")
TOLD: Json = {"resultType": "PAYLOAD", "results": {"data": [{"fields": ["CREATE TABLE …"]}]}}


def flink() -> ScriptedFlink:
    """A gateway that takes every statement and tells of one table."""
    script = ScriptedFlink()
    script.on("POST .*/v3/sessions$", ok({"sessionHandle": "s"}))
    script.on("POST .*/statements$", ok({"operationHandle": "o"}))
    script.on("GET .*/status$", ok({"status": "FINISHED"}))
    script.on("GET .*/result/0", ok(TOLD))
    script.on("DELETE", ok({}))
    return script


def asking(script: ScriptedFlink) -> StandingTables:
    gateway = Gateway(script.rest("SQL Gateway", GATEWAY), script.clock)
    return StandingTables(gateway, SecretText(NoSecrets()))


def test_one_session_is_opened_for_all_and_closed() -> None:
    script = flink()
    told = asking(script).told((TABLE, ("other",)), ("USE CATALOG hive",), {})
    assert told == {TABLE: "CREATE TABLE …", ("other",): "CREATE TABLE …"}
    assert script.count("POST .*/v3/sessions$") == 1
    assert script.count("DELETE .*/sessions/s$") == 1
    assert any("SHOW CREATE TABLE `hive`.`landing`.`pay``ments`" in each for each in script.bodies)


def test_for_nothing_nobody_is_asked() -> None:
    script = flink()
    assert asking(script).told((), ("USE CATALOG hive",), {}) == {}
    assert script.requests == []


def test_a_statement_of_the_session_that_fails_is_named() -> None:
    script = flink()
    script.on("POST .*/statements$", error(400, "Catalog hive does not exist"))
    with pytest.raises(EngineRefused, match="USE CATALOG hive"):
        asking(script).told((TABLE,), ("USE CATALOG hive",), {})
    assert script.count("DELETE .*/sessions/s$") == 1


@pytest.mark.parametrize("answer", [lost, late])
def test_a_gateway_that_falls_silent_is_out_of_reach(answer: object) -> None:
    script = flink()
    assert callable(answer)
    script.on("POST .*/statements$", answer)
    with pytest.raises(Unreachable):
        asking(script).told((TABLE,), (), {})


def test_an_operation_without_end_is_given_up_soon() -> None:
    script = flink()
    script.on("GET .*/status$", ok({"status": "RUNNING"}))
    before = script.clock.now()
    with pytest.raises(Unreachable):
        asking(script).told((TABLE,), (), {})
    assert (script.clock.now() - before).total_seconds() < 15

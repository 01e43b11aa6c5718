"""The cost of a release is told before it starts, from what Kafka and the record say."""

from __future__ import annotations

from datetime import timedelta

from tests.unit.cli.terminal import Terminal


def test_a_plan_tells_what_it_replays_and_how_long_that_took(terminal: Terminal) -> None:
    bench = terminal.keep()
    said = terminal.teal("plan").out
    assert "Replays 0 records" in said
    assert "Time to catch up: unknown, nothing was measured here yet." in said
    for number in range(40):
        bench.kafka.append("raw_orders", 0, b"k", b"x" * 99, timestamp_ms=number)
    terminal.teal("deploy")
    terminal.serve()
    terminal.edit("intermediates/int_orders.sql", "SELECT order_id", "SELECT order_id + 1")
    said = terminal.teal("plan").out
    # 40 that were there, and 30 that flowed while the release was validated
    assert "Replays 70 records, about 7.0 kB: raw_orders 70." in said
    assert "(1 unit measured before, at " in said
    found = terminal.teal("plan", "--json").json["plan"]["forecast"]
    assert found["replays"][0]["records"] == 70


def test_a_beginning_that_was_deleted_is_a_warning(terminal: Terminal) -> None:
    bench = terminal.keep()
    for _ in range(10):
        bench.kafka.append("raw_orders", 0, b"k", b"v", timestamp_ms=86_400_000)
    bench.kafka.forget_before("raw_orders", 0, 5)
    assert "raw_orders has lost what is older than 1970-01-02" in terminal.teal("plan").out


def test_the_bills_tell_records_and_state_of_both_ways(terminal: Terminal) -> None:
    bench = terminal.keep()
    orders = "intermediates/int_orders.sql"
    terminal.edit(orders, "amount DECIMAL(12, 2),", "amount DECIMAL(12, 2), seen BIGINT,")
    terminal.edit(orders, "LAST_VALUE(region)", "MAX(region)")
    terminal.edit(orders, "LAST_VALUE(amount)", "MAX(amount), COUNT(*)")
    terminal.teal("deploy")
    terminal.serve()
    for status in bench.flink.list_all():
        assert status.key is not None
        bench.flink.grow(status.key, {"int_orders": 5_000}.get(status.key.unit, 700))
    bench.clock.sleep(timedelta(minutes=1))  # checkpoints complete
    terminal.edit(orders, "COUNT(*)", "COUNT(region)")
    needed, everyone = terminal.teal("plan", "--json").json["plan"]["bills"]
    assert (needed["records"], needed["state_again"], needed["state_beside"]) == (30, 5_000, 5_000)
    assert (everyone["records"], everyone["state_again"], everyone["unsized"]) == (30, 5_700, 0)
    (line,) = [x for x in terminal.teal("plan").out.splitlines() if "state to build" in x]
    assert line.split() == ["state", "to", "build", "again", "5.0", "kB", "5.7", "kB"]


def test_what_no_checkpoint_has_measured_is_not_known(terminal: Terminal) -> None:
    bench = terminal.keep()
    terminal.teal("deploy")
    terminal.serve()
    for status in bench.flink.list_all():
        assert status.key is not None
        bench.flink.silence(status.key)
    terminal.edit("intermediates/int_orders.sql", "LAST_VALUE(amount)", "MAX(amount)")
    (bill,) = terminal.teal("plan", "--json").json["plan"]["bills"]
    assert (bill["state_again"], bill["unsized"]) == (None, 2)
    assert "How much state that will be is not known." in terminal.teal("plan").out

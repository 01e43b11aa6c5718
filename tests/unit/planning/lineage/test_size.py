"""Long chains and wide stars: nothing recurses, and only what may be touched is read."""

import pytest
from tests.unit.planning.lineage.small_worlds import moved, stage

pytestmark = pytest.mark.slow


def chain(length: int) -> dict[str, str]:
    return {
        f"t{at}.sql": stage(f"t{at}", f"SELECT id, a, b, c FROM {f't{at - 1}' if at else '`raw`'}")
        for at in range(length)
    }


def views(length: int) -> dict[str, str]:
    return {
        f"v{at}.sql": f"CREATE VIEW v{at} AS SELECT * FROM {f'v{at - 1}' if at else '`raw`'}"
        for at in range(length)
    }


def test_rows_run_down_a_chain_without_reading_it() -> None:
    changed = {"t0.sql": stage("t0", "SELECT id, a, b, c FROM `raw` WHERE a > 1")}
    found = moved(chain(1_500), changed)
    assert len(found.touched) == 1_500
    assert found.shaped == 2


def test_a_star_of_readers_that_do_not_name_the_column_is_not_read() -> None:
    hub = {"hub.sql": stage("hub", "SELECT id, a, b, c FROM `raw`")}
    readers = {
        f"r{at}.sql": stage(f"r{at}", f"SELECT id, a FROM hub WHERE b > {at}", "id BIGINT, a INT")
        for at in range(800)
    }
    found = moved({**hub, **readers}, {"hub.sql": stage("hub", "SELECT id, a, b, 'x' FROM `raw`")})
    assert list(found.touched) == ["hub"]
    assert found.shaped == 2


@pytest.mark.parametrize("length", [400, 1_200])
def test_columns_run_down_a_chain_of_tables_and_of_starred_views(length: int) -> None:
    changed = {"t0.sql": stage("t0", "SELECT id, a, b, TRIM(c) FROM `raw`")}
    assert len(moved(chain(length), changed).touched) == length
    first = {"v0.sql": "CREATE VIEW v0 AS SELECT *, a + b AS d FROM `raw`"}
    assert len(moved(views(length), first).touched) == length

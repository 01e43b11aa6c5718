"""Externals that change while some of their readers run on, each knowing them as they were."""

from tests.impact_cases.lives import Life
from tests.unit.planning.lineage.small_worlds import ENVIRONMENT, stage


def files(columns: str) -> dict[str, str]:
    """An external, and a reader of each of its columns."""
    return {
        "raw.sql": f"CREATE TABLE `raw` ({columns})",
        "a.sql": stage("a_copy", "SELECT id, a FROM `raw`", "id BIGINT, a INT"),
        "m.sql": stage("m_copy", "SELECT id, c FROM `raw`", "id BIGINT, c STRING"),
        "z.sql": stage("z_copy", "SELECT id, b FROM `raw`", "id BIGINT, b INT"),
    }


def test_a_change_of_an_external_is_told_once_whoever_ran_on() -> None:
    life = Life(files("id BIGINT, a INT, b INT, c STRING"), ENVIRONMENT)
    first = files("id BIGINT, a INT, b INT, c VARCHAR(5)")
    second = files("id BIGINT, a BIGINT, b INT, c VARCHAR(5)")
    assert life.release(first).made == ("m_copy",)
    assert life.release(first).made == ()
    assert life.release(second).made == ("a_copy",)
    assert life.release(second).made == ()

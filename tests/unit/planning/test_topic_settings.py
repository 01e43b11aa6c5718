"""Settings of the topics that Teal creates."""

from __future__ import annotations

from datetime import timedelta

import pytest

from teal.model.environment import TableSettings
from teal.planning.topic_settings import NotASetting, kafka_setting, topic_config


def test_an_upsert_topic_keeps_the_trajectory_of_each_key() -> None:
    settings = TableSettings(compaction_lag=timedelta(hours=36))
    assert topic_config(True, {}, settings) == {
        "cleanup.policy": "compact",
        "delete.retention.ms": "129600000",
        "min.compaction.lag.ms": "129600000",
    }


def test_deletions_stay_a_day_at_least() -> None:
    found = topic_config(True, {}, TableSettings(compaction_lag=timedelta(hours=1)))
    assert found["delete.retention.ms"] == "86400000"
    assert found["min.compaction.lag.ms"] == "3600000"


def test_an_append_topic_keeps_all() -> None:
    found = topic_config(False, {}, TableSettings())
    assert found == {"cleanup.policy": "delete", "retention.ms": "-1"}


def test_the_author_wins_over_the_default_and_the_environment_over_both() -> None:
    settings = TableSettings(topic_config={"retention.ms": "3"})
    written = {"retention.ms": "2", "retention.bytes": "9"}
    assert topic_config(False, written, settings) == {
        "cleanup.policy": "delete",
        "retention.bytes": "9",
        "retention.ms": "3",
    }


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [("7 d", 604_800_000), ("90min", 5_400_000), ("1500 ms", 1_500), ("2 hours", 7_200_000)],
)
def test_durations_in_confluents_words(text: str, milliseconds: int) -> None:
    assert kafka_setting("kafka.retention.time", text) == ("retention.ms", str(milliseconds))


def test_no_compaction_deadline_is_kafkas_greatest_number() -> None:
    found = kafka_setting("kafka.compaction.time", "0 ms")
    assert found == ("max.compaction.lag.ms", "9223372036854775807")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("kafka.cleanup-policy", "often"),
        ("kafka.retention.time", "a week"),
        ("kafka.retention.size", "10 apples"),
    ],
)
def test_a_value_that_means_nothing_says_what_it_may_be(option: str, value: str) -> None:
    with pytest.raises(NotASetting, match="it is "):
        kafka_setting(option, value)


def test_an_option_without_a_topic_setting_has_none() -> None:
    assert kafka_setting("kafka.unheard-of", "1") is None

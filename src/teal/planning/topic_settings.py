"""Kafka's own settings for the topics that Teal creates, and Confluent's `kafka.*` options in
terms of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from teal.model.environment import TableSettings

# Kafka's own default; readers that lag less see every deletion.
_TOMBSTONES_AT_LEAST = timedelta(days=1)

_POLICIES = {"delete": "delete", "compact": "compact", "delete-compact": "compact,delete"}
_SIZES = {"": 1, "b": 1, "bytes": 1, "kb": 2**10, "mb": 2**20, "gb": 2**30, "tb": 2**40}
_TIMES = {
    **dict.fromkeys(("ms", "milli", "millis", "millisecond", "milliseconds", ""), 1),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1_000),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60_000),
    **dict.fromkeys(("h", "hour", "hours"), 3_600_000),
    **dict.fromkeys(("d", "day", "days"), 86_400_000),
}


class NotASetting(ValueError):
    """The value of a `kafka.*` option cannot be understood; the message says what it may be."""


def topic_config(
    is_upsert: bool, written: Mapping[str, str], settings: TableSettings
) -> dict[str, str]:
    """The settings of a version's topic. An upsert topic keeps a key's earlier rows for a while,
    because comparisons need them; an append topic keeps all. `written` (what the author said,
    already in Kafka's words) and the environment's settings win."""
    lag = settings.compaction_lag
    if is_upsert:
        base = {
            "cleanup.policy": "compact",
            "min.compaction.lag.ms": _milliseconds(lag),
            "delete.retention.ms": _milliseconds(max(lag, _TOMBSTONES_AT_LEAST)),
        }
    else:
        base = {"cleanup.policy": "delete", "retention.ms": "-1"}
    return dict(sorted({**base, **written, **settings.topic_config}.items()))


def kafka_setting(option: str, value: str) -> tuple[str, str] | None:
    """A `kafka.*` option of a definition in Kafka's own words; None where there is no topic
    setting for it. Raises NotASetting for a value that means nothing."""
    match option:
        case "kafka.cleanup-policy":
            if value not in _POLICIES:
                raise NotASetting(f"it is one of {', '.join(_POLICIES)}")
            return "cleanup.policy", _POLICIES[value]
        case "kafka.retention.time":
            return "retention.ms", _or_unlimited(_time(value))
        case "kafka.retention.size":
            return "retention.bytes", _or_unlimited(_size(value))
        case "kafka.max-message-size":
            return "max.message.bytes", str(_size(value))
        case "kafka.compaction.time":
            return "max.compaction.lag.ms", str(_time(value) or 2**63 - 1)
    return None


def _or_unlimited(amount: int) -> str:
    return str(amount) if amount else "-1"


def _milliseconds(duration: timedelta) -> str:
    return str(int(duration / timedelta(milliseconds=1)))


def _time(text: str) -> int:
    return _amount(text, _TIMES, "a duration such as 7 d")


def _size(text: str) -> int:
    return _amount(text, _SIZES, "a size such as 10 MB")


def _amount(text: str, units: Mapping[str, int], what: str) -> int:
    found = re.fullmatch(r"\s*(\d+)\s*([A-Za-z]*)\s*", text)
    if found is None or found[2].lower() not in units:
        raise NotASetting(f"it is {what}")
    return int(found[1]) * units[found[2].lower()]

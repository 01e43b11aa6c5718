"""The kinds of values that keys of the configuration take, each with its check and its schema."""

from __future__ import annotations

import re
from datetime import timedelta
from string import Formatter
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from teal.config.document import Scalar
from teal.config.durations import PATTERN, duration

_VARIABLE = r"^[A-Za-z_][A-Za-z0-9_.-]*$"
_NAME = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$"
_TOPIC = r"^[A-Za-z0-9._-]{1,249}$"


def wrong(what: str, hint: str = "") -> PydanticCustomError:
    """A finding in our own words; `{key}` in them becomes the key's full name."""
    return PydanticCustomError("teal", "{what}", {"what": what, "hint": hint})


def unwrapped(value: object) -> object:
    """The number or truth value that YAML sees in an unquoted text."""
    return value.value if isinstance(value, Scalar) else value


def _number(value: object) -> object:
    if isinstance(value, str):  # YAML 1.1 takes 1e-9 for a text
        try:
            return float(value)
        except ValueError:
            return value
    return unwrapped(value)


def _as_written(value: object) -> object:
    if value is None:
        raise wrong("`{key}` has no value.", "Write '' for the empty text.")
    return value.text if isinstance(value, Scalar) else value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str | Scalar) else value


def _joined(value: object) -> object:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ",".join(value)
    return value


def _duration(value: object) -> object:
    text = value.text if isinstance(value, Scalar) else value
    if not isinstance(text, str):
        return value
    try:
        return duration(text)
    except ValueError as error:
        raise wrong(f"`{{key}}`: {error}") from error


def _positive(value: timedelta) -> timedelta:
    if value <= timedelta(0):
        raise wrong("`{key}` must be longer than 0s.")
    return value


def _name(value: str) -> str:
    if not re.match(_NAME, value):
        raise wrong(
            f"`{{key}}` is {value!r}: a name has letters, digits, `_`, `-` and `.`, at most 100."
        )
    return value


def _variable_name(value: str) -> str:
    if not re.match(_VARIABLE, value) or value == "secret":
        raise wrong(
            f"{value!r} under `variables` is no name that ${{…}} can hold.",
            "Use letters, digits, `_`, `-` and `.`, and begin with a letter or `_`.",
        )
    return value


def _one_line(value: str) -> str:
    if "\n" in value:
        raise wrong("`{key}` has more than one line.", "Lines of the SQL files would move.")
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise wrong("`{key}` is empty.")
    return value


def is_topic(value: str) -> bool:
    """Whether Kafka accepts the name for a topic."""
    return re.match(_TOPIC, value) is not None and value not in (".", "..")


def _topic(value: str) -> str:
    if not is_topic(value):
        raise wrong(
            f"`{{key}}`: Kafka does not accept the topic name {value!r}.",
            "Use letters, digits, `.`, `_` and `-`, at most 249.",
        )
    return value


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_url = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_url = False
    if not is_url and "${" not in value:
        raise wrong("`{key}` is no URL.", "Write one such as http://localhost:8083.")
    return value.rstrip("/")


def _brokers(value: str) -> str:
    for broker in value.split(","):
        if not re.fullmatch(r"\s*(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}\s*", broker) and (
            "${" not in broker
        ):
            raise wrong(
                f"`{{key}}`: {broker.rpartition('@')[2].strip()!r} is not host:port.",
                "Write one such as kafka-1:9092, several with commas between them.",
            )
    return ",".join(broker.strip() for broker in value.split(","))


def _slots(template: str) -> tuple[str, ...]:
    try:
        found = [parts[1:] for parts in Formatter().parse(template) if parts[1] is not None]
    except ValueError as error:
        raise wrong(f"`{{key}}` is {template!r}: {error}.") from error
    if any(spec or conversion for _, spec, conversion in found):
        raise wrong(f"`{{key}}` is {template!r}: write the names in braces without `:` or `!`.")
    return tuple(str(name) for name, _, _ in found)


def _topic_template(value: str) -> str:
    if set(_slots(value)) != {"physical"}:
        raise wrong(
            f"`{{key}}` is {value!r}: it needs {{physical}}, and no other name in braces.",
            "Without it two versions of a table would write one topic. Example: shop.{physical}",
        )
    _topic(value.replace("{physical}", "x"))
    return value


def _version_template(value: str) -> str:
    hint = "Example, and default: {table}_v{number}"
    if sorted(_slots(value)) != ["number", "table"]:
        raise wrong(f"`{{key}}` is {value!r}: it needs {{table}} and {{number}}, once each.", hint)
    sample = value.format(table="t", number="#")
    if not re.fullmatch(r"[A-Za-z0-9_.#-]+", sample):
        raise wrong(f"`{{key}}` is {value!r}: use letters, digits, `_`, `-` and `.` only.", hint)
    if re.search(r"\{table\}\{number\}|\d\{number\}|\{number\}\d|\{number\}\{table\}", value):
        raise wrong(f"`{{key}}` is {value!r}: version 12 of t and 2 of t1 would be one name.", hint)
    return value


_TEXT_OR_LIST = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}

# What mypy sees is the plain type; what pydantic sees is the check, what editors see the schema.
Text = Annotated[
    str, BeforeValidator(_as_written), WithJsonSchema({"type": ["string", "number", "boolean"]})
]
OneLine = Annotated[
    str,
    BeforeValidator(_as_written),
    AfterValidator(_one_line),
    WithJsonSchema({"type": ["string", "number", "boolean"]}),
]
VariableName = Annotated[str, AfterValidator(_variable_name)]
Whole = Annotated[int, BeforeValidator(unwrapped)]
Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]
Flag = Annotated[bool, BeforeValidator(unwrapped)]
Name = Annotated[str, AfterValidator(_name), Field(json_schema_extra={"pattern": _NAME})]
Filled = Annotated[str, AfterValidator(_filled)]
Topic = Annotated[str, AfterValidator(_topic), Field(json_schema_extra={"pattern": _TOPIC})]
Url = Annotated[str, AfterValidator(_url)]
TopicTemplate = Annotated[str, AfterValidator(_topic_template)]
VersionTemplate = Annotated[str, AfterValidator(_version_template)]
Port = Annotated[int, BeforeValidator(unwrapped), Field(ge=1, le=65_535)]
Brokers = Annotated[
    str,
    BeforeValidator(_joined),
    AfterValidator(_brokers),
    WithJsonSchema(_TEXT_OR_LIST),
]
OneOrMore = Annotated[
    list[str],
    BeforeValidator(_as_list),
    WithJsonSchema(_TEXT_OR_LIST),
]
_DURATION_SCHEMA = {"anyOf": [{"type": "string", "pattern": PATTERN}, {"const": 0}]}
Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    WithJsonSchema(_DURATION_SCHEMA),
]
PositiveDuration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    AfterValidator(_positive),
    WithJsonSchema({"type": "string", "pattern": PATTERN}),
]

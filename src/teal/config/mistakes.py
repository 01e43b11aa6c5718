"""What pydantic found, in our words and with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, get_args

from teal.config.document import Data, Document, KeyPath, Scalar, shown
from teal.config.file import ConfigurationFile
from teal.config.sections import Section
from teal.model.diagnostics import Diagnostic, Place, Severity

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_ELSEWHERE = {
    "names": "A table's topic is said under `externals`, or by `tables.topic` for all tables.",
    "bootstrap.servers": "Write `kafka.bootstrap`.",
}


def mistake(error: ErrorDetails, document: Document) -> Diagnostic:
    """One finding of pydantic as a diagnostic."""
    path = tuple(part for part in error["loc"] if part != "[key]")
    key = shown(path)
    context = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            return _unknown_key(path, document)
        case "missing":
            return _missing(path, document)
        case "teal":
            what, hint = str(context["what"]).replace("{key}", key), str(context["hint"])
            return _value(path, document, what, hint)
        case "literal_error":
            return _choice(path, document, str(context["expected"]))
        case "greater_than_equal" | "less_than_equal" | "less_than" as kind:
            found = document.at(*path)
            text = found.text if isinstance(found, Scalar) else found
            what = f"`{key}` must be {_bound(kind, context)}; it is {text}."
            return _value(path, document, what, "")
        case kind:
            what = f"`{key}` {_needs(kind)}{_found(document.at(*path))}."
            return _value(path, document, what, _hint(path, kind, document))


def _bound(kind: str, context: dict[str, object]) -> str:
    match kind:
        case "greater_than_equal":
            return f"at least {context['ge']}"
        case "less_than_equal":
            return f"at most {context['le']}"
        case _:
            return f"less than {context['lt']}"


def _needs(kind: str) -> str:
    match kind:
        case "string_type":
            return "needs a text"
        case "int_type" | "int_from_float":
            return "needs a whole number"
        case "float_type" | "finite_number":
            return "needs a number"
        case "bool_type":
            return "needs true or false"
        case "list_type":
            return "needs a list"
        case "dict_type" | "model_type":
            return "needs keys of its own"
        case "time_delta_type":
            return "needs a duration such as 30s, 15m or 24h"
        case "too_short":
            return "needs at least one entry"
        case _:
            return f"is not valid ({kind.replace('_', ' ')})"


def _found(data: Data) -> str:
    match data:
        case None:
            return ", and has no value"
        case Scalar(text, bool()):
            return f"; `{text}` without quotes is a truth value"
        case Scalar(text):
            return f"; `{text}` is a number"
        case str():
            return ", not a text"
        case list():
            return ", not a list"
        case dict():
            return ", not keys"


def _hint(path: KeyPath, kind: str, document: Document) -> str:
    match kind:
        case "string_type" if isinstance(found := document.at(*path), Scalar):
            return f"Put it in quotes: '{found.text}'."
        case "model_type" if (model := _model_at(path)) is not None:
            return f"It knows: {', '.join(model.model_fields)}."
        case _:
            return ""


def _unknown_key(path: KeyPath, document: Document) -> Diagnostic:
    *above, last = path
    model = _model_at(tuple(above))
    known = tuple(model.model_fields) if model else ()
    where = f" under `{shown(tuple(above))}`" if above else ""
    return Diagnostic(
        "config-unknown-key",
        Severity.ERROR,
        f"There is no key `{last}`{where}.",
        document.place_of_key(path),
        _nearest(str(last), known),
    )


def _nearest(key: str, known: tuple[str, ...]) -> str:
    if close := get_close_matches(key, known, n=1, cutoff=0.6):
        return f"Did you mean `{close[0]}`?"
    if key in _ELSEWHERE:
        return _ELSEWHERE[key]
    homes = [path for path in _all_keys() if path[-1] == key]
    if homes:
        return f"Did you mean {' or '.join(f'`{shown(path)}`' for path in homes[:2])}?"
    return f"Known here: {', '.join(known)}."


def _missing(path: KeyPath, document: Document) -> Diagnostic:
    key = shown(path)
    if path in document.keys:
        return _value(path, document, f"`{key}` has no value.", _example(path))
    place = document.place_of_key(path[:-1]) if len(path) > 1 else Place(document.file, 1, 1)
    return Diagnostic(
        "config-missing-key", Severity.ERROR, f"`{key}` is missing.", place, _example(path)
    )


def _example(path: KeyPath) -> str:
    examples: dict[KeyPath, str] = {
        ("version",): "Write `version: 1`.",
        ("project",): "Write, for example, `project: retail`.",
        ("environment",): "Write, for example, `environment: production`.",
        ("engine",): "Write, for example, `engine: {kind: local}`.",
        ("engine", "kind"): "Write `kind: flink`, `kind: local` or `kind: memory`.",
    }
    return examples.get(path, "Add it.")


def _choice(path: KeyPath, document: Document, expected: str) -> Diagnostic:
    found = document.at(*path)
    text = found.text if isinstance(found, Scalar) else str(found)
    if path == ("version",):
        what = f"`version` is {text}; this Teal reads version 1."
        return _value(path, document, what, "Write `version: 1`.")
    choices = tuple(choice.strip("' ") for choice in expected.replace(" or ", ",").split(","))
    close = get_close_matches(text, choices, n=1)
    hint = f"Did you mean `{close[0]}`?" if close else ""
    what = f"`{shown(path)}` is {text!r}; it must be {', '.join(choices[:-1])} or {choices[-1]}."
    return _value(path, document, what, hint)


def _value(path: KeyPath, document: Document, what: str, hint: str) -> Diagnostic:
    place = document.place_of_value(path)
    return Diagnostic("config-value", Severity.ERROR, what, place, hint)


def _model_at(path: KeyPath) -> type[Section] | None:
    current: object = ConfigurationFile
    for part in path:
        if isinstance(current, type) and issubclass(current, Section):
            field = current.model_fields.get(str(part))
            current = field.annotation if field else None
        else:  # of a mapping or a list, what it holds
            current = get_args(current)[-1] if get_args(current) else None
        while get_args(current) and not isinstance(current, type) and _is_annotated(current):
            current = get_args(current)[0]
    return current if isinstance(current, type) and issubclass(current, Section) else None


def _is_annotated(kind: object) -> bool:
    return hasattr(kind, "__metadata__")


def _all_keys() -> Iterator[KeyPath]:
    for name, field in ConfigurationFile.model_fields.items():
        yield (name,)
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            yield from ((name, inner) for inner in field.annotation.model_fields)

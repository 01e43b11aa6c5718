"""Saved plans: written whole or not at all, read back only if nobody changed them."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from teal.model.codec import Undecodable, canonical, from_json
from teal.model.errors import Mistake
from teal.model.plan import Plan

_FORM = "teal.plan/1"


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan with its hash. Raises Mistake where the file cannot be written."""
    text = f'{{"schema":"{_FORM}","hash":"{plan.hash}","plan":{canonical(plan)}}}\n'
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError as error:
        raise Mistake(
            f"the plan cannot be written to {path}: {error.strerror or error}.",
            "Name another file with -o.",
        ) from error


def read_plan(path: Path) -> Plan:
    """A saved plan. Raises Mistake where it is not one, or was edited."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise Mistake(
            f"{path} cannot be read: {error.strerror or error}.",
            "Name a file that `teal plan -o FILE` has written.",
        ) from error
    except UnicodeDecodeError as error:
        raise _no_plan(path, "it is not text") from error
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise _no_plan(path, f"it is not JSON (line {error.lineno})") from error
    if not isinstance(data, dict) or not str(data.get("schema", "")).startswith("teal.plan/"):
        raise _no_plan(path, "it has no `schema` of a plan")
    if data["schema"] != _FORM:
        raise Mistake(
            f"{path} is a plan in the form {data['schema']}; this Teal reads {_FORM}.",
            "Make it again with this version: `teal plan -o FILE`.",
        )
    try:
        plan = from_json(Plan, data.get("plan"))
    except Undecodable as error:
        raise _no_plan(path, str(error)) from error
    if plan.hash != data.get("hash"):
        raise Mistake(
            f"{path} was changed after it was made: its hash does not fit.",
            "Plans are not edited; make it again with `teal plan -o FILE`.",
        )
    return plan


def _no_plan(path: Path, why: str) -> Mistake:
    return Mistake(f"{path} is not a plan of Teal's: {why}.", "`teal plan -o FILE` writes one.")

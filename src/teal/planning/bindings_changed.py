"""What the configuration says of externals and of all tables, where it differs on the two sides of
a plan. It touches no unit by itself, as little as variables do: the plan tells of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from teal.model.environment import Environment, ExternalTable, TableSettings
from teal.model.project import Project
from teal.planning.notes import listed

_NOT_BY_ITSELF = "The configuration touches no unit by itself: `--rebuild T` applies it to T."


def binding_notes(
    before: Environment, after: Environment, project: Project, anew: Collection[str]
) -> Iterator[str]:
    """A sentence for each external that is read otherwise, with its readers that are not made
    `anew`, and one for what is said of all tables. Values of options are not told: they may be
    secrets."""
    for name in sorted(before.externals.keys() & after.externals.keys()):
        what = _of_external(before.externals[name], after.externals[name])
        readers = [u.name for u in project.units if name in u.inputs and u.name not in anew]
        if what and readers:
            yield (
                f"The external {name} has another {what} in the configuration; it is read by "
                f"{listed(readers)}. {_NOT_BY_ITSELF}"
            )
    kept = [unit.name for unit in project.units if unit.has_job and unit.name not in anew]
    what = _of_tables(before.tables, after.tables)
    if what and kept:
        yield (
            f"The configuration has another {what}, while the topics of {listed(kept)} were "
            "written by the one before, and are read by the new one where a reader is made anew. "
            f"{_NOT_BY_ITSELF}"
        )


def _of_external(was: ExternalTable, now: ExternalTable) -> str:
    found = [] if was.topic == now.topic else [f"topic (`{was.topic}`, now `{now.topic}`)"]
    return " and ".join((*found, *_options("options", was.options, now.options)))


def _of_tables(was: TableSettings, now: TableSettings) -> str:
    pairs = (
        ("key_format", was.key_format, now.key_format),
        ("value_format", was.value_format, now.value_format),
    )
    found = [f"`tables.{key}` (`{old}`, now `{new}`)" for key, old, new in pairs if old != new]
    return " and ".join((*found, *_options("`tables.options`", was.options, now.options)))


def _options(called: str, was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    changed = [f"`{key}`" for key in sorted({*was, *now}) if was.get(key) != now.get(key)]
    if changed:
        yield f"value of {called}: {', '.join(changed)}"

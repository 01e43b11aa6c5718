"""Units that read older versions, with the texts as those units know them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from teal.model.environment import Environment
from teal.model.names import Version
from teal.planning.deployed import Deployed
from teal.planning.texts import UnitTexts, texts_of_records


def texts_with_older(
    now: Deployed, texts: Mapping[str, UnitTexts], environment: Environment
) -> Iterator[tuple[tuple[str, ...], Mapping[str, UnitTexts]]]:
    """Groups of units that read the same older versions, each with all texts as they were when
    those versions served."""
    groups: dict[frozenset[Version], list[str]] = {}
    for name, record in now.serving_units.items():
        older = frozenset(
            version
            for version in now.read_through(record.inputs)
            if version.logical in now.serving and now.serving[version.logical].version != version
        )
        if older:
            groups.setdefault(older, []).append(name)
    for older, names in sorted(groups.items(), key=lambda each: sorted(each[0])):
        records = {
            writer.key.unit: writer
            for version in sorted(older)
            for writer in now.writers.get(version, ())
        }
        yield tuple(sorted(names)), {**texts, **texts_of_records(records, now, environment)}

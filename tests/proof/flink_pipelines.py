"""Pipelines of Flink queries, made of templates, and edits of them: another text in a place,
another table that is read, a comment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from tests.proof.flink_templates import COLUMNS, MORE_COLUMNS, TEMPLATES, Template

EXTERNALS = ("ext_a", "ext_b")
_VERSIONS = (
    "SELECT id, k, v, s, ts FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY ts DESC) "
    "AS n FROM ext_b) WHERE n = 1"
)
_WATERMARK = "WATERMARK FOR ts AS ts - INTERVAL '1' DAY"
Columns = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FlinkUnit:
    """A unit: its template, what stands in its places, and what it reads."""

    name: str
    kind: str
    filled: dict[str, str]
    t: str
    u: str
    is_view: bool
    comment: str = ""

    @property
    def template(self) -> Template:
        return TEMPLATES[self.kind]

    @property
    def query(self) -> str:
        """The SELECT."""
        text = self.template.sql
        for slot, value in self.filled.items():
            text = text.replace(f"{{{slot}}}", value)
        versions = f"{self.name}_versions"
        text = text.replace("{t}", self.t).replace("{u}", self.u).replace("{versions}", versions)
        return self.comment + text.replace("{{", "{").replace("}}", "}")


@dataclass(frozen=True)
class FlinkPipeline:
    """Units, each reading what stands before it."""

    units: tuple[FlinkUnit, ...]

    @property
    def is_streaming(self) -> bool:
        """Whether batch mode cannot run it."""
        return any(unit.template.streaming for unit in self.units)

    def columns(self, table: str) -> Columns:
        """The columns of a table, in order."""
        if table in EXTERNALS:
            return (*COLUMNS, *MORE_COLUMNS)
        unit = next(each for each in self.units if each.name == table)
        if unit.template.star:
            return self.columns(unit.t)
        more = (("extra", "INT"),) if " AS extra" in unit.filled.get("more", "") else ()
        return (*COLUMNS, *more)

    def keeps_time(self, table: str) -> bool:
        """Whether a table's `ts` is event time still."""
        if table in EXTERNALS:
            return True
        unit = next(each for each in self.units if each.name == table)
        return unit.template.keeps_time and self.keeps_time(unit.t)

    def views(self) -> list[tuple[str, str]]:
        """All units as views, with the versioned ones that temporal joins look into."""
        found = []
        for unit in self.units:
            if "{versions}" in unit.template.sql:
                found.append((f"{unit.name}_versions", _VERSIONS))
            found.append((unit.name, unit.query))
        return found

    def files(self) -> dict[str, str]:
        """The project that it is."""
        found = {}
        for name in EXTERNALS:
            body = ", ".join(f"{column} {type_}" for column, type_ in self.columns(name))
            found[f"ddl.{name}.sql"] = f"CREATE TABLE {name} ({body}, {_WATERMARK})"
        for name, query in self.views():
            unit = next((each for each in self.units if each.name == name), None)
            if unit is None or unit.is_view:
                found[f"ddl.{name}.sql"] = f"CREATE VIEW {name} AS\n{query}"
                continue
            body = ", ".join(f"{column} {type_}" for column, type_ in self.columns(name))
            body += f", {_WATERMARK}" if self.keeps_time(name) else ""
            found[f"ddl.{name}.sql"] = f"CREATE TABLE {name} ({body})"
            found[f"dml.{name}.sql"] = f"INSERT INTO {name}\n{query}"
        return found


def made(random: Random) -> FlinkPipeline:
    """A pipeline of three to five units; each likes to read the one before it."""
    pipeline = FlinkPipeline(())
    is_streaming = random.random() < 0.25
    for at in range(random.randint(3, 5)):
        tables = [*EXTERNALS, *(unit.name for unit in pipeline.units)]
        kinds = [
            name
            for name, template in TEMPLATES.items()
            if (is_streaming or not template.streaming) and not (is_streaming and _updates(name))
        ]
        if is_streaming and at == 1:
            kinds = [name for name in kinds if TEMPLATES[name].streaming]
        kind = random.choice(kinds)
        template = TEMPLATES[kind]
        fitting = [
            table
            for table in tables
            if (not template.external or table in EXTERNALS)
            and (not (template.needs_time or is_streaming) or pipeline.keeps_time(table))
        ]
        unit = FlinkUnit(
            f"u{at}",
            kind,
            {slot: random.choice(texts) for slot, texts in template.slots.items()},
            random.choices(fitting, [1 + place for place in range(len(fitting))])[0],
            random.choice([table for table in tables if not is_streaming or table in EXTERNALS]),
            random.random() < 0.4,
        )
        pipeline = FlinkPipeline((*pipeline.units, unit))
    return pipeline


def _updates(kind: str) -> bool:
    """Kinds that streaming mode refuses or that take long there."""
    return kind in ("first rows", "lateral", "subquery", "ranked", "interval join", "set")


def edited(pipeline: FlinkPipeline, random: Random) -> tuple[FlinkPipeline, str] | None:
    """The same with one edit, sometimes two, and what was done."""
    said: list[str] = []
    for _ in range(1 if random.random() < 0.8 else 2):
        at = random.randrange(len(pipeline.units))
        found = _edit(pipeline, pipeline.units[at], random)
        if found is None:
            return None
        unit, what = found
        units = (*pipeline.units[:at], unit, *pipeline.units[at + 1 :])
        pipeline = FlinkPipeline(units)
        said.append(f"{unit.name} ({unit.kind}): {what}")
    return pipeline, "; ".join(said)


def _edit(pipeline: FlinkPipeline, unit: FlinkUnit, random: Random) -> tuple[FlinkUnit, str] | None:
    slots = [slot for slot, texts in unit.template.slots.items() if len(set(texts)) > 1]
    chance = random.random()
    if chance < 0.06:
        return replace(unit, comment="/* what is taken */ "), "a comment"
    if chance < 0.12:
        at = pipeline.units.index(unit)
        tables = [*EXTERNALS, *(each.name for each in pipeline.units[:at])]
        other = random.choice([table for table in tables if table != unit.t])
        if unit.template.external and other not in EXTERNALS:
            return None
        return replace(unit, t=other), f"reads {other}, not {unit.t}"
    if not slots:
        return None
    slot = random.choice(slots)
    texts = sorted(set(unit.template.slots[slot]) - {unit.filled[slot]})
    text = random.choice(texts)
    filled = {**unit.filled, slot: text}
    return replace(unit, filled=filled), f"{slot} `{unit.filled[slot]}` -> `{text}`"

"""Rarer edits that people make: of windows and groupings, of casts and cases, of how things are
joined, and views put in between."""

from __future__ import annotations

import re

from tests.proof.pipelines import Maker
from tests.proof.rarer_queries import GROUPINGS, window
from tests.proof.spec import Block, Output, Pipeline, Source, Unit, blocks_of


def change_grouping(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    for block in blocks_of(unit.block):
        if block.group and not any(source.window for source in block.sources):
            block.grouping = maker.random.choice([g for g in GROUPINGS if g != block.grouping])
            return True
    return False


def change_named_window(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    for block in blocks_of(unit.block):
        if block.window:
            before, block.window = block.window, window(maker, block.sources[0])
            return before != block.window
    return False


def write_window_out(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """`OVER w` becomes what `w` is."""
    for block in blocks_of(unit.block):
        if block.window:
            for output in block.outputs:
                output.expression = output.expression.replace("OVER w", f"OVER ({block.window})")
            block.window = ""
            return True
    return False


def change_limit(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    for block in blocks_of(unit.block):
        if block.limit:
            block.limit = maker.random.choice([n for n in (1, 3, 5, 9) if n != block.limit])
            return True
    return False


def change_order(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    for block in blocks_of(unit.block):
        if block.limit and len(block.order) > 1:
            block.order.reverse()
            return True
    return False


def add_limit(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = unit.block
    if block.limit or block.more or block.group is not None or block.window or block.distinct:
        return False
    columns = [output.expression for output in block.outputs if not output.expression.isdigit()]
    if not columns or any(re.search(r"OVER|COUNT|SUM|MAX|MIN\(", each) for each in columns):
        return False
    block.order = [f"{each} ASC NULLS LAST" for each in columns]
    block.limit = 4
    return True


def change_cast(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    types = ("BIGINT", "DOUBLE", "DECIMAL(8, 2)", "DECIMAL(8, 3)")
    return _in_an_expression(
        unit, maker, rf"AS ({'|'.join(map(re.escape, types))})\)", lambda said: f"AS {said})", types
    )


def change_interval(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    return _in_an_expression(
        unit, maker, r"INTERVAL '(\d)' MINUTE", lambda s: f"INTERVAL '{s}' MINUTE", ("2", "5", "9")
    )


def _in_an_expression(
    unit: Unit, maker: Maker, pattern: str, written: object, choices: tuple[str, ...]
) -> bool:
    for block in blocks_of(unit.block):
        for output in block.outputs:
            found = re.search(pattern, output.expression)
            if found and output.expression not in (block.group or ()):
                said = maker.random.choice([each for each in choices if each != found[1]])
                text = written(said)  # type: ignore[operator]
                start, end = found.span()
                output.expression = output.expression[:start] + text + output.expression[end:]
                return True
    return False


def add_branch(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A CASE gets one more branch, before the others."""
    for block in blocks_of(unit.block):
        for output in block.outputs:
            if output.expression in (block.group or ()) or "CASE WHEN" not in output.expression:
                continue
            test = maker.condition(block.sources)
            case = f"CASE WHEN {test} THEN 9 WHEN"
            output.expression = output.expression.replace("CASE WHEN", case, 1)
            return True
    return False


def else_null(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A CASE without ELSE says it."""
    for block in blocks_of(unit.block):
        for output in block.outputs:
            if re.fullmatch(r"CASE \S+ WHEN 1 THEN 7 WHEN 2 THEN \S+ END", output.expression):
                output.expression = output.expression.replace(" END", " ELSE NULL END")
                return True
    return False


def default_value(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A column gets a default where it is NULL."""
    block = maker.random.choice(blocks_of(unit.block))
    for output in block.outputs:
        plain = re.fullmatch(r"\{\w+\}\.\w+", output.expression)
        if plain and output.type == "int" and output.expression not in (block.group or ()):
            output.expression = f"COALESCE({output.expression}, 0)"
            return True
    return False


def use_using(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """`ON a.k = b.k` becomes `USING (k)`, or the other way."""
    for block in blocks_of(unit.block):
        if len(block.sources) != 2 or block.star:
            continue
        second = block.sources[1]
        if second.using:
            second.using = ""
            return True
        same = re.fullmatch(r"\{\w+\}\.(\w+) = \{\w+\}\.(\w+)", " AND ".join(second.on))
        if same and same[1] == same[2] and second.join in ("JOIN", "INNER JOIN"):
            second.using = same[1]
            return True
    return False


def move_where_to_on(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A term of WHERE becomes one of ON: nothing for an inner join, much for an outer one."""
    for block in blocks_of(unit.block):
        if len(block.sources) == 2 and block.sources[1].on and not block.sources[1].using:
            for term in block.where:
                if "SELECT" not in term:
                    block.where.remove(term)
                    block.sources[1].on.append(term)
                    return True
    return False


def add_having(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    for block in blocks_of(unit.block):
        if block.group and not block.having:
            block.having = ["COUNT(*) > 1"]
            return True
    return False


def star_or_columns(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A star becomes the columns that it stands for, or the other way."""
    for block in blocks_of(unit.block):
        if block.star:
            block.star, block.names = False, []
            return True
        source = block.sources[0]
        taken = [output.expression for output in block.outputs]
        if (
            len(block.sources) == 1
            and not (block.more or block.group is not None or source.window)
            and taken == [f"{{{source.id}}}.{c.name}" for c in source.columns]
            and [o.name for o in block.outputs] == [c.name for c in source.columns]
        ):
            block.star = True
            return True
    return False


def insert_view(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A unit reads a table by way of a new view that takes all of it."""
    for block in blocks_of(unit.block):
        for source in block.sources:
            if isinstance(source.of, str) and not source.window:
                inner = Source(maker.id(), source.of, source.columns)
                outputs = [
                    Output(c.name, f"{{{inner.id}}}.{c.name}", c.type) for c in source.columns
                ]
                view = Unit(f"w{maker.id()}", Block([inner], outputs), is_view=True)
                pipeline.units.insert(pipeline.units.index(unit), view)
                source.of = view.name
                return True
    return False


def exchange_columns(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """Two columns of one type change their names: each is now what the other was."""
    numbers = [each for each in unit.block.outputs if each.type == "int"]
    if len(numbers) < 2 or unit.block.more or unit.block.star:
        return False
    one, other = maker.random.sample(numbers, 2)
    one.name, other.name = other.name, one.name
    return True


def write_otherwise(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """BETWEEN as two comparisons, NOT (a = b) as a <> b, CASE a WHEN b as CASE WHEN a = b."""
    for block in blocks_of(unit.block):
        for at, term in enumerate(block.where):
            between = re.fullmatch(r"(.+) BETWEEN (-?\d+) AND (-?\d+)", term)
            negated = re.fullmatch(r"NOT \((.+) = (-?\d+)\)", term)
            if between and "OR" not in term:
                value, low, high = between.groups()
                block.where[at] = f"({value}) <= {high} AND ({value}) >= {low}"
            elif negated and " " not in negated[1]:
                block.where[at] = f"{negated[2]} <> {negated[1]}"
            else:
                continue
            return True
        for output in block.outputs:
            case = re.fullmatch(r"CASE (\S+) WHEN 1 THEN 7 WHEN 2 THEN (.+)", output.expression)
            if case and output.expression not in (block.group or ()):
                tests = f"WHEN {case[1]} = 1 THEN 7 WHEN 2 = {case[1]} THEN {case[2]}"
                output.expression = f"CASE {tests}"
                return True
    return False


def group_or_distinct(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """DISTINCT becomes a GROUP BY of all columns."""
    for block in blocks_of(unit.block):
        texts = [output.expression for output in block.outputs]
        plain = all(re.fullmatch(r"\{\w+\}\.\w+", text) for text in texts)
        if block.distinct and plain and block.group is None and not block.limit:
            block.distinct, block.group = False, list(dict.fromkeys(texts))
            return True
    return False


RARER_EDITS = (
    change_grouping, change_named_window, write_window_out, change_limit, change_order, add_limit,
    change_cast, change_interval, add_branch, else_null, default_value, use_using,
    write_otherwise, write_otherwise, group_or_distinct, move_where_to_on, add_having,
    star_or_columns, insert_view, exchange_columns,
)  # fmt: skip

"""Edits of which rows a unit gives: conditions, keys, joins, branches, windows."""

from __future__ import annotations

import re

from tests.proof.edited_parts import block_of
from tests.proof.pipelines import Maker
from tests.proof.spec import Pipeline, Unit, blocks_of


def change_group_key(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A key is computed otherwise, in the select list and in GROUP BY."""
    block = block_of(unit, maker.random)
    for output in block.outputs:
        if block.group and output.expression in block.group and output.type in ("int", "str"):
            fresh = maker.value_of(block.sources, output.type, 1)
            if not fresh.startswith(("'", "{")):
                return False
            block.group[block.group.index(output.expression)] = fresh
            output.expression = fresh
            return True
    return False


def add_group_key(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = block_of(unit, maker.random)
    if not block.group:
        return False
    expression, _ = maker.column(block.sources)
    block.group.append(expression)
    return True


def remove_group_key(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = block_of(unit, maker.random)
    if not block.group or len(block.group) < 2:
        return False
    gone = block.group.pop()
    for output in block.outputs:
        if output.expression == gone:
            output.expression = f"MAX({gone})"
    return True


def add_term(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = block_of(unit, maker.random)
    block.where.append(maker.condition(block.sources))
    return True


def remove_term(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = block_of(unit, maker.random)
    if not block.where:
        return False
    block.where.pop(maker.random.randrange(len(block.where)))
    return True


def change_term(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = block_of(unit, maker.random)
    if not block.where:
        return False
    at = maker.random.randrange(len(block.where))
    block.where[at] = maker.condition(block.sources)
    return True


def change_number(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A literal somewhere becomes another one."""
    block = block_of(unit, maker.random)
    places: list[tuple[list[str], int]] = [(block.where, at) for at in range(len(block.where))]
    places += [(block.having, at) for at in range(len(block.having))]
    if not places:
        return False
    texts, at = maker.random.choice(places)
    changed = re.sub(r"(?<![\w.])(\d)\b", lambda m: str((int(m[1]) + 1) % 8), texts[at], count=1)
    texts[at], same = changed, changed == texts[at]
    return not same


def change_join(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    joins = [s for b in blocks_of(unit.block) for s in b.sources if s.join and s.on]
    if not joins:
        return False
    source = maker.random.choice(joins)
    kinds = {"JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"} - {source.join}
    source.join = maker.random.choice(sorted(kinds))
    return True


def change_on(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    for block in blocks_of(unit.block):
        for at, source in enumerate(block.sources):
            if source.on:
                source.on[0] = maker.equal(block.sources[:at], source)
                return True
    return False


def move_on_to_where(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A term of ON becomes one of WHERE: nothing for an inner join, much for an outer one."""
    for block in blocks_of(unit.block):
        for source in block.sources:
            if len(source.on) > 1:
                block.where.append(source.on.pop())
                return True
    return False


def swap_sources(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """The first two sources change places."""
    block = block_of(unit, maker.random)
    if len(block.sources) < 2 or not block.sources[1].on:
        return False
    first, second = block.sources[:2]
    if any(first.id not in term and second.id not in term for term in second.on):
        return False
    first.join, second.join, first.on, second.on = second.join, "", second.on, []
    block.sources[:2] = [second, first]
    return True


def toggle_distinct(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = block_of(unit, maker.random)
    if block.operator:
        return False
    block.distinct = not block.distinct
    return True


def change_operator(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    for block in blocks_of(unit.block):
        if block.operator:
            others = {"UNION ALL", "UNION", "EXCEPT", "INTERSECT"} - {block.operator}
            if len(block.more) > 1:
                others -= {"EXCEPT", "INTERSECT"}
            block.operator = maker.random.choice(sorted(others))
            return True
    return False


def remove_branch(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    for block in blocks_of(unit.block):
        if len(block.more) > 1:
            block.more.pop()
            return True
    return False


def change_ranking(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    for block in blocks_of(unit.block):
        for output in block.outputs:
            if "ROW_NUMBER" in output.expression:
                head, order = output.expression.rstrip(")").split(" ORDER BY ")
                columns = order.split(", ")
                if maker.random.random() < 0.5:
                    columns.reverse()
                else:
                    word = {"ASC": "DESC", "DESC": "ASC"}[columns[0].split()[-1]]
                    columns[0] = f"{columns[0].split()[0]} {word}"
                output.expression = f"{head} ORDER BY {', '.join(columns)})"
                return True
    return False


def read_another(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A source is replaced by another table that has the same columns."""
    block = block_of(unit, maker.random)
    for source in block.sources:
        if source.of in ("ext_a", "ext_c"):
            source.of = "ext_c" if source.of == "ext_a" else "ext_a"
            return True
    return False


def change_window(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    for block in blocks_of(unit.block):
        for source in block.sources:
            if source.window:
                source.window = 15 - source.window
                return True
    return False

"""Edits that people make, to a copy of a pipeline: some mean nothing, most mean something."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from random import Random

from tests.proof.pipelines import Maker
from tests.proof.spec import Block, Output, Pipeline, Source, Unit, blocks_of

Edit = Callable[[Pipeline, Unit, Maker], bool]
"""Changes a unit; False where it found nothing to change."""


def edited(
    pipeline: Pipeline, random: Random, maker: Maker, edits: Sequence[Edit] = ()
) -> tuple[Pipeline, str] | None:
    """A copy with one edit, sometimes two, and what was done; None where it could not be done."""
    changed = deepcopy(pipeline)
    done: list[str] = []
    wanted = 1 if random.random() < 0.8 else 2
    for _ in range(12):
        unit = random.choice(changed.units)
        edit = random.choice(edits or EDITS)
        if len(done) < wanted and edit(changed, unit, maker):
            done.append(f"{edit.__name__} {unit.name}")
    return (changed, ", ".join(done)) if done else None


def _block(unit: Unit, random: Random) -> Block:
    return random.choice(blocks_of(unit.block))


def _refill(unit: Unit) -> None:
    """Sources that are blocks have the columns that these give now."""
    for block in reversed(blocks_of(unit.block)):
        for source in block.sources:
            if isinstance(source.of, Block):
                source.columns = source.of.columns


def add_column(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = unit.block
    kind = maker.random.choice(("int", "str"))
    expression = maker.value_of(block.sources, kind)
    if block.group is not None or _aggregates(block):
        output = maker.aggregated(block.sources)
    else:
        output = Output(maker.name(), expression, kind)
    at = maker.random.randrange(len(block.outputs) + 1)
    block.outputs.insert(at, output)
    for each in block.more:
        added = Output(output.name, maker.value_of(each.sources, output.type), output.type)
        each.outputs.insert(at, added)
    return True


def remove_column(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = unit.block
    if len(block.outputs) < 3:
        return False
    at = maker.random.randrange(len(block.outputs))
    name = block.outputs[at].name
    if name in unit.key:
        return False
    for each in (block, *block.more):
        del each.outputs[at]
    return True


def rename_column(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A column gets another name, and its readers follow."""
    output = maker.random.choice(unit.block.outputs)
    old, new = output.name, maker.name()
    output.name = new
    for each in unit.block.more:
        for theirs in each.outputs:
            theirs.name = new if theirs.name == old else theirs.name
    unit.key = tuple(new if name == old else name for name in unit.key)
    for reader in pipeline.units:
        for block in blocks_of(reader.block):
            for source in block.sources:
                if source.of == unit.name:
                    _follow(block, source.id, old, new)
                    source.columns = unit.columns
    return True


def _follow(block: Block, source: str, old: str, new: str) -> None:
    pattern = re.compile(rf"\{{{source}\}}\.{old}\b")
    replacement = f"{{{source}}}.{new}"

    def turned(text: str) -> str:
        return pattern.sub(replacement, text)

    for output in block.outputs:
        output.expression = turned(output.expression)
    block.where = [turned(each) for each in block.where]
    block.having = [turned(each) for each in block.having]
    block.group = None if block.group is None else [turned(each) for each in block.group]
    for each in block.sources:
        each.on = [turned(term) for term in each.on]


def change_expression(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = _block(unit, maker.random)
    output = maker.random.choice(block.outputs)
    if "ROW_NUMBER" in output.expression or output.type == "ts":
        return False
    if "COUNT" in output.expression or "SUM" in output.expression or "M" in output.expression[:1]:
        fresh = maker.aggregated(block.sources)
        output.expression = fresh.expression
        return True
    if block.group is not None and output.expression in block.group:
        return False
    output.expression = maker.value_of(block.sources, output.type)
    return True


def change_group_key(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A key is computed otherwise, in the select list and in GROUP BY."""
    block = _block(unit, maker.random)
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
    block = _block(unit, maker.random)
    if not block.group:
        return False
    expression, _ = maker.column(block.sources)
    block.group.append(expression)
    return True


def remove_group_key(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = _block(unit, maker.random)
    if not block.group or len(block.group) < 2:
        return False
    gone = block.group.pop()
    for output in block.outputs:
        if output.expression == gone:
            output.expression = f"MAX({gone})"
    return True


def swap_group_keys(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = _block(unit, maker.random)
    if not block.group or len(block.group) < 2:
        return False
    block.group.reverse()
    return True


def add_term(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = _block(unit, maker.random)
    block.where.append(maker.condition(block.sources))
    return True


def remove_term(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = _block(unit, maker.random)
    if not block.where:
        return False
    block.where.pop(maker.random.randrange(len(block.where)))
    return True


def change_term(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = _block(unit, maker.random)
    if not block.where:
        return False
    at = maker.random.randrange(len(block.where))
    block.where[at] = maker.condition(block.sources)
    return True


def change_number(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A literal somewhere becomes another one."""
    block = _block(unit, maker.random)
    places: list[tuple[list[str], int]] = [(block.where, at) for at in range(len(block.where))]
    places += [(block.having, at) for at in range(len(block.having))]
    if not places:
        return False
    texts, at = maker.random.choice(places)
    changed = re.sub(r"(?<![\w.])(\d)\b", lambda m: str((int(m[1]) + 1) % 8), texts[at], count=1)
    texts[at], same = changed, changed == texts[at]
    return not same


def change_constant(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A number in an expression of the select list becomes another one."""
    block = _block(unit, maker.random)
    maker.random.shuffle(outputs := list(block.outputs))
    for output in outputs:
        if output.expression in (block.group or ()):
            continue
        changed = re.sub(
            r"(?<![\w.}])(\d)\b", lambda m: str(int(m[1]) + 1), output.expression, count=1
        )
        if changed != output.expression:
            output.expression = changed
            return True
    return False


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
    block = _block(unit, maker.random)
    if len(block.sources) < 2 or not block.sources[1].on:
        return False
    first, second = block.sources[:2]
    if any(first.id not in term and second.id not in term for term in second.on):
        return False
    first.join, second.join, first.on, second.on = second.join, "", second.on, []
    block.sources[:2] = [second, first]
    return True


def shuffle_terms(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = _block(unit, maker.random)
    if len(block.where) < 2:
        return False
    maker.random.shuffle(block.where)
    return True


def restyle(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """Other aliases, layout, case, comments; subqueries become WITH, or the other way."""
    unit.style = maker.random.randrange(1 << 20)
    return True


def commute(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """`a + b` becomes `b + a`, `a > 1` becomes `1 < a`."""
    block = _block(unit, maker.random)
    for at, term in enumerate(block.where):
        found = re.fullmatch(r"(\{\w+\}\.\w+) > (\d+)", term)
        if found:
            block.where[at] = f"{found[2]} < {found[1]}"
            return True
    for output in block.outputs:
        found = re.fullmatch(r"(\{\w+\}\.\w+) \+ (\{\w+\}\.\w+)", output.expression)
        if found and output.expression not in (block.group or ()):
            output.expression = f"{found[2]} + {found[1]}"
            return True
    return False


def swap_outputs(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """Two columns change places, in the query and in the table."""
    if unit.block.more or len(unit.block.outputs) < 2:
        return False
    first, second = maker.random.sample(range(len(unit.block.outputs)), 2)
    outputs = unit.block.outputs
    outputs[first], outputs[second] = outputs[second], outputs[first]
    return True


def swap_values(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """Two columns change their expressions."""
    block = _block(unit, maker.random)
    numbers = [each for each in block.outputs if each.type == "int"]
    if len(numbers) < 2:
        return False
    one, other = maker.random.sample(numbers, 2)
    one.expression, other.expression = other.expression, one.expression
    return one.expression != other.expression


def toggle_distinct(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = _block(unit, maker.random)
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


def swap_branches(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    for block in blocks_of(unit.block):
        if len(block.more) > 1:
            block.more.reverse()
            return True
        if block.more and block.operator == "UNION ALL":
            return _swap_first(block)
    return False


def _swap_first(block: Block) -> bool:
    other = block.more[0]
    names = [output.name for output in block.outputs]
    for one, two in zip(block.outputs, other.outputs, strict=True):
        one.expression, two.expression = two.expression, one.expression
    block.sources, other.sources = other.sources, block.sources
    block.where, other.where = other.where, block.where
    block.group, other.group = other.group, block.group
    block.having, other.having = other.having, block.having
    block.distinct, other.distinct = other.distinct, block.distinct
    return names == [output.name for output in block.outputs]


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


def nest(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A table is read by way of a subquery that takes all its columns."""
    block = _block(unit, maker.random)
    source = maker.random.choice(block.sources)
    if not isinstance(source.of, str) or source.window:
        return False
    inner = Source(maker.id(), source.of, source.columns)
    outputs = [Output(c.name, f"{{{inner.id}}}.{c.name}", c.type) for c in source.columns]
    source.of = Block([inner], outputs)
    return True


def push_down(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A term moves from the outer query into the subquery that it speaks of."""
    for block in blocks_of(unit.block):
        for source in block.sources:
            inner = source.of
            if not isinstance(inner, Block) or inner.more:
                continue
            for term in block.where:
                ids = set(re.findall(r"\{(\w+)\}", term))
                if ids == {source.id} and "SELECT" not in term:
                    by_name = {o.name: o.expression for o in inner.outputs}
                    moved = re.sub(
                        rf"\{{{source.id}\}}\.(\w+)",
                        lambda m, known=by_name: f"({known.get(m[1], '0')})",  # type: ignore[misc]
                        term,
                    )
                    if "OVER" in moved or "COUNT" in moved or "SUM" in moved or "M" in moved:
                        continue
                    block.where.remove(term)
                    inner.where.append(moved)
                    return True
    return False


def read_another(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """A source is replaced by another table that has the same columns."""
    block = _block(unit, maker.random)
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


def other_column(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """An expression takes the column from the other source that has one of this name."""
    block = _block(unit, maker.random)
    if len(block.sources) < 2:
        return False
    for output in block.outputs:
        found = re.fullmatch(r"\{(\w+)\}\.(\w+)", output.expression)
        if found is None or (block.group and output.expression in block.group):
            continue
        for source in block.sources:
            if source.id != found[1] and any(c.name == found[2] for c in source.columns):
                output.expression = f"{{{source.id}}}.{found[2]}"
                return True
    return False


def add_parentheses(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    block = _block(unit, maker.random)
    if not block.where:
        return False
    block.where[0] = f"({block.where[0]})"
    return True


def remove_parentheses(pipeline: Pipeline, unit: Unit, maker: Maker) -> bool:
    """`(a - b) * 2` becomes `a - b * 2`, which is something else."""
    block = _block(unit, maker.random)
    for output in block.outputs:
        changed = re.sub(r"\(([^()]+)\) \*", r"\1 *", output.expression)
        if changed != output.expression and output.expression not in (block.group or ()):
            output.expression = changed
            return True
    return False


def _aggregates(block: Block) -> bool:
    return any(
        re.search(r"\b(COUNT|SUM|MAX|MIN)\(", each.expression) and "OVER" not in each.expression
        for each in block.outputs
    )


NOTHING_BY_DESIGN = frozenset(
    {
        "restyle", "shuffle_terms", "commute", "swap_group_keys", "add_parentheses", "nest",
        "swap_branches",
    }
)  # fmt: skip
"""Edits that never mean anything, whatever the rows are."""

EDITS: tuple[Edit, ...] = (
    add_column, add_column, remove_column, rename_column, change_expression, change_expression,
    change_expression, change_group_key, add_group_key, remove_group_key, swap_group_keys,
    add_term, remove_term, change_term, change_number, change_constant, change_join, change_on,
    move_on_to_where,
    swap_sources, shuffle_terms, restyle, restyle, commute, swap_outputs, swap_values,
    toggle_distinct, change_operator, swap_branches, remove_branch, change_ranking, nest,
    push_down, read_another, change_window, other_column, add_parentheses, remove_parentheses,
)  # fmt: skip

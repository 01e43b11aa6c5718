"""From relations to canonical texts, with what each text depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from teal.sql.quoting import as_written
from teal.sql.shape.labels import label
from teal.sql.shape.relations import (
    Atom,
    Block,
    Call,
    Combined,
    Condition,
    Derived,
    Group,
    Item,
    Nested,
    OuterJoin,
    Produced,
    Ref,
    Rows,
    Scan,
    Select,
    SetBlock,
    Through,
    Value,
    outputs_of,
)
from teal.sql.shape.values import Clause, Input, ShapeColumn, Written

_LONGEST = 600
_NONE: frozenset[str] = frozenset()


class Facts(NamedTuple):
    """The text of a value and what it depends on."""

    text: str
    reads: frozenset[Input] = frozenset()
    calls: frozenset[str] = _NONE
    volatile: frozenset[str] = _NONE


class Rendering:
    """Makes the texts of one statement's relations; remembers those of values."""

    def __init__(self) -> None:
        self._facts: dict[int, tuple[Value, Facts]] = {}
        self._ordered: dict[int, tuple[Block, ...]] = {}

    def columns(self, block: Block) -> tuple[ShapeColumn, ...]:
        """The output columns; `rows` has to be called before."""
        return tuple(
            ShapeColumn(each.name, *self.facts(each.value), each.written, each.within)
            for each in outputs_of(block)
        )

    def rows(self, block: Block, prefix: str = "") -> tuple[Clause, ...]:
        """All that decides the rows of a block, sources within sources."""
        label(block, prefix, 0)
        return tuple(self._clauses(block, ""))

    def facts(self, value: Value) -> Facts:
        """The text of a value and what it depends on."""
        known = self._facts.get(id(value))
        if known is None:
            known = self._facts[id(value)] = (value, self._found(value))
        return known[1]

    # Values

    def _found(self, value: Value) -> Facts:
        match value:
            case Atom():
                return Facts(value.text)
            case Ref():
                return self._ref(value)
            case Through():
                inner = self.facts(value.inner)
                return inner._replace(text=_short(f"{value.source.label}[{inner.text}]"))
            case Call():
                return self._call(value)
            case Nested():
                return self._nested(value)
            case Combined():
                return self._combined(value)

    def _ref(self, value: Ref) -> Facts:
        column, source = value.column, value.source
        text = f"{source.label}.{as_written(column.identity or column.name)}"
        if isinstance(source, Scan):
            reads = frozenset({Input(source.table.name, column.identity or column.name)})
            return Facts(text, reads, _NONE, frozenset({column.name} if column.is_volatile else ()))
        assert isinstance(source, Produced)
        made = self.facts(source.call)
        return Facts(text, made.reads | source.extra_reads, made.calls, made.volatile)

    def _call(self, value: Call) -> Facts:
        facts = [self.facts(each) for each in value.operands]
        texts = [each.text for each in facts]
        if value.unordered_from is not None:
            at = value.unordered_from
            texts[at:] = sorted(texts[at:])
            if value.head in ("AND", "OR", "IN") and not any(each.volatile for each in facts):
                texts[at:] = dict.fromkeys(texts[at:])
        calls = frozenset({value.calls}) if value.calls else _NONE
        volatile = frozenset({value.volatile}) if value.volatile else _NONE
        text = _short(f"{value.head}({', '.join(texts)})")
        return _joined(text, facts, calls, volatile)

    def _nested(self, value: Nested) -> Facts:
        block = value.block
        clauses = self.rows(block, "q" * value.level)
        facts = [_of_clause(clause) for clause in clauses]
        if value.head != "EXISTS":
            facts += [self.facts(each.value) for each in outputs_of(block)]
        text = "; ".join(each.text for each in facts)
        return _joined(_short(f"{value.head}{{{text}}}"), facts)

    def _combined(self, value: Combined) -> Facts:
        branches = self._ordered.get(id(value.block), value.block.branches)
        facts = [self.facts(outputs_of(branch)[value.at].value) for branch in branches]
        text = " | ".join(each.text for each in facts)
        return _joined(_short(f"<{text}>"), facts)

    # Clauses

    def _clauses(self, block: Block, path: str) -> Iterator[Clause]:
        match block:
            case Select():
                yield from self._of_select(block, path)
            case SetBlock():
                yield from self._of_set(block, path)
            case Rows():
                yield Clause("VALUES", f"{path}{len(block.rows)} rows", *_NOTHING, block.written)

    def _of_select(self, block: Select, path: str) -> Iterator[Clause]:
        yield from self._of_group(block.group, path)
        if block.keys is not None:
            keys = self.facts(block.keys)
            yield Clause("GROUP BY", path + keys.text, *keys[1:], block.keys_written)
        if block.makes_one_row:
            yield Clause("an aggregate of all rows", f"{path}ONE ROW", *_NOTHING, block.written)
        if block.may_aggregate:
            text = f"{path}MAY AGGREGATE {', '.join(sorted(block.may_aggregate))}"
            yield Clause("a function", text, frozenset(), block.may_aggregate, _NONE, block.written)
        yield from self._terms(block.having, path, "HAVING ")
        if block.is_distinct and not self._is_unique(block):
            facts = [self.facts(each.value) for each in block.outputs]
            texts = sorted({each.text for each in facts})
            word = "GROUP BY" if block.keys is None else "DISTINCT"  # the same, where both may be
            found = _joined(path + _short(f"{word}({', '.join(texts)})"), facts)
            yield Clause("DISTINCT", *found, block.written)
        yield from self._terms(block.extras, path, "THEN ")

    def _is_unique(self, block: Select) -> bool:
        """Whether no two rows can be alike, since all keys of the groups are among the columns."""
        if block.makes_one_row:
            return True
        if not isinstance(block.keys, Call) or block.keys.unordered_from is None:
            return False
        columns = {self.facts(each.value).text for each in block.outputs}
        return all(self.facts(key).text in columns for key in block.keys.operands)

    def _of_set(self, block: SetBlock, path: str) -> Iterator[Clause]:
        whole = [(self._whole(branch), branch) for branch in block.branches]
        if not block.operator.startswith("EXCEPT"):
            whole.sort(key=lambda each: each[0])
        self._ordered[id(block)] = tuple(branch for _, branch in whole)
        if block.operator == "UNION ALL":
            text = f"{path}UNION ALL {len(whole)}"
            yield Clause(block.operator, text, *_NOTHING, block.written)
        else:
            facts = [self.facts(each.value) for _, branch in whole for each in outputs_of(branch)]
            text = ", ".join(each.text for each in facts)
            yield Clause(
                block.operator, *_joined(f"{path}{block.operator} {text}", facts), block.written
            )
        for at, (_, branch) in enumerate(whole):
            yield from self._clauses(branch, f"{path}u{at}>")
        yield from self._terms(block.extras, path, "THEN ")

    def _whole(self, block: Block) -> str:
        clauses = (clause.text for clause in self._clauses(block, ""))
        rows = "; ".join(clauses)
        columns = ", ".join(self.facts(each.value).text for each in outputs_of(block))
        return f"{rows} : {columns}"

    def _of_group(self, group: Group, path: str) -> Iterator[Clause]:
        for item in group.items:
            yield from self._of_item(item, path)
        yield from self._terms(group.conditions, path, "")

    def _of_item(self, item: Item, path: str) -> Iterator[Clause]:
        match item:
            case OuterJoin():
                yield from self._outer_join(item, path)
            case Scan():
                found = Facts(f"{path}{item.label}={item.table.name}")
                kind = "FROM"
                if item.as_of is not None:
                    time = self.facts(item.as_of)
                    found = _joined(f"{found.text} AS OF {time.text}", [time])
                    kind = "FOR SYSTEM_TIME AS OF"
                yield Clause(kind, *found, item.written)
            case Derived():
                yield Clause("FROM", f"{path}{item.label}=(", *_NOTHING, item.written)
                yield from self._clauses(item.block, f"{path}{item.label}>")
            case Produced():
                made = self.facts(item.call)
                inputs = " ".join(each.label for each in item.inputs)
                reads = made.reads | item.extra_reads
                text = f"{path}{item.label}={item.kind}({inputs}) {made.text}"
                yield Clause(item.kind, text, reads, made.calls, made.volatile, item.written)
                for each in item.inputs:
                    yield from self._of_item(each, path)

    def _outer_join(self, join: OuterJoin, path: str) -> Iterator[Clause]:
        facts = [self.facts(each.value) for each in join.on]
        on = " AND ".join(sorted({each.text for each in facts}))
        kind = f"{join.kind} JOIN"
        text = f"{path}{join.label}={kind} ON {on}"
        yield Clause(kind, *_joined(text, facts), join.written)
        yield from self._of_group(join.left, f"{path}{join.label}l>")
        yield from self._of_group(join.right, f"{path}{join.label}r>")

    def _terms(self, terms: Iterable[Condition], path: str, word: str) -> Iterator[Clause]:
        found: dict[str, Clause] = {}
        for term in terms:
            facts = self.facts(term.value)
            text = f"{path}{word}{facts.text}"
            while facts.volatile and text in found:  # said twice is not said once
                text += " AGAIN"
            clause = Clause(term.kind, text, *facts[1:], term.written, term.within)
            found.setdefault(text, clause)
        in_order = found if word == "THEN " else sorted(found)
        yield from (found[text] for text in in_order)


_NOTHING: tuple[frozenset[Input], frozenset[str], frozenset[str]] = (frozenset(), _NONE, _NONE)


def _of_clause(clause: Clause) -> Facts:
    return Facts(clause.text, clause.reads, clause.calls, clause.volatile)


def _joined(
    text: str,
    facts: Iterable[Facts],
    calls: frozenset[str] = _NONE,
    volatile: frozenset[str] = _NONE,
) -> Facts:
    each = list(facts)
    return Facts(
        text,
        frozenset().union(*(one.reads for one in each)),
        calls.union(*(one.calls for one in each)),
        volatile.union(*(one.volatile for one in each)),
    )


def _short(text: str) -> str:
    """A long text by its hash: a value may stand in others many times over."""
    if len(text) <= _LONGEST:
        return text
    return "#" + hashlib.sha256(text.encode()).hexdigest()


def as_clause(kind: str, text: str, written: Written) -> Clause:
    """A clause that reads nothing."""
    return Clause(kind, text, *_NOTHING, written)

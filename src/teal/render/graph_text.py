"""The graph of a project as text or as Mermaid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def graph_text(
    order: Sequence[str], inputs: Mapping[str, Sequence[str]], externals: frozenset[str]
) -> str:
    """A line a unit in dependency order: what it reads. Inputs are tables."""
    width = max((len(name) for name in order), default=0)
    lines = []
    for name in order:
        reads = [f"{each} (external)" if each in externals else each for each in inputs[name]]
        lines.append(f"{name:<{width}}  reads {', '.join(reads) or 'nothing'}")
    return "\n".join(lines)


def graph_mermaid(
    order: Sequence[str],
    inputs: Mapping[str, Sequence[str]],
    targets: Mapping[str, Sequence[str]],
    externals: frozenset[str],
) -> str:
    """A Mermaid flowchart; externals have round corners. Nodes are tables."""
    return "\n".join(_mermaid(order, inputs, targets, externals))


def _mermaid(
    order: Sequence[str],
    inputs: Mapping[str, Sequence[str]],
    targets: Mapping[str, Sequence[str]],
    externals: frozenset[str],
) -> Iterator[str]:
    yield "flowchart LR"
    ids: dict[str, str] = {}
    for table in [*sorted(externals), *(t for name in order for t in targets[name])]:
        if table in ids:
            continue
        ids[table] = f"t{len(ids)}"
        yield f'  {ids[table]}("{table}")' if table in externals else f'  {ids[table]}["{table}"]'
    edges = {
        (ids[table], ids[target]): None
        for name in order
        for table in inputs[name]
        for target in targets[name]
        if table in ids
    }
    yield from (f"  {source} --> {target}" for source, target in edges)

"""The table at the end of the demo."""

from __future__ import annotations

from collections.abc import Sequence

Row = tuple[str, bool, str, float]


def proofs_text(rows: Sequence[Row]) -> str:
    """A row a chapter: title, what was proven (or why not), seconds."""
    width = max(len(title) for title, _, _, _ in rows)
    lines = ["", f"{'step':<{width}}  seconds  proven"]
    for title, held, what, seconds in rows:
        lines.append(f"{title:<{width}}  {seconds:>7.1f}  {'' if held else 'NOT HELD: '}{what}")
    total = sum(seconds for _, _, _, seconds in rows)
    verdict = "every proof held" if all(held for _, held, _, _ in rows) else "A PROOF DID NOT HOLD"
    lines.append(f"{'in all':<{width}}  {total:>7.1f}  {verdict}")
    return "\n".join(lines)

"""How a difference is told: as a sentence, or in brackets behind what differs. Long texts are cut
to the part in which they differ."""

from __future__ import annotations

_MOST = 100  # characters of an expression
_CONTEXT = 24  # of them before the place where two of them part


def happened(before: str | None, after: str | None, where: str) -> str:
    """`is new in f.sql:3: …`, `is gone from …`, `changed in f.sql:3: was …, now …`."""
    if before is None:
        return f"is new{_at(' in', where)}{_said(': ', after)}"
    if after is None:
        return f"is gone{_at(' from', where)}{_said(': was ', before)}"
    if before == after:
        return f"means something else{_at(' in', where)}{_said(', though it still says ', after)}"
    was, now = apart(before, after)
    return f"changed{_at(' in', where)}: was `{was}`, now `{now}`"


def in_brackets(before: str | None, after: str | None, where: str) -> str:
    """The same in short: `f.sql:3, was …, now …`."""
    parts = [where] if where else []
    if before is None:
        return ", ".join([*parts, "new"])
    if after is None:
        return ", ".join([*parts, "gone"])
    was, now = apart(before, after)
    return ", ".join([*parts, f"was `{was}`", f"now `{now}`"])


def apart(before: str, after: str) -> tuple[str, str]:
    """Two texts, short enough for a sentence, with the place in which they differ."""
    if max(len(before), len(after)) <= _MOST:
        return before, after
    parting = (at for at, pair in enumerate(zip(before, after, strict=False)) if len({*pair}) > 1)
    same = next(parting, min(len(before), len(after)))
    start = max(0, before.rfind(" ", 0, max(0, same - _CONTEXT)) + 1)
    return _cut(before, start), _cut(after, start)


def shortened(text: str) -> str:
    """A text, short enough for a sentence."""
    return _cut(text, 0)


def _cut(text: str, start: int) -> str:
    ahead = "… " if start else ""
    rest = text[start:]
    return ahead + (rest if len(rest) <= _MOST else f"{rest[:_MOST].rstrip()} …")


def _at(word: str, where: str) -> str:
    return f"{word} {where}" if where else ""


def _said(before: str, text: str | None) -> str:
    return f"{before}`{shortened(text)}`" if text else ""

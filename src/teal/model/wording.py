"""Numbers as people write them."""


def plural(count: int, noun: str) -> str:
    """`1 job`, `3 jobs`, `2,000 rows`, `4 keys`, `5 queries`."""
    if count == 1:
        return f"1 {noun}"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{count:,} {noun[:-1]}ies"
    return f"{count:,} {noun}s"


def verb(count: int, word: str) -> str:
    """What so many do: `1 reads`, `2 read`."""
    return f"{word}s" if count == 1 else word

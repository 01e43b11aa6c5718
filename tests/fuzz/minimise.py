"""Makes a failing text small: takes tokens out as long as it fails in the same way."""

from collections.abc import Callable

from tests.fuzz.mutants import tokens_of


def minimised(text: str, fails: Callable[[str], bool], attempts: int = 3_000) -> str:
    """The smallest text found that still fails."""
    tokens = tokens_of(text)
    stretch = max(1, len(tokens) // 2)
    while attempts > 0:
        shrunk = False
        place = 0
        while place < len(tokens) and attempts > 0:
            candidate = tokens[:place] + tokens[place + stretch :]
            attempts -= 1
            if candidate and fails("".join(candidate)):
                tokens, shrunk = candidate, True
            else:
                place += stretch
        if stretch == 1 and not shrunk:
            break
        stretch = stretch if shrunk and stretch == 1 else max(1, stretch // 2)
    return "".join(tokens)

"""Recognises the plain statements of a text, one at a time."""

from collections.abc import Callable
from functools import cache
from itertools import count

from teal.sql.plain.plain import Plain

# Compiling the expressions takes as long as they save on so many statements, or on a text as long.
_PAY_OFF = 400
_LONG = 200_000
_asked = count()  # by this process


def is_worth_it(rest: int = 0) -> bool:
    """Whether so many statements are read that plain ones should be looked for; `rest` is how many
    characters are still to be read, as far as that is known."""
    return next(_asked) >= _PAY_OFF or rest >= _LONG


def may_be_plain(text: str) -> bool:
    """Whether it is worth looking for plain statements: where templates stand, nothing is plain."""
    return "{" not in text or ("${" not in text and "{{" not in text)


def plain_statement(text: str, uppered: str, start: int) -> Plain | None:
    """The statement that begins at a place, if it is plain; `uppered` is the text in upper case."""
    definition, query = _readers()
    if uppered.startswith("CREATE", start):
        found = definition(text, uppered, start)
        if found is not None:
            return found
    return query(text, uppered, start)


_Reader = Callable[[str, str, int], Plain | None]


@cache
def _readers() -> tuple[_Reader, _Reader]:
    """Loaded when they are needed: a command of one small edit does without."""
    from teal.sql.plain.definitions import plain_definition
    from teal.sql.plain.queries import plain_query

    return plain_definition, plain_query

"""Recognises the plain statements of a text, one at a time."""

from teal.sql.plain.definitions import plain_definition
from teal.sql.plain.plain import Plain
from teal.sql.plain.queries import plain_query


def may_be_plain(text: str) -> bool:
    """Whether it is worth looking for plain statements: where templates stand, nothing is plain."""
    return "${" not in text and "{{" not in text


def plain_statement(text: str, uppered: str, start: int) -> Plain | None:
    """The statement that begins at a place, if it is plain; `uppered` is the text in upper case."""
    if uppered.startswith("CREATE", start):
        found = plain_definition(text, uppered, start)
        if found is not None:
            return found
    return plain_query(text, uppered, start)

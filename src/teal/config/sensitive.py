"""Finds passwords that stand in the configuration in plain text.

In an address that only Teal itself uses, one works and is kept out of every output. Where it
would become a part of SQL it is a mistake: plans and the store hold that text as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from msgspec import Struct

from teal.config.document import Data, Document, KeyPath, Scalar, shown
from teal.config.placeholders import PLACEHOLDER
from teal.model.diagnostics import Diagnostic, Severity

_SECRET_KEY = re.compile(
    r"(password|passwd|secret|token|credentials?|jaas\.config|user\.info|user-info"
    r"|(api|access|secret|private)[._-]?key|key\.pem|keystore\.key)$",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"""(?:password|secret)["']?\s*=\s*(["'])(.*?)\1""", re.IGNORECASE)
_IN_SQL = re.compile(r"'([^']+)'\s*=\s*'((?:[^']|'')*)'")
_BECOMES_SQL = frozenset({"kafka", "tables", "externals", "session", "variables"})
_URLS = (("store", "url"), ("engine", "gateway"), ("engine", "jobmanager"))


class PlainSecret(Struct, frozen=True):
    """A password in plain text: where, and in all the forms that must not be shown."""

    path: KeyPath
    values: tuple[str, ...]


def plain_secrets(document: Document) -> tuple[PlainSecret, ...]:
    """All passwords in plain text, in the order of the file."""
    found = [*_in_keys(document.data, ()), *_in_urls(document), *_in_statements(document)]
    return tuple(PlainSecret(path, tuple(v for v in values if v)) for path, values in found)


def finding(secret: PlainSecret, document: Document) -> Diagnostic:
    """What to do about a plain password, without showing it: an error where it becomes SQL."""
    becomes_sql = secret.path[0] in _BECOMES_SQL
    end = ", which every plan and the store would hold" if becomes_sql else ""
    return Diagnostic(
        "config-plain-secret",
        Severity.ERROR if becomes_sql else Severity.WARNING,
        f"`{shown(secret.path)}` holds a password in plain text{end}.",
        document.place_of_value(secret.path),
        "Write ${secret:NAME} in its place, and give NAME in the environment or in the file that "
        "`secrets.file` names.",
    )


def _in_keys(data: Data, path: KeyPath) -> Iterator[tuple[KeyPath, list[str]]]:
    match data:
        case dict():
            for key, item in data.items():
                yield from _in_keys(item, (*path, key))
        case list():
            for n, item in enumerate(data):
                yield from _in_keys(item, (*path, n))
        case str() | Scalar():
            text = data if isinstance(data, str) else data.text
            if values := _plain(str(path[-1]), text):
                yield path, values


def _plain(key: str, text: str) -> list[str]:
    if not _SECRET_KEY.search(key) or not text.strip():
        return []
    within = [value for _, value in _WITHIN.findall(text)]
    if within:  # a JAAS line: what counts is the password in it
        plain = [value for value in within if not PLACEHOLDER.search(value)]
        return [text, *plain] if plain else []
    return [] if PLACEHOLDER.search(text) else [text]


def _in_urls(document: Document) -> Iterator[tuple[KeyPath, list[str]]]:
    for path in _URLS:
        url = document.at(*path)
        if isinstance(url, str) and (values := _in_url(url)):
            yield path, values


def _in_url(url: str) -> list[str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return []
    passwords = [parts.password or ""]
    passwords += [value for key, value in parse_qsl(parts.query) if _SECRET_KEY.search(key)]
    plain = [value for value in passwords if value and not PLACEHOLDER.search(value)]
    return [form for value in plain for form in dict.fromkeys((value, unquote(value)))]


def _in_statements(document: Document) -> Iterator[tuple[KeyPath, list[str]]]:
    statements = document.at("session", "statements")
    listed = statements if isinstance(statements, list) else [statements]
    for n, text in enumerate(listed):
        if not isinstance(text, str):
            continue
        values = [v for key, option in _IN_SQL.findall(text) for v in _plain(key, option)]
        if values:
            yield ("session", "statements", n), values

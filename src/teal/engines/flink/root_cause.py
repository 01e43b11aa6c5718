"""Flink's errors are pages of Java; this finds the sentence or two that a person needs.

Measured on Flink 2.3: the innermost cause says what is wrong, the one around it where.
"""

from __future__ import annotations

import re

from msgspec import Struct

_LONGEST = 400

_FRAME = re.compile(r"^\s*(at [\w.$/<>@-]+\(|\.\.\. \d+ (more|common frames))")
_BOUNDARY = re.compile(r"^(?:Caused by: |.*<Exception on server side:)")
_END = re.compile(r"\]?\s*End of exception on server side>\]?\s*$")
_CLASS = re.compile(r"^((?:[a-z_]\w*\.)+[A-Z][\w$]*(?:Exception|Error|Throwable))(?::\s+|:?$)")
_POSITION = re.compile(r"line (\d+), column (\d+)", re.IGNORECASE)
_CALCITE = re.compile(r"^.*?From line \d+, column \d+ to line \d+, column \d+: ", re.DOTALL)
_LISTS = re.compile(
    r"^(Was expecting|Supported options:|Available factory identifiers|Table options are|"
    r"Required options are)",
    re.MULTILINE,
)
_TABLE = re.compile(r"Unable to create a (source|sink) for")
_WRAPPING = re.compile(
    r"Internal server error|Failed to (fetchResults|execute (the operation|sql|job|statement)"
    r"|submit)|Could not complete the operation|Global failure triggered"
)
_DUPLICATE = re.compile(r"Duplicate(Job|Application)SubmissionException|has already been submitted")
_SUBMITTING = re.compile(r"JobSubmissionException|Failed to (submit|execute job)")
_IN_TRANSIT = re.compile(
    r"Connect\w*Exception|Connection(Closed|Lost)|ChannelException|Timeout\w*Exception|"
    r"RetryException|Connection reset|Broken pipe|FencingTokenException|leader election"
)


class _Cause(Struct, frozen=True):
    """One link of the chain: `java` is the class of the exception, empty where not told."""

    java: str
    message: str

    def __str__(self) -> str:
        return f"{self.java}: {self.message}"


def root_cause(text: str) -> str:
    """The innermost message in a line or two, with what it is about and where in the SQL."""
    causes = _chain(text)
    if not causes:
        return "no reason was given"
    inner = causes[-1]
    root = inner.message or _simple_name(inner.java)
    root = _with_position(root, causes)
    context = _context(root, causes[:-1])
    return f"{_short(context)} {_short(root)}".strip()


def is_duplicate(text: str) -> bool:
    """Whether Flink refused a job because one of that id exists, or did exist."""
    return any(_DUPLICATE.search(str(cause)) for cause in _chain(text))


def is_in_transit(text: str) -> bool:
    """Whether a submit was lost between the gateway and the JobManager, so that the job may run.

    Planning can fail to connect as well, to a catalog say: then nothing was submitted.
    """
    causes = [str(cause) for cause in _chain(text)]
    return any(map(_SUBMITTING.search, causes)) and any(map(_IN_TRANSIT.search, causes))


def _chain(text: str) -> tuple[_Cause, ...]:
    """All causes that say anything, outermost first; stack frames gone."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if _FRAME.match(line):
            continue
        boundary = _BOUNDARY.match(line)
        if boundary:
            blocks.append([])
            line = line[boundary.end() :]
        blocks[-1].append(_END.sub("", line))
    causes = (_cause("\n".join(block)) for block in blocks)
    return tuple(cause for cause in causes if cause.message or cause.java)


def _cause(block: str) -> _Cause:
    """The message without the class names before it and the long lists behind it."""
    message, java = block.strip(), ""
    while found := _CLASS.match(message):
        java, message = found.group(1), message[found.end() :]
    lists = _LISTS.search(message)
    if lists:
        message = message[: lists.start()]
    return _Cause(java, " ".join(message.split()))


def _with_position(root: str, causes: tuple[_Cause, ...]) -> str:
    """The planner tells line and column in the cause around the innermost one."""
    root = _CALCITE.sub("", root) if _CALCITE.match(root) else root
    if _POSITION.search(root):
        return root
    for cause in reversed(causes):
        place = _POSITION.search(cause.message)
        if place and root in cause.message:
            return f"line {place.group(1)}, column {place.group(2)}: {root}"
    return root


def _context(root: str, outer: tuple[_Cause, ...]) -> str:
    """What the root cause is about: the table if one is named, else the nearest other message."""
    plain = root.partition(": ")[2] if root.startswith("line ") else root
    said = [
        cause.message
        for cause in outer
        if cause.message
        and plain not in cause.message
        and cause.message not in root
        and not _WRAPPING.search(cause.message)
    ]
    named = [message for message in said if _TABLE.search(message)]
    return (named or said or [""])[-1]


def _simple_name(java: str) -> str:
    return java.rpartition(".")[2]


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST else message[: _LONGEST - 1] + "…"

"""What Flink is given beside the SQL, and the mark by which a running job's text is known again."""

from __future__ import annotations

import re
from collections.abc import Mapping

from teal.model.codec import canonical, digest, encoded
from teal.model.names import job_id, job_name
from teal.model.submission import Submission

FINGERPRINT = "teal.submission"

_PARAMETERS = "pipeline.global-job-parameters"
_GAP = r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)"
_EXECUTE = re.compile(rf"({_GAP}*)EXECUTE\b", re.IGNORECASE | re.DOTALL)
_BEGIN_SET = re.compile(
    rf"({_GAP}*)BEGIN({_GAP}+STATEMENT{_GAP}+SET{_GAP}*);", re.IGNORECASE | re.DOTALL
)
_LONGER = len("EXECUTE STATEMENT SET BEGIN") - len("BEGIN STATEMENT SET;")
_EXPLAIN = "EXPLAIN "
_FIRST_LINE = re.compile(r"(\bline 1, column )(\d+)")
_NAMED = re.compile(r"\s*([^('\"]*)")


def fingerprint(submission: Submission) -> str:
    """SHA-256 of everything but the key, with placeholders where secrets go."""
    text = (
        submission.statement,
        submission.definitions,
        submission.session,
        submission.settings,
    )
    return digest(canonical(encoded(text)))


def execution_config(submission: Submission) -> Mapping[str, str]:
    """The settings of the one statement that starts the job.

    The job's id is chosen, not given by Flink: whatever happens to the answer, a second submit of
    the key is refused. The option is internal to Flink; a live test holds it in place.
    """
    return {
        "$internal.pipeline.job-id": job_id(submission.key),
        "pipeline.name": job_name(submission.key),
        _PARAMETERS: _with_fingerprint(submission),
        "table.dml-sync": "false",
    }


def continuing(savepoint: str, leaves_state: bool) -> Mapping[str, str]:
    """The settings with which a job begins where a savepoint stands."""
    return {
        "execution.state-recovery.path": savepoint,
        "execution.state-recovery.ignore-unclaimed-state": str(leaves_state).lower(),
        "execution.state-recovery.claim-mode": "NO_CLAIM",
    }


def executable(statement: str) -> str:
    """The statement in the spelling that the SQL Gateway takes: it knows statement sets as EXECUTE
    STATEMENT SET BEGIN … END, and takes BEGIN STATEMENT SET; … END for several statements."""
    found = _BEGIN_SET.match(statement)
    if found is None:
        return statement
    before, words = found.groups()
    return f"{before}EXECUTE{words} BEGIN{statement[found.end() :]}"


def explaining(statement: str, word: str = "EXPLAIN") -> str:
    """The statement that plans this one without running it."""
    text = executable(statement).rstrip().removesuffix(";")
    execute = _EXECUTE.match(text)
    if execute:  # EXECUTE STATEMENT SET; what stands before it are comments
        return f"{execute.group(1)}{word}{text[execute.end() :]}"
    return f"{word} {text}"


def explaining_operators(statement: str) -> str:
    """The statement that shows the operators that Flink makes of this one."""
    return explaining(statement, "EXPLAIN JSON_EXECUTION_PLAN")


def without_explain(reason: str, statement: str) -> str:
    """A reason whose place is one in the statement itself, not in the one that explains it."""
    if _EXECUTE.match(statement):
        return reason
    longer = _LONGER if _BEGIN_SET.match(statement) else len(_EXPLAIN)
    return _FIRST_LINE.sub(lambda found: f"{found.group(1)}{int(found.group(2)) - longer}", reason)


def opening(statement: str) -> str:
    """The first words of a statement, for messages: `CREATE TABLE orders`."""
    named = _NAMED.match(statement)
    words = " ".join((named.group(1) if named else "").split())
    return words if len(words) <= 60 else words[:59] + "…"


def _with_fingerprint(submission: Submission) -> str:
    mark = f"{FINGERPRINT}:{fingerprint(submission)}"
    given = submission.settings.get(_PARAMETERS, "").strip()
    if given.startswith("{"):  # YAML, which Flink takes as well
        return given.removesuffix("}") + ", " + mark.replace(":", ": ") + "}"
    return f"{given},{mark}" if given else mark

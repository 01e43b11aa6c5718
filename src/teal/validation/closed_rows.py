"""Which rows of an append table can be judged: those whose event time is over on both sides."""

from __future__ import annotations

from teal.model.validation import RoundRequest
from teal.validation.scratch import BLUE, GREEN, Scratch


def close_rows(scratch: Scratch, request: RoundRequest) -> tuple[str, ...]:
    """Make `closed`: rows up to the lower of both watermarks; `old` ones stood before the noted
    ends. Rows older than what retention has left of either topic are left out as well. Returns
    what keeps the rows from being judged."""
    if request.round == 1:
        _note_lost_time(scratch, request)
    bounds = _bounds(scratch, request)
    scratch.run(
        """
        CREATE OR REPLACE TEMP TABLE closed AS
        SELECT rows.*, off < coalesce(upto, 0) AS old
        FROM rows LEFT JOIN noted USING (side, part)
        CROSS JOIN bounds
        WHERE upper IS NOT NULL
            AND (et IS NULL OR (et <= upper AND (lower IS NULL OR et >= lower)))
        """
    )
    return bounds


def _note_lost_time(scratch: Scratch, request: RoundRequest) -> None:
    """A topic that no longer starts at its first record has lost rows of unknown times."""
    topics = {request.comparison.blue_topic: BLUE, request.comparison.green_topic: GREEN}
    shortened = {topics[end.topic] for end in request.frozen.ends if end.start > 0}
    for side in sorted(shortened):
        scratch.keep(f"shortened {side}", 1)


def _bounds(scratch: Scratch, request: RoundRequest) -> tuple[str, ...]:
    delay = f"to_milliseconds({int(request.comparison.watermark_delay_ms)})"
    scratch.run(
        f"""
        CREATE OR REPLACE TEMP TABLE bounds AS
        WITH sides AS (
            SELECT side, max(et) - {delay} AS upper, min(et) + {delay} AS lower,
                count(*) AS n, count(et) AS timed
            FROM rows GROUP BY side
        )
        SELECT
            CASE WHEN count(*) = 2 THEN min(upper) END AS upper,
            max(lower) FILTER (WHERE side IN (
                SELECT CAST(name[-1:] AS TINYINT) FROM kept WHERE name LIKE 'shortened %'
            )) AS lower,
            coalesce(sum(n) FILTER (WHERE timed = 0), 0) AS timeless
        FROM sides
        """
    )
    if not scratch.number("SELECT timeless FROM bounds"):
        return ()
    return (
        f"no record of one side holds {request.comparison.event_time}, the event time: "
        "rows cannot be told to be complete",
    )

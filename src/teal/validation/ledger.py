"""What is proven of each key over the rounds, and what each open key is called this round."""

from __future__ import annotations

from teal.model.validation import RoundRequest
from teal.validation.scratch import Scratch


def create_ledger(scratch: Scratch) -> None:
    """`watched` holds the keys that move or differ: what they still need before a PASS, and for
    how many looks in a row they have not met. `suspects` are the keys that differed at rest one
    round ago."""
    scratch.run(
        "CREATE TABLE IF NOT EXISTS watched "
        "(k VARCHAR, needs VARCHAR, looks INT, b_off BIGINT, g_off BIGINT)"
    )
    scratch.run(
        "CREATE TABLE IF NOT EXISTS suspects (round INT, k VARCHAR, b_off BIGINT, g_off BIGINT)"
    )


def settle(scratch: Scratch, request: RoundRequest) -> None:
    """Bring the ledger up to this round and make `classes`: each key that is not simply equal,
    under the word for what it is, and whether it hinders a PASS."""
    if not scratch.kept("judged"):
        _enter_first_cut(scratch)
    scratch.run("DELETE FROM watched WHERE k IN (SELECT k FROM pairs WHERE same AND NOT touched)")
    scratch.run(_WATCH)
    scratch.run(_LOOK, (request.blind_share,))
    if not scratch.kept("confirming") and scratch.kept("judged"):
        _ask_for_confirmation(scratch)
    scratch.run(_CLASSES, (request.blind_share, request.hot_rounds, request.round))
    scratch.run("DELETE FROM suspects")
    scratch.run(
        "INSERT INTO suspects SELECT ?, k, b_off, g_off FROM pairs WHERE NOT same AND NOT touched",
        (request.round,),
    )


def _enter_first_cut(scratch: Scratch) -> None:
    """Keys that stood on either side at the first noted ends where any stood. Those that are the
    same at rest are proven already."""
    scratch.run(
        """
        CREATE OR REPLACE TEMP TABLE first_cut AS
        SELECT DISTINCT k FROM (
            SELECT k, arg_max(dead, off) AS dead FROM trail WHERE NOT fresh GROUP BY side, k
        ) WHERE NOT dead
        UNION ALL
        SELECT k FROM pairs WHERE NOT touched AND NOT same
        """
    )
    scratch.run("DELETE FROM watched WHERE k IN (FROM first_cut)")
    scratch.run("INSERT INTO watched SELECT k, 'proof', 0, NULL, NULL FROM first_cut")
    proven = "SELECT count(*) FROM pairs WHERE NOT touched AND same AND b_live"
    judged = scratch.number(proven) + scratch.number("SELECT count(*) FROM first_cut")
    scratch.keep("judged", judged)


def _ask_for_confirmation(scratch: Scratch) -> None:
    """A row that is lost may wander from key to key while these are proven one after the other. So
    when the last one is, all that do not meet just then have to meet once more."""
    if scratch.number("SELECT count(*) FROM watched WHERE needs = 'proof'"):
        return
    scratch.run("UPDATE watched SET needs = 'confirmation' WHERE looks > 0")
    scratch.keep("confirming", 1)


_WATCH = """
INSERT INTO watched SELECT k, 'nothing', 0, NULL, NULL FROM pairs
WHERE (touched OR NOT same) AND k NOT IN (SELECT k FROM watched)
"""

# An equal row of a key that never steps is not the sum of others: it is proof by itself.
_LOOK = """
UPDATE watched SET
    needs = CASE
        WHEN needs = 'proof' AND live AND stepping AND share <= ? THEN 'nothing'
        WHEN needs = 'proof' AND live AND same AND NOT stepping THEN 'nothing'
        WHEN needs = 'confirmation' AND live THEN 'nothing'
        ELSE needs END,
    looks = CASE WHEN live THEN 0 WHEN gone OR NOT moved THEN looks ELSE looks + 1 END,
    b_off = look.b_off,
    g_off = look.g_off
FROM (
    SELECT k, pairs.b_off, pairs.g_off, same, share,
        coalesce(live, false) AS live, coalesce(gone, false) AS gone,
        coalesce(stepping, false) AS stepping,
        w.b_off IS DISTINCT FROM pairs.b_off OR w.g_off IS DISTINCT FROM pairs.g_off AS moved
    FROM pairs JOIN watched AS w USING (k) LEFT JOIN met USING (k)
    WHERE touched OR NOT same
) AS look
WHERE watched.k = look.k
"""

# A round may end between the two rows of one update, so that one side is absent for a moment:
# being "gone" neither proves nor accuses. Too few steps to tell may become enough: "passing".
_CLASSES = """
CREATE OR REPLACE TEMP TABLE classes AS
SELECT *, needs <> 'nothing' OR class NOT IN ('equal', 'in step', 'passing') AS hinders
FROM (
    SELECT k, same, b_live, g_live, touched, needs, looks,
        CASE
            WHEN NOT touched AND s.k IS NULL THEN 'pending'
            WHEN NOT touched AND NOT g_live THEN 'missing'
            WHEN NOT touched AND NOT b_live THEN 'extra'
            WHEN NOT touched THEN 'changed'
            WHEN live AND needs = 'nothing' AND same THEN 'equal'
            WHEN live AND needs = 'nothing' THEN 'in step'
            WHEN gone AND needs = 'nothing' THEN 'passing'
            WHEN live AND stepping AND tried + 1 < 0.5 / ? THEN 'passing'
            WHEN live OR gone THEN 'undecided'
            WHEN NOT stepping AND b_live AND g_live AND needs = 'proof' THEN 'undecided'
            WHEN NOT stepping AND b_live AND g_live THEN 'passing'
            WHEN looks >= ? THEN 'never met'
            WHEN needs = 'nothing' THEN 'passing'
            ELSE 'moving'
        END AS class
    FROM pairs JOIN watched USING (k) LEFT JOIN met USING (k)
    LEFT JOIN suspects AS s ON s.k = pairs.k AND s.round < ?
        AND s.b_off IS NOT DISTINCT FROM pairs.b_off
        AND s.g_off IS NOT DISTINCT FROM pairs.g_off
    WHERE b_live OR g_live OR needs <> 'nothing'
)
"""

"""What is proven of each key over the rounds, and what each open key is called this round."""

from __future__ import annotations

from teal.model.validation import RoundRequest
from teal.validation.scratch import Scratch


def create_ledger(scratch: Scratch) -> None:
    """`unproven` holds the keys of the first cut that nothing has proven yet: the share that all
    meetings in a row left blind, and in how many rounds it did not meet. `suspects` are the keys
    that differed at rest in the round before."""
    scratch.run(
        "CREATE TABLE IF NOT EXISTS unproven "
        "(k VARCHAR, blind DOUBLE, looks INT, b_off BIGINT, g_off BIGINT)"
    )
    scratch.run(
        "CREATE TABLE IF NOT EXISTS suspects (round INT, k VARCHAR, b_off BIGINT, g_off BIGINT)"
    )


def settle(scratch: Scratch, request: RoundRequest) -> None:
    """Bring the ledger up to this round and make `classes`: each key that is not simply equal,
    under the word for what it is."""
    if not scratch.kept("judged"):
        _enter_first_cut(scratch)
    scratch.run("DELETE FROM unproven WHERE k IN (SELECT k FROM pairs WHERE same AND NOT touched)")
    scratch.run(_LOOKED_AT)
    scratch.run("DELETE FROM unproven WHERE blind <= ?", (request.blind_share,))
    scratch.run(_CLASSES, (request.hot_rounds, request.round))
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
    scratch.run("INSERT INTO unproven SELECT k, 1.0, 0, NULL, NULL FROM first_cut")
    proven = "SELECT count(*) FROM pairs WHERE NOT touched AND same AND b_live"
    judged = scratch.number(proven) + scratch.number("SELECT count(*) FROM first_cut")
    scratch.keep("judged", judged)


# Shares of meetings in a row multiply: a wrong key would have to meet by chance each time. A
# round without a meeting begins anew, and so does a difference at rest. An equal row of a key
# that never steps is not the sum of others: it is proof by itself.
_LOOKED_AT = """
UPDATE unproven SET
    blind = CASE
        WHEN live AND same AND NOT stepping THEN 0.0
        WHEN live AND NOT stepping THEN 1.0
        WHEN live AND moved THEN blind * share
        WHEN live OR gone THEN blind
        ELSE 1.0 END,
    looks = CASE WHEN live THEN 0 WHEN gone OR NOT moved THEN looks ELSE looks + 1 END,
    b_off = look.b_off,
    g_off = look.g_off
FROM (
    SELECT k, pairs.b_off, pairs.g_off, same,
        coalesce(live, false) AS live, coalesce(gone, false) AS gone,
        coalesce(stepping, false) AS stepping, share,
        u.b_off IS DISTINCT FROM pairs.b_off OR u.g_off IS DISTINCT FROM pairs.g_off AS moved
    FROM pairs JOIN unproven AS u USING (k) LEFT JOIN met USING (k)
    WHERE touched OR NOT same
) AS look
WHERE unproven.k = look.k
"""

_CLASSES = """
CREATE OR REPLACE TEMP TABLE classes AS
SELECT k, same, b_live, g_live, touched, u.k IS NOT NULL AS is_unproven,
    coalesce(looks, 0) AS looks,
    CASE
        WHEN NOT touched AND s.k IS NULL THEN 'pending'
        WHEN NOT touched AND NOT g_live THEN 'missing'
        WHEN NOT touched AND NOT b_live THEN 'extra'
        WHEN NOT touched THEN 'changed'
        WHEN live AND u.k IS NULL THEN CASE WHEN same THEN 'equal' ELSE 'in step' END
        WHEN NOT (b_live OR g_live) AND u.k IS NULL THEN 'absent'
        WHEN u.k IS NULL THEN 'pending'
        WHEN live OR gone THEN 'undecided'
        WHEN NOT stepping AND b_live AND g_live THEN 'undecided'
        WHEN looks >= ? THEN 'never met'
        ELSE 'moving'
    END AS class
FROM pairs
LEFT JOIN met USING (k)
LEFT JOIN unproven AS u USING (k)
LEFT JOIN suspects AS s ON s.k = pairs.k AND s.round < ?
    AND s.b_off IS NOT DISTINCT FROM pairs.b_off AND s.g_off IS NOT DISTINCT FROM pairs.g_off
WHERE touched OR NOT same
"""

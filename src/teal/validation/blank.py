"""A round of which nothing is known yet: every count is zero, and has to be said."""

from __future__ import annotations

from teal.model.validation import RoundRequest, TableRound


def blank_round(request: RoundRequest) -> TableRound:
    """The round that a request asks for, before anything was counted."""
    return TableRound(
        table=request.comparison.table,
        round=request.round,
        rows_blue=0,
        rows_green=0,
        keys_blue=0,
        keys_green=0,
        equal=0,
        in_step=0,
        pending=0,
        undecided=0,
        hot_unmet=0,
        unproven=0,
        missing=0,
        extra=0,
        changed=0,
    )

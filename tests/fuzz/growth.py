"""Time has to grow as the text does: pieces repeated again and again, at two sizes."""

from collections.abc import Callable
from random import Random
from time import process_time

from tests.fuzz.mutants import random_piece

from teal.sql.definition import table_definition
from teal.sql.normalise import normalised
from teal.sql.rewriter import NameTaken, rename
from teal.sql.scanner import scan

SHORT, TIMES = 12_000, 4
_TOO_MUCH = 9.0  # of four times as much text; were it by the square, it would be 16
_CONTEXTS = (
    ("", ""),
    ("SELECT ", " FROM t"),
    ("SELECT a FROM t WHERE ", ""),
    ("INSERT INTO t SELECT a FROM ", ""),
    ("INSERT INTO t SELECT t.a FROM t, ", " WHERE t.b = 1"),
    ("CREATE TABLE t (a INT, ", ")"),
    ("CREATE TABLE t (a INT) WITH (", ")"),
    ("WITH a AS (SELECT 1 FROM t), ", " SELECT * FROM a"),
    ("SELECT /*+ BROADCAST(", ") */ t.a FROM t"),
)


def grows_too_fast(random: Random) -> str | None:
    """What takes too long and on which text, or None."""
    piece = random_piece(random)
    before, behind = random.choice(_CONTEXTS)
    for work in (_read, _rewrite, _define):
        if (ratio := _ratio(work, before, piece, behind)) > _TOO_MUCH:
            again = min(_ratio(work, before, piece, behind) for _ in range(3))
            if min(ratio, again) > _TOO_MUCH:
                text = f"{before}{piece * 3}…{behind}"
                return f"{work.__name__} takes longer by the square of the length: {text!r}"
    return None


def _ratio(work: Callable[[str], object], before: str, piece: str, behind: str) -> float:
    short, long = (
        _seconds(work, before + piece * (size // len(piece)) + behind)
        for size in (SHORT, SHORT * TIMES)
    )
    return long / max(short, 0.004)


def _seconds(work: Callable[[str], object], text: str) -> float:
    began = process_time()
    work(text)
    return process_time() - began


def _read(text: str) -> None:
    scan(text)
    normalised(text)


def _rewrite(text: str) -> None:
    for statement in scan(text).statements[:1]:
        try:
            rename(statement, {"t": "t_v2", "a": "a_v2"})
        except NameTaken:
            continue


def _define(text: str) -> None:
    for statement in scan(text).statements[:1]:
        table_definition(statement)

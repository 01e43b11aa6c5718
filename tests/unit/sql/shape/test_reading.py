"""Reading queries: nothing is lost on the way, nothing crashes, and shapes can be kept."""

from random import Random

import pytest
from tests.fuzz.mutants import mutant, random_text
from tests.sql_cases.grammar.statements import a_text
from tests.unit.sql.shape.reading_shapes import table_of

from teal.model.statements import Parts
from teal.sql.scanner import scan
from teal.sql.shape.cache import Shapes
from teal.sql.shape.fillings import Filling, fillings
from teal.sql.shape.parsing import Unreadable, parsed
from teal.sql.shape.reading import shape
from teal.sql.shape.values import KnownColumn, KnownTable, Shape, Unshaped


def everything_of(parts: Parts) -> KnownTable:
    """A table that has every column that the made-up statements name."""
    names = "id ts status amount group order value a b x x1 uid o.k".split()  # noqa: SIM905
    return KnownTable(".".join(parts), tuple(KnownColumn(name) for name in names))


@pytest.mark.parametrize(
    "seeds", [range(60), pytest.param(range(60, 1_200), marks=pytest.mark.slow)]
)
def test_a_shape_has_just_the_tables_that_the_scanner_finds(seeds: range) -> None:
    compared = 0
    for seed in seeds:
        text = a_text(seed, layout=seed, oddity=0.0)[1].text
        statements = scan(text).statements
        shapes = [shape(filling.query.text, everything_of) for filling in fillings(text)]
        read = [each for each in shapes if isinstance(each, Shape)]
        if statements and read and len(read) == len(shapes):
            found = frozenset().union(*(each.tables for each in read))
            assert found <= {".".join(parts) for parts in statements[0].reads}, f"seed {seed}"
            compared += 1
    assert compared > 0


def test_nearly_all_made_up_queries_can_be_parsed() -> None:
    texts = [a_text(seed, layout=seed, oddity=0.0)[1].text for seed in range(150)]
    queries = [filling.query.text for text in texts for filling in fillings(text)]
    unread = [query for query in queries if not _is_parsed(query)]
    assert len(unread) * 10 <= len(queries), unread[:3]


def _is_parsed(query: str) -> bool:
    try:
        parsed(query)
    except Unreadable as unreadable:
        return "literal" in unreadable.why
    return True


@pytest.mark.parametrize(
    "seeds", [range(60), pytest.param(range(60, 1_200), marks=pytest.mark.slow)]
)
def test_garbage_never_crashes(seeds: range) -> None:
    for seed in seeds:
        random = Random(seed)
        for text in (mutant(a_text(seed)[1].text, random), random_text(random)):
            assert isinstance(shape(text, table_of), Shape | Unshaped)


def test_a_shape_is_kept_as_long_as_its_inputs_are_known_alike() -> None:
    kept: dict[str, bytes] = {}

    class Kept:
        def get(self, key: str) -> bytes | None:
            return kept.get(key)

        def put(self, key: str, value: bytes) -> None:
            kept[key] = value

    query = "SELECT id, COUNT(*) AS n FROM orders WHERE NOW() > ts GROUP BY id"
    first, second = Shapes(Kept()), Shapes(Kept())
    assert first.of(query, table_of) == second.of(query, table_of)
    assert (first.read, second.read) == (1, 0)
    other = Shapes(Kept())
    other.of(query, lambda parts: KnownTable(parts[-1], (KnownColumn("id"), KnownColumn("ts"))))
    assert other.read == 1


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("INSERT INTO t SELECT a FROM s", [(("t",), None, "SELECT a FROM s", "")]),
        (
            "INSERT INTO c.d.t PARTITION (p = 'x') (a, `b`) WITH q AS (SELECT 1) SELECT * FROM q",
            [(("c", "d", "t"), ("a", "b"), "WITH q AS (SELECT 1) SELECT * FROM q", "")],
        ),
        (
            "INSERT INTO t SELECT a FROM s ON CONFLICT DO DEDUPLICATE",
            [(("t",), None, "SELECT a FROM s", "ON CONFLICT DO DEDUPLICATE")],
        ),
        (
            "EXECUTE STATEMENT SET BEGIN INSERT INTO t SELECT 1; INSERT INTO u (b) (SELECT 2); END",
            [(("t",), None, "SELECT 1", ""), (("u",), ("b",), "(SELECT 2)", "")],
        ),
        (
            "CREATE VIEW v (a, b) COMMENT 'x' AS SELECT 1, 2",
            [(("v",), ("a", "b"), "SELECT 1, 2", "")],
        ),
        (
            "CREATE TABLE t WITH ('a' = 'b') AS SELECT a FROM s",
            [(("t",), None, "SELECT a FROM s", "")],
        ),
    ],
)
def test_a_statement_tells_what_it_fills(sql: str, expected: list[object]) -> None:
    assert [_told(each) for each in fillings(sql)] == expected


def _told(filling: Filling) -> object:
    ending = "" if filling.ending is None else filling.ending.text
    return filling.target, filling.columns, filling.query.text, ending

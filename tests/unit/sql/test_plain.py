"""The quick way through plain statements gives what reading their tokens gives."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from bench.statements import statements
from tests.fuzz.mutants import mutant
from tests.sql_cases.grammar.statements import a_text

from teal.model.statements import NameRole
from teal.sql.plain.plain import Plain
from teal.sql.plain.statements import is_worth_it, plain_statement
from teal.sql.scanner import scan, scan_tokens
from teal.sql.tokens import leading, upper

EXAMPLES = sorted((Path(__file__).parents[3] / "examples" / "retail").rglob("*.sql"))
CASES = sorted((Path(__file__).parents[2] / "sql_cases").rglob("*.sql"))
DEFINITION = """-- Orders.
CREATE TABLE IF NOT EXISTS `cat`.db.orders (
  id BIGINT NOT NULL COMMENT 'the id; one',
  amount DECIMAL(12, 2),
  tags ROW<a INT, b ARRAY<STRING>>,
  at_time TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  WATERMARK FOR at_time AS at_time - INTERVAL '5' SECOND,
  PRIMARY KEY (id) NOT ENFORCED
) COMMENT 'it''s' DISTRIBUTED BY HASH(id) INTO 4 BUCKETS PARTITIONED BY (id) WITH (
  'connector' = 'kafka', 'topic' = 'o--rders'
);
"""
QUERY = """/* all */ INSERT INTO `cat`.db.sums (id, total) -- the target
WITH latest AS (
  SELECT DISTINCT o.*, x[1] AS first, ROW_NUMBER() OVER (PARTITION BY `id` ORDER BY ts DESC) AS n
  FROM orders AS o -- ; (
  WHERE EXTRACT(DAY FROM o.ts) = 1 AND o.name NOT LIKE 'it''s, (%' /* ; */
), other AS (SELECT 1 + 2.5 AS one FROM raw.events, Orders b)
SELECT l.id, COALESCE(CAST(l.x AS DECIMAL(12, 2)), 0) AS total, CASE WHEN l.y IS NOT NULL THEN 1 END
FROM latest l
JOIN rates FOR SYSTEM_TIME AS OF l.ts AS r ON r.id = l.id
LEFT JOIN (SELECT id FROM latest WHERE id IN (SELECT id FROM chosen)) AS c USING (id)
CROSS JOIN more, last AS z
JOIN TABLE(TUMBLE(TABLE latest, DESCRIPTOR(`ts`), INTERVAL '1' HOUR)) AS w ON TRUE
CROSS JOIN HOP (TABLE db.h, DESCRIPTOR(ts), INTERVAL '1' DAY, INTERVAL '2' DAYS)
WHERE l.n = 1 AND (l.a IS DISTINCT FROM l.b OR TRUE)
GROUP BY l.id HAVING COUNT(*) > 1 ORDER BY l.id LIMIT 10
UNION ALL SELECT id, one, 'x' FROM other -- the end
;
"""
NOT_PLAIN = {
    "a definition by a query": "CREATE TABLE a WITH ('x' = 'y') AS SELECT 1",
    "a copy": "CREATE TABLE a (id INT) LIKE b",
    "a function of the user's": "CREATE TABLE a (id INT, x AS my_function(id))",
    "a call inside of a call": "CREATE TABLE a (id INT, x AS UPPER(TRIM(y)))",
    "a reserved word": "CREATE TABLE order (id INT)",
    "a comment inside": "CREATE TABLE a (id INT -- the id\n)",
    "a literal without an end": "CREATE TABLE a (id INT) WITH ('x' = 'y)",
    "an odd character": "CREATE TABLE a (id INT) WITH ('x' = 'y') #",
    "another kind of literal": "CREATE TABLE a (id INT COMMENT E'\\'') ",
    "something behind": "CREATE TABLE a (id INT) ENGINE x",
    "letters of another script": "CREATE TABLE a (größe INT)",
    "words of a statement set": "CREATE TABLE a (STATEMENT SET BEGIN INT)",
    "a qualified column": "SELECT a.x FROM a",
    "a function of the user's in a query": "SELECT my_function(x) FROM a",
    "a comment before parentheses": "SELECT my_function /* of x */ (x) FROM a",
    "a function of a query": "SELECT my_function(SELECT x FROM a) FROM b",
    "a condition of a pattern": "SELECT x FROM a MATCH_RECOGNIZE (PATTERN (b) DEFINE b AS f(b.x))",
    "a hint": "SELECT x FROM a /*+ OPTIONS('k' = 'v') */",
    "a table function": "SELECT x FROM a, LATERAL TABLE(f(x))",
    "a window with names": "SELECT x FROM TABLE(TUMBLE(DATA => TABLE a, SIZE => INTERVAL '1' DAY))",
    "a window of a query": "SELECT x FROM HOP((SELECT y FROM a), DESCRIPTOR(t), INTERVAL '1' DAY)",
    "a pattern": "SELECT x FROM a MATCH_RECOGNIZE (PATTERN (b) DEFINE b AS TRUE)",
    "a reserved alias": "SELECT x FROM a AS value",
    "another case": "WITH Orders AS (SELECT x FROM a) SELECT x FROM orders",
    "no table": "SELECT 1",
    "no table behind a comma": "SELECT x FROM a, WHERE y",
    "a missing column": "SELECT x, FROM a",
    "a missing condition": "SELECT x FROM a WHERE",
    "a break": "SELECT x FROM a WHERE y = ",
    "a break before a comment": "SELECT x, -- y\nFROM a",
    "an aggregate without parentheses": "SELECT x FROM a WHERE COUNT",
    "a missing comma": "SELECT x FROM a b c",
    "a surplus parenthesis": "SELECT x FROM a)",
    "an open parenthesis": "SELECT (x FROM a",
    "brackets around a name": "SELECT x[y] FROM a",
    "a model": "SELECT AI_COMPLETE('m', x) FROM a",
    "a search": "SELECT KEY_SEARCH_AGG(a, DESCRIPTOR(x), 1) FROM b",
    "a name with a dollar sign": "SELECT $rowtime FROM a",
    "a literal like no other": "SELECT _x-'a' FROM b",
}
TEMPLATES = ("SELECT x FROM a WHERE y = '${name}'", "SELECT x FROM a; SELECT `{{ name }}` FROM b")


@pytest.fixture(scope="module", autouse=True)
def _many_statements_have_been_read() -> None:
    """Till then, plain ones are not looked for."""
    while not is_worth_it():
        pass


def plain(text: str) -> Plain | None:
    return plain_statement(text, upper(text), leading(text))


def is_read_alike(text: str) -> bool:
    assert scan(text, "f.sql") == scan_tokens(text, "f.sql"), text
    return True


@pytest.mark.parametrize("text", [DEFINITION, QUERY])
def test_a_plain_statement_is_recognised_whole(text: str) -> None:
    found = plain(text)
    assert found is not None
    assert text[found.behind :].strip() == ""
    (statement,) = scan_tokens(text).statements
    assert text[leading(text) : found.end] == statement.text
    assert (found.kind, found.names) == (statement.kind, statement.names)
    assert found.stateful is statement.stateful
    assert is_read_alike(text)


def test_the_names_of_a_plain_definition() -> None:
    (statement,) = scan(DEFINITION, "f.sql").statements
    (name,) = statement.names
    assert statement.text[name.start : name.end] == "`cat`.db.orders"
    assert (name.parts, name.role) == (("cat", "db", "orders"), NameRole.DEFINITION)
    assert (statement.line, statement.column) == (2, 1)


@pytest.mark.parametrize("text", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_what_is_not_plain_is_left_to_the_tokens(text: str) -> None:
    assert plain(text) is None
    assert is_read_alike(text)


@pytest.mark.parametrize("text", TEMPLATES)
def test_texts_with_templates_are_read_alike(text: str) -> None:
    assert is_read_alike(text)


@pytest.mark.parametrize("path", [*EXAMPLES, *CASES], ids=lambda path: path.name)
def test_files_are_read_alike(path: Path) -> None:
    assert is_read_alike(path.read_text(encoding="utf-8"))


def test_ordinary_statements_are_plain() -> None:
    for text in statements(60):
        assert plain(text) is not None, text
        assert is_read_alike(text)


def test_a_text_of_many_statements_is_read_alike() -> None:
    odd = ["SELECT ';' FROM $x;", "SELECT 1; ;", *NOT_PLAIN.values(), "SELECT 'no end FROM a;"]
    mixed = [
        each for pair in zip(statements(len(odd)), odd, strict=True) for each in (*pair, ";\n")
    ]
    for end in range(0, len(mixed), 3):
        assert is_read_alike("".join(mixed[end:]))
    a_set = "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT x FROM b; END;"
    assert is_read_alike(f"{QUERY}{a_set}{QUERY}{DEFINITION}")


@pytest.mark.parametrize("start", range(0, 400, 100))
def test_texts_of_the_grammar_are_read_alike(start: int) -> None:
    for seed in range(start, start + 100):
        assert is_read_alike(a_text(seed)[1].text), seed


@pytest.mark.parametrize("text", [DEFINITION, QUERY])
@pytest.mark.parametrize("added", ["", "(", ")", "'", ";", ",", "-", "`", " FROM ", "/*", " x "])
def test_damaged_statements_are_read_alike(text: str, added: str) -> None:
    for place in range(0, len(text), 17):
        assert is_read_alike(text[:place])
        assert is_read_alike(text[:place] + added + text[place + (not added) :])


@pytest.mark.parametrize("seed", range(8))
def test_mutants_of_plain_statements_are_read_alike(seed: int) -> None:
    random = Random(seed)
    texts = [QUERY, DEFINITION, *statements(6)]
    for _ in range(50):
        assert is_read_alike(mutant(random.choice(texts), random))

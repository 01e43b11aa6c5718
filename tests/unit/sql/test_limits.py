"""Depth and length do not hurt."""

import pytest

from teal.sql.definition import table_definition
from teal.sql.normalise import normalised
from teal.sql.rewriter import rename
from teal.sql.scanner import scan

pytestmark = pytest.mark.slow

DEEP = 10_000


@pytest.mark.parametrize(
    ("sql", "inputs"),
    [
        (f"SELECT {'(' * DEEP}a{')' * DEEP} FROM t", 1),
        (f"SELECT * FROM {'(' * DEEP}t{')' * DEEP}", 1),
        (f"{'SELECT * FROM (' * DEEP}SELECT t.a FROM t{') x' * DEEP}", 1),
        (f"SELECT 1 FROM t WHERE {'a IN (SELECT b FROM s WHERE ' * DEEP}t.c{')' * DEEP}", 2),
        (f"SELECT {'f(' * DEEP}a{')' * DEEP} FROM t", 1),
        (f"SELECT a FROM t {' UNION ALL SELECT t.a FROM t' * DEEP}", 1),
        (f"WITH a AS (SELECT 1 FROM t) {', a AS (SELECT * FROM a)' * DEEP} SELECT * FROM a", 1),
        (f"SELECT {'arr[' * DEEP}1{']' * DEEP} FROM t", 1),
    ],
)
def test_deep_nesting_is_read_and_renamed(sql: str, inputs: int) -> None:
    (statement,) = scan(sql).statements
    assert len(statement.reads) == inputs
    assert "t_v2" in rename(statement, {"t": "t_v2"})
    normalised(sql)


def test_unbalanced_depth_is_one_error() -> None:
    for sql in ("SELECT " + "(" * DEEP, "SELECT 1" + ")" * DEEP, "SELECT " + "[" * DEEP):
        assert len(scan(sql).diagnostics) == 1


def test_a_deep_type_is_read() -> None:
    sql = f"CREATE TABLE t (a {'ARRAY<' * 1000}INT{'>' * 1000})"
    (statement,) = scan(sql).statements
    assert not isinstance(table_definition(statement), tuple)


def test_a_long_file_is_read() -> None:
    statement = "INSERT INTO t SELECT o.a, 'x' FROM orders AS o WHERE o.b > 3; -- and on\n"
    result = scan(statement * 20_000)
    assert len(result.statements) == 20_000
    assert result.statements[-1].line == 20_000


def test_many_unclosed_comments_and_quotes_do_not_add_up() -> None:
    for text in ("/* " * 100_000, "' " * 100_001, "` " * 100_001, "a . " * 100_000, "((" * 100_000):
        assert scan(text).diagnostics

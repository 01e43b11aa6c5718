"""Depth and length do not hurt."""

import faulthandler
import sys
from collections.abc import Iterator

import pytest

from teal.sql.definition import table_definition
from teal.sql.normalise import normalised
from teal.sql.rewriter import rename
from teal.sql.scanner import scan

pytestmark = pytest.mark.slow

DEEP = 5_000
WIDE = 50_000
MEGABYTE = 1_000_000


@pytest.fixture(autouse=True)
def _ends_within_minutes() -> Iterator[None]:
    """What hangs shows where, and ends the run; each of these takes a second or two."""
    assert sys.__stderr__ is not None
    faulthandler.dump_traceback_later(300, exit=True, file=sys.__stderr__)
    yield
    faulthandler.cancel_dump_traceback_later()


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
        (f"{'WITH a AS (' * DEEP}SELECT 1 FROM t{') SELECT * FROM a' * DEEP}", 1),
        (f"SELECT {'CASE WHEN a THEN ' * DEEP}1{' END' * DEEP} FROM t", 1),
        (f"SELECT a FROM t {'JOIN (s ' * DEEP}{'ON TRUE) ' * DEEP}", 2),
        (f"SELECT a FROM t{', LATERAL TABLE(f(t.a)) AS x' * DEEP}", 1),
        (f"SELECT t.a{', t.a' * WIDE} FROM t", 1),
        (f"INSERT INTO o (a{', a' * WIDE}) SELECT * FROM t", 1),
        (f"SELECT a FROM t WHERE a IN (1{', 1' * WIDE})", 1),
        (f"SELECT a FROM t WHERE a = '{'x' * MEGABYTE}'", 1),
        (f"SELECT a FROM t WHERE a = '{chr(39) * 2 * MEGABYTE}'", 1),
        (f"SELECT a /* {'*' * MEGABYTE} / FROM x */ FROM t", 1),
        (f"SELECT a -- {'-' * MEGABYTE}\n FROM t", 1),
        (f"SELECT a FROM t AS {'x' * MEGABYTE}", 1),
        (f"SELECT a FROM t JOIN `{'``' * MEGABYTE}` ON TRUE", 2),
        (f"SELECT {'1.' + '0' * MEGABYTE} FROM t", 1),
        (f"SELECT a FROM{' ' * MEGABYTE}t", 1),
    ],
    ids=lambda value: str(value)[:40],
)
def test_depth_and_length_are_read_and_renamed(sql: str, inputs: int) -> None:
    (statement,) = scan(sql).statements
    assert len(statement.reads) == inputs
    assert "t_v2" in rename(statement, {"t": "t_v2"})
    normalised(sql)


def test_unbalanced_depth_is_one_error() -> None:
    for sql in ("SELECT " + "(" * DEEP, "SELECT 1" + ")" * DEEP, "SELECT " + "[" * DEEP):
        assert len(scan(sql).diagnostics) == 1


def test_deep_and_wide_definitions_are_read() -> None:
    for columns in (
        f"a {'ARRAY<' * 1000}INT{'>' * 1000}",
        f"a {'ROW<x ' * 1000}INT{'>' * 1000}",
        "a INT" + "".join(f", a{number} INT" for number in range(WIDE)),
        f"a INT, b AS {'(' * DEEP}a{')' * DEEP}",
        f"a INT COMMENT '{'x' * MEGABYTE}'",
    ):
        (statement,) = scan(f"CREATE TABLE t ({columns})").statements
        assert not isinstance(table_definition(statement), tuple)


def test_a_long_file_is_read() -> None:
    statement = "INSERT INTO t SELECT o.a, 'x' FROM orders AS o WHERE o.b > 3; -- and on\n"
    result = scan(statement * 20_000)
    assert len(result.statements) == 20_000
    assert result.statements[-1].line == 20_000


def test_a_statement_set_of_thousands_is_read() -> None:
    inserts = "".join(f"INSERT INTO t{number} SELECT * FROM s{number};\n" for number in range(DEEP))
    (statement,) = scan(f"EXECUTE STATEMENT SET BEGIN\n{inserts}END;").statements
    assert len(statement.reads) == len(statement.writes) == DEEP


@pytest.mark.parametrize(
    "text",
    [
        *("/* " * WIDE, "' " * (WIDE + 1), "` " * (WIDE + 1), "a . " * WIDE, "((" * WIDE),
        *("U&'" * (WIDE + 1), "E'\\" * WIDE, "_x" * WIDE + "'", "-" * MEGABYTE + "\n)"),
        *("/" * MEGABYTE + "\n)", "/*" + "*" * MEGABYTE, "{{" * WIDE, "${" * WIDE, "$" * WIDE),
        *("." * WIDE, "1e" * WIDE, "1.e+" * WIDE, "a`" * (WIDE + 1), "*/" * WIDE),
        *("SELECT " * WIDE, "FROM " * WIDE, "WITH a AS (" * WIDE, "SELECT a FROM t AS " * WIDE),
        *("BEGIN STATEMENT SET;" * DEEP, "EXECUTE STATEMENT SET BEGIN " * DEEP, "EXPLAIN " * WIDE),
    ],
    ids=lambda text: str(text)[:20],
)
def test_garbage_of_any_length_is_an_error_in_time(text: str) -> None:
    assert any(found.is_error for found in scan(text).diagnostics)
    normalised(text)

"""What Flink's own parser reads in a text: kinds, and each name with its place and role."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jpype
from tests.referee.jvm import referee_jvm
from tests.referee.positions import Positions
from tests.referee.statements import kind_of_statement, take_names
from tests.referee.walk import Node, ReadName, Walk, class_of

from teal.model.statements import StatementKind


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """One statement as Flink reads it; its names stand at places of the whole text, in order."""

    kind: StatementKind
    names: tuple[ReadName, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Flink's parser refuses the text."""

    reason: str


def flink_reads(text: str) -> tuple[ReadStatement, ...] | Refused:
    """The statements of a text as Flink's parser reads them."""
    parser, config = _parser()
    try:
        nodes = list(parser.create(text, config).parseStmtList())
    except jpype.JException as error:
        return Refused(str(error.getMessage()).split("\n", 1)[0])
    positions = Positions(text)
    return tuple(_read(each, positions) for each in _sets_joined(nodes))


def _sets_joined(nodes: Sequence[Node]) -> list[list[Node]]:
    """The parser takes `BEGIN STATEMENT SET; …; END` for statements of their own."""
    found: list[list[Node]] = []
    in_set = False
    for node in nodes:
        if in_set:
            found[-1].append(node)
        else:
            found.append([node])
        in_set = class_of(node) == "SqlBeginStatementSet" or (
            in_set and class_of(node) != "SqlEndStatementSet"
        )
    return found


def _read(nodes: Sequence[Node], positions: Positions) -> ReadStatement:
    walk = Walk(positions)
    for node in nodes:
        take_names(node, walk)
    names = sorted(set(walk.names), key=lambda name: name.start)
    return ReadStatement(kind_of_statement(nodes[0]), tuple(names))


@cache
def _parser() -> tuple[Any, Any]:
    """The class SqlParser, and the configuration that Flink's planner gives it."""
    referee_jvm()
    parser = jpype.JClass("org.apache.calcite.sql.parser.SqlParser")
    factory = jpype.JClass("org.apache.flink.sql.parser.impl.FlinkSqlParserImpl").FACTORY
    conformance = jpype.JClass("org.apache.flink.sql.parser.validate.FlinkSqlConformance").DEFAULT
    java = jpype.JClass("org.apache.calcite.config.Lex").JAVA
    config = parser.config().withParserFactory(factory).withConformance(conformance)
    return parser, config.withLex(java).withIdentifierMaxLength(256)


@cache
def words_of_the_language() -> tuple[str, ...]:
    """Every word that means something to Flink's parser, reserved or not, in upper case."""
    parser, config = _parser()
    tokens = (str(each) for each in parser.create("SELECT 1", config).getMetadata().getTokens())
    return tuple(sorted(each for each in tokens if each.isidentifier() and each.isupper()))

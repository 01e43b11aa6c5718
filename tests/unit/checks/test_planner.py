"""Asking a planner about a project: what it is given, and where its refusals are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from msgspec.structs import replace
from tests.unit.checks.conftest import ENVIRONMENT, EXTERNALS

from teal.model.diagnostics import Diagnostic
from teal.model.environment import Environment, Naming, SessionSettings
from teal.model.project import Revision, SourceFile, SourceTree
from teal.ports.planner import CompiledPlan, Refusal
from teal.usecases.asking_planner import planner_findings
from teal.usecases.checking import checked_tree

PROJECT = """CREATE TABLE t (
  id BIGINT NOT NULL,
  k STRING, PRIMARY KEY (id) NOT ENFORCED
) DISTRIBUTED BY HASH(id) INTO 2 BUCKETS WITH ('changelog.mode' = 'upsert');
CREATE VIEW v AS
SELECT id, k FROM w;
CREATE VIEW w AS SELECT id, k FROM dim;
INSERT INTO t
SELECT id, k FROM v;
"""


@dataclass
class PlannerWithOpinions:
    """Refuses texts that hold certain words, at their first place."""

    refuses: tuple[str, ...] = ()
    heard: list[str] = field(default_factory=list)
    session: tuple[tuple[str, ...], dict[str, str]] = ((), {})

    @contextmanager
    def sketch(
        self, statements: Sequence[str], settings: Mapping[str, str]
    ) -> Iterator[PlannerWithOpinions]:
        """See the port."""
        self.session = (tuple(statements), dict(settings))
        yield self

    def define(self, sql: str) -> Refusal | None:
        """See the port."""
        return self.plan(sql)

    def compiled(self, sql: str) -> CompiledPlan | Refusal:
        """See the port; nobody asks here."""
        raise AssertionError(sql)

    def plan(self, sql: str) -> Refusal | None:
        """See the port."""
        self.heard.append(sql)
        for word in self.refuses:
            at = sql.find(word)
            if at >= 0:
                line = sql.count("\n", 0, at) + 1
                return Refusal(f"no {word}", line, at - sql.rfind("\n", 0, at))
        return None


def asked(
    planner: PlannerWithOpinions, sql: str = PROJECT, environment: Environment = ENVIRONMENT
) -> list[str]:
    """What is said of a project after the planner was asked."""
    files = (SourceFile("externals.sql", EXTERNALS), SourceFile("a.sql", sql))
    project, told = checked_tree(SourceTree(Revision("a test", ""), files), environment)
    return [_short(each) for each in planner_findings(planner, project, environment, told)]


def _short(found: Diagnostic) -> str:
    return f"{found.place} {found.code}"


def test_definitions_come_before_what_needs_them() -> None:
    planner = PlannerWithOpinions()
    assert asked(planner) == []
    order = [sql.split("(")[0].split("\n")[0].strip() for sql in planner.heard]
    assert order.index("CREATE TABLE dim") < order.index("CREATE VIEW w AS SELECT id, k FROM dim")
    assert order.index("CREATE VIEW w AS SELECT id, k FROM dim") < order.index("CREATE VIEW v AS")
    assert order[-1] == "INSERT INTO t"


def test_tables_are_bound_as_a_deployment_binds_them() -> None:
    planner = PlannerWithOpinions()
    asked(planner)
    (table,) = (sql for sql in planner.heard if sql.startswith("CREATE TABLE t "))
    assert "'connector' = 'upsert-kafka'" in table
    assert "DISTRIBUTED" not in table


def test_a_view_is_planned_by_reading_it() -> None:
    planner = PlannerWithOpinions(("SELECT * FROM w",))
    assert asked(planner) == ["a.sql:7:1 TEAL-401"]


def test_a_refusal_is_told_at_its_place_in_the_file() -> None:
    assert asked(PlannerWithOpinions(("k FROM v",))) == ["a.sql:9:12 TEAL-401"]
    assert asked(PlannerWithOpinions(("k STRING, PRIMARY",))) == ["a.sql:3:3 TEAL-402"]


def test_a_refusal_in_what_the_binding_wrote_is_told_at_the_statement() -> None:
    assert asked(PlannerWithOpinions(("'upsert-kafka',\n  'topic' = 't'",))) == [
        "a.sql:1:1 TEAL-402"
    ]


def test_what_needs_something_refused_is_not_asked_about() -> None:
    planner = PlannerWithOpinions(("CREATE VIEW w",))
    assert asked(planner) == ["a.sql:7:1 TEAL-401"]
    assert not [sql for sql in planner.heard if sql.startswith(("INSERT", "CREATE VIEW v"))]


def test_all_refusals_come_in_one_run() -> None:
    more = (
        PROJECT + "INSERT INTO t SELECT id, k AS one_ FROM dim;INSERT INTO t\nSELECT id, k FROM dim"
    )
    found = asked(PlannerWithOpinions(("k FROM v", "one_")), more)
    assert found == ["a.sql:9:12 TEAL-401", "a.sql:10:31 TEAL-401"]


def test_what_teal_has_said_already_is_not_asked_again() -> None:
    planner = PlannerWithOpinions(("FROM dim",))
    short = PROJECT.replace("SELECT id, k FROM v", "SELECT id FROM dim").replace("FROM w", "FROM t")
    assert "a.sql:8:1 TEAL-401" not in asked(planner, short)


def test_the_session_is_the_environments_own() -> None:
    session = SessionSettings({"a": "b"}, ("CREATE FUNCTION f AS 'org.F'",))
    planner = PlannerWithOpinions()
    asked(planner, PROJECT, replace(ENVIRONMENT, session=session, catalog="lake", database="shop"))
    statements, settings = planner.session
    assert settings == {"a": "b"}
    assert statements[0].startswith("CREATE CATALOG IF NOT EXISTS `lake`")
    assert statements[-1] == "CREATE FUNCTION f AS 'org.F'"


def test_files_with_numbers_are_asked_about_under_their_own_names() -> None:
    own = replace(ENVIRONMENT, naming=Naming.VERSIONED)
    sql = PROJECT.replace("TABLE t ", "TABLE t_v3 ").replace("INTO t\n", "INTO t_v3\n")
    planner = PlannerWithOpinions()
    assert asked(planner, sql, own) == []
    assert planner.heard[-1].startswith("INSERT INTO t_v3\n")
    assert [text for text in planner.heard if text.startswith("CREATE TABLE t_v3 (")]

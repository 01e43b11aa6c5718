"""A function or model of the session that is another one reaches the units that call it."""

from __future__ import annotations

from msgspec.structs import replace
from tests.unit.planning.builders import (
    CHAIN,
    ENVIRONMENT,
    World,
    copy,
    dml,
    served,
    sound,
    stage,
    table,
)

from teal.model.changes import Action, ChangeKind
from teal.model.environment import Environment, SessionSettings
from teal.planning.choice import Choice, Propagate
from teal.planning.decision import Decision, decide
from teal.planning.deploy import deploy_plan
from teal.planning.picture import picture_of

FILES = {**CHAIN, dml("mid"): copy("mid", "src", "id, Clean(amount)")}
"""raw_orders → src → mid → fct, and src → other; mid calls clean for its amount."""
OLD = "CREATE FUNCTION clean AS 'x.Clean' USING JAR 'clean-1.jar'"
NEW = "CREATE FUNCTION clean AS 'x.Clean' USING JAR 'clean-2.jar'"


def session(*statements: str) -> Environment:
    """The environment with these statements, a line each from line 20 on."""
    places = tuple(f"teal.yaml:{20 + at}" for at in range(len(statements)))
    return replace(ENVIRONMENT, session=SessionSettings(statements=statements, places=places))


def decided(
    before: Environment,
    after: Environment,
    files: dict[str, str] = FILES,
    choice: Choice | None = None,
) -> Decision:
    return again(served(files, before), after, files, choice)


def again(
    world: World, after: Environment, files: dict[str, str] = FILES, choice: Choice | None = None
) -> Decision:
    project, graph = sound(files, after)
    return decide(project, graph, world.deployment, after, choice or Choice())


def rebuilt(decision: Decision) -> list[str]:
    return sorted(each.unit for each in decision.actions if each.action is Action.REBUILD)


def test_who_calls_it_is_rebuilt_and_who_reads_that_with_the_place() -> None:
    found = decided(session(OLD), session(NEW))
    assert rebuilt(found) == ["fct", "mid"]
    (change,) = found.changes
    assert (change.unit, change.kinds, change.files) == (
        "mid",
        (ChangeKind.FUNCTIONS,),
        ("teal.yaml:20",),
    )
    reasons = {each.unit: each.reasons for each in found.actions}
    assert reasons["mid"] == (
        "the function `clean` changed in teal.yaml:20: was `CREATE FUNCTION clean AS 'x.Clean' "
        "USING JAR 'clean-1.jar'`, now `CREATE FUNCTION clean AS 'x.Clean' USING JAR "
        "'clean-2.jar'` (called for `amount`)",
    )
    assert reasons["fct"] == (
        "`amount` of mid (its function `clean` changed) is read by `amount` "
        "(pipelines/fct/sql-scripts/dml.fct.sql:1)",
    )


def test_who_reads_none_of_what_it_computes_stays() -> None:
    files = {**FILES, **stage("ids", "mid"), dml("ids"): copy("ids", "mid", "id, 1")}
    assert rebuilt(decided(session(OLD), session(NEW), files)) == ["fct", "mid"]


def test_a_text_that_means_the_same_changes_nothing() -> None:
    cosmetic = session(OLD.replace("CREATE FUNCTION", "create   function") + " -- now with a word")
    assert decided(session(OLD), cosmetic).changes == ()


def test_what_was_started_since_does_not_count_again() -> None:
    world = served(FILES, session(OLD))
    project, graph = sound(FILES, session(NEW))
    decision = again(world, session(NEW))
    world.environment = session(NEW)
    plan = deploy_plan(
        project,
        graph,
        world.deployment,
        session(NEW),
        world.observed,
        decision.actions,
        decision.changes,
        "r2",
    )
    world.take(plan)
    world.promote()
    assert again(world, session(NEW)).changes == ()


def test_a_jar_of_the_session_counts_for_functions_that_name_none() -> None:
    bare = "CREATE FUNCTION clean AS 'x.Clean'"
    moved = decided(session("ADD JAR 'a-1.jar'", bare), session("ADD JAR 'a-2.jar'", bare))
    assert rebuilt(moved) == ["fct", "mid"]
    own = decided(session("ADD JAR 'a-1.jar'", OLD), session("ADD JAR 'a-2.jar'", OLD))
    assert own.changes == ()


def test_a_call_through_a_view_counts_for_who_reads_the_view() -> None:
    view = {"v.sql": "CREATE VIEW v AS SELECT id, clean(amount) AS amount FROM src"}
    files = {**CHAIN, **view, dml("fct"): copy("fct", "v")}
    found = decided(session(OLD), session(NEW), files)
    assert rebuilt(found) == ["fct"]
    (reason,) = next(each.reasons for each in found.actions if each.unit == "fct")
    assert reason.endswith("(called by a view)")


def test_a_model_counts_too() -> None:
    old = "CREATE MODEL tone INPUT (t STRING) OUTPUT (s STRING) WITH ('provider' = 'a')"
    query = (
        "INSERT INTO fct SELECT id, amount FROM ML_PREDICT(TABLE mid, MODEL tone, DESCRIPTOR(id))"
    )
    files = {**CHAIN, dml("fct"): query}
    found = decided(session(old), session(old.replace("'a'", "'b'")), files)
    assert rebuilt(found) == ["fct"]
    assert found.changes[0].details[0].startswith("the model `tone` changed in teal.yaml:20: was")


def test_all_descendants_follow_where_that_is_asked_for() -> None:
    choice = Choice(propagate=Propagate.ALL)
    assert rebuilt(decided(session(OLD), session(NEW), choice=choice)) == ["fct", "mid"]


def test_a_function_that_nobody_calls_changes_nothing() -> None:
    other = "CREATE FUNCTION other_thing AS 'x.Y'"
    assert decided(session(OLD), session(OLD, other)).changes == ()


def test_a_plan_of_a_part_knows_of_it() -> None:
    world = served(FILES, session(OLD))
    project, graph = sound(FILES, session(NEW))
    changed = [each.unit for each in decided(session(OLD), session(NEW)).changes]
    picture = picture_of(project, graph, world.deployment, session(NEW), changed)
    assert picture is not None
    assert list(picture.seeds) == ["mid"]


def test_who_reads_what_a_definition_computes_is_rebuilt() -> None:
    ddl = "pipelines/src/sql-scripts/ddl.src.sql"
    columns = "id BIGINT NOT NULL, amount INT, neat AS `clean`(amount)"
    view = {"views/seen.sql": "CREATE VIEW seen AS SELECT id, neat FROM src"}
    read = {dml("mid"): copy("mid", "src", "id, neat"), dml("fct"): copy("fct", "seen", "id, neat")}
    files = {**CHAIN, **view, ddl: table("src", columns), **read}
    found = decided(session(OLD), session(NEW), files)
    assert {"mid", "fct"} <= set(rebuilt(found))
    assert "src" not in rebuilt(found)
    reasons = {each.unit: each.reasons for each in found.actions}
    assert "(called by the definition of src)" in reasons["mid"][0]


def test_a_column_that_is_called_like_a_function_calls_none() -> None:
    ddl = "pipelines/src/sql-scripts/ddl.src.sql"
    files = {**CHAIN, ddl: table("src", "id BIGINT NOT NULL, amount INT, clean INT")}
    files[dml("src")] = copy("src", "raw_orders", "id, amount, 1")
    assert rebuilt(decided(session(OLD), session(NEW), files)) == []

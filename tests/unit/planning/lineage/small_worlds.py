"""Small projects before and after an edit, and the impact of going from one to the other."""

from collections.abc import Mapping

from teal.model.environment import Environment, ExternalTable
from teal.model.project import Revision, SourceFile, SourceTree
from teal.planning.graph import Graph, build_graph
from teal.planning.lineage.impact import Impact, impact
from teal.planning.project import build_project
from teal.planning.texts import UnitTexts, texts_of_project
from teal.sql.shape.cache import ShapeCache

ENVIRONMENT = Environment(
    project="shop",
    name="dev",
    externals={"raw": ExternalTable("raw", "raw"), "`raw`": ExternalTable("raw", "raw")},
    kafka_bootstrap="broker:9092",
)
RAW = "CREATE TABLE `raw` (id BIGINT, a INT, b INT, c STRING, ts TIMESTAMP(3))"


def table(name: str, columns: str, key: str = "id", more: str = "") -> str:
    """The definition of an upsert table, or without a key of an append table."""
    primary = f", PRIMARY KEY ({key}) NOT ENFORCED" if key else ""
    mode = "upsert" if key else "append"
    return f"CREATE TABLE {name} ({columns}{primary}) WITH ('changelog.mode' = '{mode}'{more})"


def stage(name: str, query: str, columns: str = "id BIGINT, a INT, b INT, c STRING") -> str:
    """A table and the statement that fills it."""
    return f"{table(name, columns)};\nINSERT INTO {name} {query};"


def sides(
    files: Mapping[str, str], environment: Environment = ENVIRONMENT
) -> tuple[Graph, dict[str, UnitTexts]]:
    """A project as it is compared."""
    with_raw = {"raw.sql": RAW, **files}
    tree = SourceTree(Revision("r", "c"), tuple(SourceFile(*each) for each in with_raw.items()))
    project, diagnostics = build_project(tree, environment)
    assert [str(each) for each in diagnostics if each.severity.value == "error"] == []
    return build_graph(project), texts_of_project(project, environment)


def moved(
    before: Mapping[str, str],
    after: Mapping[str, str],
    cache: ShapeCache | None = None,
    functions: tuple[str, ...] = (),
    environment: Environment = ENVIRONMENT,
) -> Impact:
    """The impact of replacing files; those that `after` does not name stay."""
    _, old = sides(before, environment)
    graph, new = sides({**before, **after}, environment)
    changed = {name: f"the function `{name}` changed" for name in functions}
    callers = dict.fromkeys(graph.order, changed) if changed else {}
    return impact(graph, old, new, environment, cache, callers)


def touched(
    before: Mapping[str, str],
    after: Mapping[str, str],
    environment: Environment = ENVIRONMENT,
) -> dict[str, str]:
    """The units that are touched, with "rows" or the columns that are."""
    found = moved(before, after, environment=environment).touched
    return {
        name: "rows" if touch.rows else " ".join(sorted(column for _, column in touch.columns))
        for name, touch in found.items()
    }

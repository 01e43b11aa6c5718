"""The graph of a project as text and as Mermaid."""

from teal.render.graph_text import graph_mermaid, graph_text

ORDER = ("src", "fct")
INPUTS = {"src": ("raw",), "fct": ("src",)}
TARGETS = {"src": ("src",), "fct": ("fct",)}
EXTERNALS = frozenset({"raw"})


def test_text_names_what_each_unit_reads() -> None:
    assert graph_text(ORDER, INPUTS, EXTERNALS) == "src  reads raw (external)\nfct  reads src"


def test_mermaid_draws_externals_round_and_an_arrow_an_input() -> None:
    assert graph_mermaid(ORDER, INPUTS, TARGETS, EXTERNALS).splitlines() == [
        "flowchart LR",
        '  t0("raw")',
        '  t1["src"]',
        '  t2["fct"]',
        "  t0 --> t1",
        "  t1 --> t2",
    ]

"""A text looked at by itself: every statement, every place, whatever stands there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from teal.planning.inspection import Inspection, inspection
from teal.sql.tokens import parts

WORDS = st.sampled_from(
    [
        "SELECT * FROM a", "INSERT INTO `b c` ", "SELECT 1", "WITH x AS (SELECT 1 FROM a.b) ",
        "CREATE TABLE t (id INT) WITH ('a' = 'b')", ";", ";\n", "-- ; x\n", "/* ; */", "'", "`",
        "(", ")", "${v}", "$w", "EXECUTE STATEMENT SET BEGIN ", "END", " ", "\r\n", "\ufeff", "😀",
        "CREATE MODEL m WITH ('p' = 'q')", "/*+ BROADCAST(a) */", "JOIN a ON a.id = t.id", "\x00",
    ]
)  # fmt: skip
VARIABLES = {"v": "some.table", "w": "1"}


def look(text: str) -> Inspection:
    return inspection(text, "a.sql", VARIABLES)


@given(st.lists(WORDS, max_size=30).map("".join))
def test_nothing_is_lost_and_every_place_lies_in_the_text(text: str) -> None:
    found = look(text)
    begins = [each.begin for each in found.statements]
    assert begins == sorted(set(begins))
    assert all(begin == 0 or text[begin - 1] == ";" for begin in begins)
    lines = text.split("\n")
    for each in found.statements:
        for name in each.statement.names:
            start = found.filled.place(each.statement.offset + name.start)
            end = found.filled.end_place(each.statement.offset + name.end)
            written = text[start:end]
            assert "$" in written or parts(written) == name.parts
        for finding in each.diagnostics:
            assert finding.place is not None
            assert finding.place.column <= len(lines[finding.place.line - 1]) + 1
        has_error = any(finding.is_error for finding in each.diagnostics)
        assert has_error or each.statement.kind.value != "unknown"


def test_findings_go_to_the_statements_in_which_they_stand() -> None:
    found = look("SELEKT 1; SELECT 1;\nSELECT '${unknown}';SELEKT 2; CREATE TABLE a (b INT, b INT)")
    codes = [[finding.code for finding in each.diagnostics] for each in found.statements]
    assert codes == [["TEAL-101"], [], ["TEAL-113"], ["TEAL-101"], ["TEAL-114"]]
    assert found.errors == 2


def test_options_are_those_of_any_definition() -> None:
    text = "CREATE CATALOG c WITH ('type' = 'x');CREATE MODEL m WITH ('p' = 'it''s');USE CATALOG c"
    assert [each.options for each in look(text).statements] == [
        (("type", "x"),),
        (("p", "it's"),),
        (),
    ]

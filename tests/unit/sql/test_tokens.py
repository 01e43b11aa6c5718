"""The lexer keeps every token's place and takes comments and literals whole."""

import pytest

from teal.sql.tokens import lexed, parts


def words(text: str) -> list[str]:
    tokens = lexed(text)
    return [tokens.word(index) for index in range(tokens.count)]


def test_tokens_know_their_places() -> None:
    text = "  SELECT a.b -- c\n\tFROM `x y`"
    tokens = lexed(text)
    spans = [(tokens.starts[i], tokens.end(i)) for i in range(tokens.count)]
    assert [text[start:end] for start, end in spans] == ["SELECT", "a.b", "FROM", "`x y`"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'it''s'", ["'it''s'"]),
        ("'a' 'b'", ["'a'", "'b'"]),
        (r"U&'\0041' UESCAPE '!'", [r"U&'\0041'", "UESCAPE", "'!'"]),
        (r"E'it\'s' x", [r"E'it\'s'", "x"]),
        ("N'a' X'0F' _utf8'b'", ["N'a'", "X'0F'", "_utf8'b'"]),
        ("LIKE'x%'", ["LIKE", "'x%'"]),
        ("`a``b`.c", ["`a``b`.c"]),
        ("1.5e3 .5 10", ["1.5e3", ".5", "10"]),
        ("a<>b>=c||d=>e", ["a", "<>", "b", ">=", "c", "||", "d", "=>", "e"]),
        ("o.*, count(*)", ["o.*", ",", "count", "(", "*", ")"]),
        ("arr[1].field", ["arr", "[", "1", "]", ".", "field"]),
        ("a . b /* c */ . `d`", ["a . b /* c */ . `d`"]),
        ("/*+ OPTIONS('a'='*/') */ x", ["/*+", "OPTIONS", "(", "'a'", "=", "'*/'", ")", "*/", "x"]),
        ("/**/a/* b /* c */d", ["a", "d"]),
        ("a//b\nc--d", ["a", "c"]),
        ("$rowtime o.$rowtime", ["$rowtime", "o.$rowtime"]),
        ("\ufeffSELECT 1", ["SELECT", "1"]),
        ("größe, ıf", ["größe", ",", "ıf"]),
        ("", []),
    ],
)
def test_tokens_of_a_text(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a 'b", 2),
        ("a `b", 2),
        ("a.`b", 0),
        ("a /* b", 2),
        ("'a''", 0),
        (r"E'a\'", 0),
        ("/*/", 0),
        ("/***/", 0),
    ],
)
def test_what_is_not_closed_is_known(text: str, place: int) -> None:
    assert lexed(text).unclosed == place


@pytest.mark.parametrize("text", ["'a'''", "-- it's", "`a```", "x.`b`.`c`", "/* ' */", "/****/"])
def test_what_is_closed_is_not_suspected(text: str) -> None:
    assert lexed(text).unclosed is None


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a", ("a",)),
        ("a.b", ("a", "b")),
        ("`a.b`.c", ("a.b", "c")),
        ("`a``b`", ("a`b",)),
        ("a -- x.y\n. b", ("a", "b")),
        ("Ünï.x1$", ("Ünï", "x1$")),
    ],
)
def test_parts_of_a_name(word: str, expected: tuple[str, ...]) -> None:
    assert parts(word) == expected

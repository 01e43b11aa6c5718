"""The forms in which a secret can turn up."""

import json
import re
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teal.config.mask import mask_for

SECRET = 'p@Qx9 "w\'rd"/\\ü%'


@pytest.mark.parametrize(
    "shown",
    [
        SECRET,
        quote(SECRET, safe=""),
        re.sub("%..", lambda found: found.group().lower(), quote(SECRET, safe="")),
        quote_plus(SECRET),
        json.dumps(SECRET),
        json.dumps(SECRET, ensure_ascii=False),
        json.dumps(json.dumps({"a": SECRET})),
        "'pw' = '" + SECRET.replace("'", "''") + "'",
    ],
)
def test_escaped_forms_are_masked(shown: str) -> None:
    masked = mask_for([SECRET]).sub("***", f"before {shown} after")
    assert masked.startswith("before ")
    assert masked.endswith(" after")
    assert "***" in masked
    assert "Qx9" not in masked


def test_the_longest_value_is_masked_first() -> None:
    assert mask_for(["abcd", "abcdefgh"]).sub("***", "abcdefgh abcd") == "*** ***"


def test_a_short_value_is_masked_only_where_it_stands_alone() -> None:
    assert mask_for(["ab"]).sub("***", 'pw="ab" about ab, cab') == 'pw="***" about ***, cab'


def test_one_line_of_a_key_is_masked() -> None:
    key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ\nshort\n-----END KEY-----\n"
    mask = mask_for([key])
    assert mask.sub("***", "bad line MIIEvQIBADANBgkqhkiG9w0BAQ here") == "bad line *** here"


def test_no_values_mask_nothing() -> None:
    assert mask_for([]).sub("***", "text") == "text"
    assert mask_for(["", "  "]).sub("***", "a  b") == "a  b"


@given(st.text(min_size=4).filter(lambda value: value.strip() == value))
def test_a_masked_text_never_holds_the_secret(value: str) -> None:
    masked = mask_for([value]).sub("\x00", f"<{value}>{json.dumps(value)}{value}")
    assert value not in masked or value in "\x00<>"

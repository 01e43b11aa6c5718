"""Lines of JSON are read alike, whether the quick decoder takes them or the one of any JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from teal.cli.sql_lines import NoRequest, Request, requests

ASKED = (
    b'{"id":1,"sql":"a"}',
    b'{"id":1.0,"sql":"a"}',
    b'{"id":-0,"sql":"a"}',
    b'{"id":1e2,"sql":"a"}',
    b'{"id":123456789012345678901234567890,"sql":"a"}',
    b'{"id":true,"sql":"a"}',
    b'{"id":[1,{"a":null}],"sql":"a"}',
    b'{"id":1,"id":2,"sql":"a","sql":"b"}',
    b'{"id":"\\ud800","sql":"a"}',
    b'{"sql":"\\ud83d\\ude00\\u0000\\/"}',
    b'{"sql":"\xc3\xa9", "id":null} \r',
    b'{"sql":"a","other":1}',
    b'{"sql":"a","map":{}}',
    b'\xef\xbb\xbf{"sql":"a"}',
    '{"id":7,"sql":"a"}'.encode("utf-16-be"),
)
NOTHING_ASKED = (
    b'{"id":1}',
    b'{"id":1,"sql":null}',
    b'{"id":NaN,"sql":"a"}',
    b'{"id":01,"sql":"a"}',
    b'{"sql":"a"} x',
    b'{"sql":"a",}',
    b'{"sql":"a\x01"}',
    b'{"sql":"\xff"}',
    b'["a"]',
    b'{"sql":"a","id":' + b"9" * 5000 + b"}",
)


@pytest.mark.parametrize("line", ASKED)
def test_a_request_is_what_any_reader_of_json_takes_it_for(line: bytes, tmp_path: Path) -> None:
    meant = json.loads(line)
    (found,) = requests((written(line, tmp_path),))
    assert found == Request(meant.get("id"), meant["sql"], {})
    assert isinstance(found, Request)
    assert type(found.id) is type(meant.get("id"))


@pytest.mark.parametrize("line", NOTHING_ASKED, ids=lambda line: line[:20])
def test_a_line_that_is_no_request_is_told_as_one(line: bytes, tmp_path: Path) -> None:
    (found,) = requests((written(line, tmp_path),))
    assert isinstance(found, NoRequest)


def written(line: bytes, folder: Path) -> str:
    path = folder / "lines.jsonl"
    path.write_bytes(line)
    return str(path)

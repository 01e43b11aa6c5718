"""Files that are no YAML, or hold more of it than a configuration needs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from teal.config.load import load
from teal.model.diagnostics import Diagnostic
from teal.model.errors import ProjectMistakes

Found = Callable[[str], tuple[Diagnostic, ...]]

HEAD = "version: 1\nproject: p\nenvironment: e\nengine: {kind: local}\n"


def _only(found: Found, text: str) -> str:
    (diagnostic,) = found(text)
    place = diagnostic.place
    where = f"{place.line}:{place.column} " if place else ""
    return f"{where}{diagnostic.message} {diagnostic.hint}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1 The file is empty. `teal init` writes a configuration to start from."),
        ("# only a comment\n", "1:1 The file is empty."),
        ("---\n...\n", "1:1 The file is empty."),
        ("- a\n- b\n", "1:1 The file holds a list at the top; it needs keys such as `project`."),
        ("\nhello\n", "2:1 The file holds a single value at the top"),
        ("engine:\n\tkind: local\n", "2:1 A tab stands where spaces belong. Indent with spaces"),
        ("a: b: c\n", "1:5 This is no valid YAML: mapping values are not allowed"),
        ("a: [b\n", "2:1 This is no valid YAML: "),
        ("a: 'b\n", "2:1 This is no valid YAML: "),
        ("a: 1\n---\nb: 2\n", "2:1 This is no valid YAML: "),
        ("a: \x01\n", "1:4 The file holds a character that YAML does not allow. Remove it."),
        ("a: *hunter2\n", "1:4 A value begins with `*`, which YAML takes for an alias. Put it in"),
    ],
)
def test_what_is_no_yaml_is_one_mistake_with_its_place(
    found: Found, text: str, expected: str
) -> None:
    assert _only(found, text).startswith(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("soak: 1h\nsoak: 2h\n", "6:1 `soak` stands here a second time; the first is in line 5."),
        (
            "tables:\n  partitions: 1\n  replication: 1\n  partitions: 2\n",
            "8:3 `tables.partitions` stands here a second time; the first is in line 6.",
        ),
        (
            "local: &x {slots: 1}\nkafka: *x\n",
            "5:8 `kafka` repeats another value by an alias (`*…`). Write the value out.",
        ),
        ("local: &x {folder: *x}\n", "5:8 `local.folder` repeats another value by an alias"),
        ("local: {<<: {slots: 1}}\n", "5:9 A key under `local` is not plain text."),
        ("local: " + "[" * 5000 + "]" * 5000, "5:40 The file is nested too deeply."),
        ("? [a]\n: b\n", "5:3 A key is not plain text. Write `key: value`."),
        ("catalog: !hunter2 x\n", "5:10 `catalog` begins with `!`, which YAML takes for a tag."),
    ],
)
def test_yaml_beyond_keys_lists_and_values_is_refused(
    found: Found, text: str, expected: str
) -> None:
    assert _only(found, HEAD + text).startswith(expected)


def test_a_missing_file_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ProjectMistakes, match=r"no\.yaml does not exist\. `teal init` writes"):
        load(tmp_path / "no.yaml")


def test_a_folder_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ProjectMistakes, match="is a folder"):
        load(tmp_path)


def test_a_file_that_may_not_be_read_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ProjectMistakes, match="cannot be read"):
        load(tmp_path / ("x" * 5000))


def test_a_file_that_is_no_text_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "teal.yaml").write_bytes(b"project: \xff\xfe")
    with pytest.raises(ProjectMistakes, match="is not UTF-8 text"):
        load(tmp_path / "teal.yaml")


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    (tmp_path / "teal.yaml").write_bytes(b"\xef\xbb\xbf" + HEAD.encode())
    assert load(tmp_path / "teal.yaml").environment.project == "p"


def test_columns_count_characters(found: Found) -> None:
    assert _only(found, HEAD + "variables: {a: 'äöü', b: [x]}\n").startswith("5:26 ")


def test_an_unquoted_text_keeps_its_spelling(tmp_path: Path) -> None:
    written = "variables: {a: 010, b: 1_000, c: 2024-01-01, d: 1e3, e: off, f: '', g: 0x1F}\n"
    (tmp_path / "teal.yaml").write_text(HEAD + written)
    assert load(tmp_path / "teal.yaml").environment.variables == {
        "a": "010",
        "b": "1_000",
        "c": "2024-01-01",
        "d": "1e3",
        "e": "off",
        "f": "",
        "g": "0x1F",
    }

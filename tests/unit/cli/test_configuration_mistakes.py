"""A configuration that is missing, cannot be read, or says what Teal does not know."""

from __future__ import annotations

import pytest
from tests.unit.cli.terminal import CONFIG, Terminal


def test_a_missing_configuration_says_where_it_was_looked_for(empty: Terminal) -> None:
    assert empty.teal("status", code=1).err == (
        f"error: There is no teal.yaml in {empty.folder}. "
        "`teal init` writes one; --config FILE or TEAL_CONFIG names another.\n"
    )


def test_a_configuration_named_by_an_option_must_be_there(empty: Terminal) -> None:
    assert empty.teal("check", "--config", "prod.yaml", code=1).err == (
        "error: --config names prod.yaml, which does not exist. "
        "Correct the path, or write a configuration with `teal init`.\n"
    )


@pytest.mark.parametrize("variable", ["TEAL_CONFIG", "CONFIG_FILE"])
def test_a_configuration_named_by_the_environment_must_be_there(
    empty: Terminal, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "prod.yaml")
    said = empty.teal("check", code=1)
    assert said.err.startswith(f"error: {variable} names prod.yaml, which does not exist.")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "teal.yaml:1:1: error [config-empty]: The file is empty."),
        ("version: 1\n\tproject: a\n", "teal.yaml:2:1: error [config-not-yaml]: A tab stands"),
        ("- a\n", "teal.yaml:1:1: error [config-not-keys]: The file holds a list at the top;"),
        (
            CONFIG.replace("version: 1", "version: 2"),
            "teal.yaml:1:10: error [config-value]: `version` is 2; this Teal reads version 1.",
        ),
        (
            CONFIG.replace("kind: memory", "kind: flink"),
            "teal.yaml:1:1: error [config-missing-key]: `kafka.bootstrap` is missing;",
        ),
        (
            "kafka: {bootstrap.servers: 'x:9092'}\nflink: {flink_url: 'http://x'}\n",
            "teal.yaml:1:1: error [config-shift-left]: This is a shift_left configuration",
        ),
    ],
)
def test_a_configuration_that_cannot_be_read_is_told_with_its_place(
    empty: Terminal, text: str, told: str
) -> None:
    empty.write("teal.yaml", text)
    said = empty.teal("check", code=1)
    assert said.err.startswith(told)
    assert said.err.endswith("found; nothing was done.\n")


def test_a_configuration_that_is_no_text_is_told(empty: Terminal) -> None:
    (empty.folder / "teal.yaml").write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8 text. Save it as UTF-8." in empty.teal("check", code=1).err


def test_unknown_keys_come_all_together_with_the_nearest_known(empty: Terminal) -> None:
    empty.write("teal.yaml", CONFIG + "soaks: 1h\nexternal: []\n")
    assert empty.teal("check", code=1).err == (
        "teal.yaml:10:1: error [config-unknown-key]: There is no key `soaks`. "
        "Did you mean `soak`?\n"
        "teal.yaml:11:1: error [config-unknown-key]: There is no key `external`. "
        "Did you mean `externals`?\n"
        "2 mistakes found; nothing was done.\n"
    )


def test_mistakes_are_data_for_programs(empty: Terminal) -> None:
    empty.write("teal.yaml", CONFIG + "soaks: 1h\n")
    said = empty.teal("check", "--json", code=1)
    (found,) = said.json["diagnostics"]
    assert (said.json["schema"], said.json["kind"]) == ("teal.error/1", "ProjectMistakes")
    assert (found["code"], found["place"]["line"]) == ("config-unknown-key", 10)
    assert said.err == ""


def test_a_folder_of_pipelines_that_is_not_there_is_told(empty: Terminal) -> None:
    empty.config(pipelines="piplines")
    assert empty.teal("check", code=1).err.startswith(
        f"teal.yaml:10:12: error [config-value]: `pipelines` names 'piplines', "
        f"and there is no folder {empty.folder}/piplines."
    )


def test_init_never_overwrites(empty: Terminal) -> None:
    empty.write("teal.yaml", "mine")
    assert empty.teal("init", code=1).err == (
        "error: teal.yaml exists already. Edit it, or name another file.\n"
    )
    assert (empty.folder / "teal.yaml").read_text() == "mine"


def test_init_where_nothing_can_be_written_says_so(empty: Terminal) -> None:
    said = empty.teal("init", "--config", "no/such/teal.yaml", code=1)
    assert said.err.startswith("error: no/such/teal.yaml cannot be written: No such file")


def test_init_writes_what_check_reads(empty: Terminal) -> None:
    said = empty.teal("init", "--project", "shop", "--external", "raw_orders", "--json")
    assert said.json == {"schema": "teal.init/1", "file": "teal.yaml"}
    assert empty.teal("check", "--json").json["diagnostics"] == []


def test_init_takes_over_a_configuration_of_shift_left(empty: Terminal) -> None:
    empty.write("config.yaml", "kafka: {bootstrap.servers: 'x:9092'}\nflink: {flink_url: 'x'}\n")
    empty.teal("init", "--from", "config.yaml")
    said = empty.try_teal("check")
    assert "config-shift-left" not in said.all
    assert "config-unknown-key" not in said.all


def test_init_from_a_file_that_is_not_there_says_so(empty: Terminal) -> None:
    said = empty.teal("init", "--from", "config.yaml", code=1)
    assert "config.yaml" in said.err
    assert not (empty.folder / "teal.yaml").exists()

"""Rules between keys."""

from collections.abc import Callable
from pathlib import Path

import pytest

from teal.model.diagnostics import Diagnostic

Found = Callable[[str], tuple[Diagnostic, ...]]
Mistake = Callable[[str], str]

HEAD = "version: 1\nproject: p\nenvironment: e\n"


def test_a_flink_of_ones_own_needs_its_addresses(found: Found) -> None:
    findings = found(HEAD + "engine: {kind: flink, gateway: 'http://g:1'}\n")
    assert [(f.code, f.message) for f in findings] == [
        (
            "config-missing-key",
            "`kafka.bootstrap` is missing; with `engine.kind: flink` Teal has to know it.",
        ),
        (
            "config-missing-key",
            "`engine.jobmanager` is missing; with `engine.kind: flink` Teal has to know it.",
        ),
    ]


def test_the_local_stack_has_its_own_addresses(found: Found) -> None:
    findings = found(
        HEAD + "engine: {kind: local, gateway: 'http://g:1'}\nkafka: {bootstrap: k:1}\n"
    )
    assert [str(f.place).rpartition("teal.yaml:")[2] for f in findings] == ["4:23", "5:9"]
    assert findings[0].message == "`engine.gateway` has no meaning with `engine.kind: local`."
    assert findings[0].hint == "Remove it, or use `kind: flink`."


@pytest.mark.parametrize("gateway", ["gateway:8083", "ftp://x", "http://", "http://x:99999", "a b"])
def test_an_address_is_a_url(found: Found, gateway: str) -> None:
    findings = found(
        HEAD
        + f"engine: {{kind: flink, gateway: '{gateway}', jobmanager: 'http://j:1'}}\n"
        + "kafka: {bootstrap: 'k:1'}\n"
    )
    assert [f.message for f in findings] == ["`engine.gateway` is no URL."]


@pytest.mark.parametrize("broker", ["kafka", "kafka:", "PLAINTEXT://kafka:9092", "a:1,,b:2", "a:x"])
def test_a_broker_is_host_and_port(found: Found, broker: str) -> None:
    findings = found(
        HEAD
        + "engine: {kind: flink, gateway: 'http://g:1', jobmanager: 'http://j:1'}\n"
        + f"kafka: {{bootstrap: '{broker}'}}\n"
    )
    assert ["is not host:port." in f.message for f in findings] == [True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("store: {shared: true}", "`store.shared` is true, but the store is a SQLite file"),
        (
            "store: {shared: true, url: 'sqlite:///s.db'}",
            "`store.shared` is true, but the store is a SQLite file",
        ),
        ("store: {url: 'mysql://db/teal'}", "`store.url` names no database that Teal can use."),
        ("store: {url: 'state.db'}", "`store.url` names no database that Teal can use."),
        ("store: {url: 'sqlite://'}", "`store.url` names no file"),
        ("store: {url: 'sqlite:///:memory:'}", "`store.url` names no file"),
        ("tables: {options: {connector: kafka}}", "`tables.options` sets 'connector'"),
        ("kafka: {properties: {group.id: x}}", "`kafka.properties` sets 'group.id'"),
        ("kafka: {properties: {bootstrap.servers: x}}", "`kafka.properties` sets 'bootstrap.serv"),
        ("session: {settings: {pipeline.name: x}}", "`session.settings` sets 'pipeline.name'"),
        ("externals: {a: {options: {topic: x}}}", "`externals.a.options` sets 'topic'"),
        ("externals: [a, b, a]", "`externals` names 'a' a second time."),
        (
            "exposures:\n- {name: n, owner: o, tables: [t]}\n- {name: n, owner: p, tables: [t]}",
            "`exposures` names 'n' a second time.",
        ),
        (
            "validation: {rounds: 4, hot_rounds: 5}",
            "`validation.hot_rounds` (5) is more than `validation.rounds` (4).",
        ),
        ("pipelines: nowhere", "`pipelines` names 'nowhere', and there is no folder"),
        ("pipelines: [., here]", "`pipelines` names 'here', which another of its folders holds"),
        ("pipelines: [here, here]", "`pipelines` names 'here', which another of its folders"),
        ("kafka: {properties: {a: '${secret:}'}}", "`kafka.properties.a` refers to a secret in a"),
        ("kafka: {properties: {a: '${secret:A B}'}}", "`kafka.properties.a` refers to a secret "),
        ("variables: {a: 'x${secret:A'}", "`variables.a` refers to a secret in a form that"),
        ("kafka: {properties: {a: '${HOME}'}}", "`kafka.properties.a` holds `${…}` of a kind that"),
    ],
)
def test_a_broken_rule_is_a_mistake(
    mistake: Mistake, tmp_path: Path, text: str, expected: str
) -> None:
    (tmp_path / "here").mkdir()
    assert mistake(text).partition(" ")[2].startswith(expected)


def test_the_url_of_a_shared_store_may_be_a_secret(loaded: Callable[[str], object]) -> None:
    assert loaded("store: {shared: true, url: '${secret:STORE}'}")


def test_a_variable_of_the_files_is_no_secret(loaded: Callable[[str], object]) -> None:
    assert loaded("session: {statements: ['USE ${catalog}']}")


def test_no_message_repeats_what_could_be_a_password(found: Found) -> None:
    findings = found(
        HEAD
        + "engine: {kind: flink, gateway: 'htp://u:hunter2@g', jobmanager: '${secret:hunter2 }'}\n"
        + "kafka: {bootstrap: 'u:hunter2@kafka', properties: {password: [hunter2]}}\n"
        + "store: {url: 'mysql://u:hunter2@db'}\n"
    )
    assert len(findings) == 5
    assert "hunter2" not in "".join(map(str, findings))


def test_with_numbers_in_the_files_the_configuration_still_speaks_of_tables(
    found: Found, loaded: Callable[[str], object]
) -> None:
    text = (
        "naming: versioned\nexternals: [raw_v1]\nexposures:\n"
        "  - {name: a, owner: b, tables: [fct_x_v2, raw_v1, fct_y]}\n"
        "  - {name: c, owner: b, tables: fct_z_v3}\n"
        "validation: {ignore: {fct_x_v2: [at]}, sensitive: {fct_y: [who]}}\n"
    )
    findings = found(HEAD + "engine: {kind: memory}\n" + text)
    assert [(str(f.place).rpartition("teal.yaml:")[2], f.message) for f in findings] == [
        ("8:34", "`exposures[0].tables[0]` names 'fct_x_v2', which is version 2 of a table."),
        ("9:33", "`exposures[1].tables` names 'fct_z_v3', which is version 3 of a table."),
        ("10:23", "`validation.ignore.fct_x_v2` names 'fct_x_v2', which is version 2 of a table."),
    ]
    assert findings[0].hint.endswith("write fct_x.")
    assert loaded(text.replace("versioned", "logical"))

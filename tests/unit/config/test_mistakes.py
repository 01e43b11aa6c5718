"""What is wrong with a file is said at its place, in words that say what to do, all at once."""

from collections.abc import Callable

import pytest

from teal.model.diagnostics import Diagnostic, Severity

Found = Callable[[str], tuple[Diagnostic, ...]]
Mistake = Callable[[str], str]


def test_all_mistakes_come_at_once_in_the_order_of_the_file(found: Found) -> None:
    findings = found(
        "version: 2\n"
        "projct: retail\n"
        "engine: {kind: flnk}\n"
        "store: {shared: true}\n"
        "soak: 24\n"
        "tables: {partitions: none, options: {topic: x}}\n"
    )
    assert [(f.place.line if f.place else 0, f.code, f.message) for f in findings] == [
        (1, "config-missing-key", "`project` is missing."),
        (1, "config-missing-key", "`environment` is missing."),
        (1, "config-value", "`version` is 2; this Teal reads version 1."),
        (2, "config-unknown-key", "There is no key `projct`."),
        (3, "config-value", "`engine.kind` is 'flnk'; it must be flink, local or memory."),
        (
            4,
            "config-value",
            "`store.shared` is true, but the store is a SQLite file, which only one host sees.",
        ),
        (5, "config-value", "`soak`: `24` has no unit: write 24s, 24m, 24h or 24d."),
        (6, "config-value", "`tables.partitions` needs a whole number, not a text."),
        (6, "config-value", "`tables.options` sets 'topic', which cannot be set there."),
    ]
    assert all(finding.severity is Severity.ERROR for finding in findings)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("paralel: 4", "1:1 There is no key `paralel`. Did you mean `parallel`?"),
        ("gateway: x", "1:1 There is no key `gateway`. Did you mean `engine.gateway`?"),
        ("options: {}", "1:1 There is no key `options`. Did you mean `tables.options`?"),
        (
            "names: {a: b}",
            "1:1 There is no key `names`. A table's topic is said under `externals`, or by "
            "`tables.topic` for all tables.",
        ),
        (
            "secrets: {qqq: x}",
            "1:11 There is no key `qqq` under `secrets`. Known here: file.",
        ),
        (
            "externals:\n  raw:\n    topc: x",
            "3:5 There is no key `topc` under `externals.raw`. Did you mean `topic`?",
        ),
        (
            "exposures:\n- {name: n, owner: o, tables: [t], group: g}",
            "2:36 There is no key `group` under `exposures[0]`. "
            "Known here: name, owner, tables, consumer_groups.",
        ),
        ("unknown:", "1:1 There is no key `unknown`. Known here: "),
    ],
)
def test_an_unknown_key_names_the_nearest_known_one(
    mistake: Mistake, text: str, expected: str
) -> None:
    assert mistake(text).startswith(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "catalog: no",
            "1:10 `catalog` needs a text; `no` without quotes is a truth value. "
            "Put it in quotes: 'no'.",
        ),
        (
            "catalog: 1.10",
            "1:10 `catalog` needs a text; `1.10` is a number. Put it in quotes: '1.10'.",
        ),
        ("parallel: yes", "1:11 `parallel` needs a whole number; `yes` without quotes is a "),
        ("parallel: 1.5", "1:11 `parallel` needs a whole number; `1.5` is a number."),
        ("parallel: 0", "1:11 `parallel` must be at least 1; it is 0."),
        ("local: {kafka_port: 70000}", "1:21 `local.kafka_port` must be at most 65535; it is "),
        ("validation: {blind_share: 2}", "1:27 `validation.blind_share` must be at most 1; it "),
        ("validation: {blind_share: .nan}", "1:27 `validation.blind_share` needs a number"),
        ("store: {shared: maybe}", "1:17 `store.shared` needs true or false, not a text."),
        ("kafka: [a]", "1:8 `kafka` needs keys of its own, not a list. It knows: bootstrap, "),
        ("kafka: localhost:9092", "1:8 `kafka` needs keys of its own, not a text. It knows: "),
        ("variables: [a]", "1:12 `variables` needs keys of its own, not a list."),
        ("exposures: {a: b}", "1:12 `exposures` needs a list, not keys."),
        (
            "externals: [a, 7]",
            "1:12 `externals` is a list with something else than names in it. Write [a, b]",
        ),
        ("soak: soon", "1:7 `soak`: `soon` is no duration: write one such as 30s, 15m, 24h, "),
        ("soak: [1h]", "1:7 `soak` needs a duration such as 30s, 15m or 24h, not a list."),
        ("readiness: {poll: 0s}", "1:19 `readiness.poll` must be longer than 0s."),
        ("pipelines: []", "1:12 `pipelines` needs at least one entry"),
        (
            "naming: version",
            "1:9 `naming` is 'version'; it must be logical or versioned. Did you mean `versioned`?",
        ),
        (
            "tables: {options: {sink.parallelism: }}",
            "1:38 `tables.options.sink.parallelism` has no value. Write '' for the empty text.",
        ),
        ("variables: {a b: x}", "1:18 'a b' under `variables` is no name that ${…} can hold. "),
        ("variables: {a: 'x\n\n  y'}", "1:16 `variables.a` has more than one line. "),
        ("control_topic: a/b", "1:16 `control_topic`: Kafka does not accept the topic name "),
        ("externals: {a: {topic: 'b c'}}", "1:24 `externals.a.topic`: Kafka does not accept "),
        ("externals: ['my table']", "1:13 'my table' is no name that a Kafka topic can have. "),
        ("tables: {topic: 'prod.x'}", "1:17 `tables.topic` is 'prod.x': it needs {physical}, "),
        ("tables: {topic: '{physical}{x}'}", "1:17 `tables.topic` is '{physical}{x}': it needs "),
        ("tables: {topic: 'a {physical}'}", "1:17 `tables.topic`: Kafka does not accept "),
        ("tables: {versions: '{table}_v2'}", "1:20 `tables.versions` is '{table}_v2': it needs "),
        ("tables: {versions: '{table}{number}'}", "1:20 `tables.versions` is '{table}{number}': v"),
        ("tables: {versions: '{table}_{number:x}'}", "1:20 `tables.versions` is '{table}_{number"),
        ("tables: {versions: '{table}_{number'}", "1:20 `tables.versions` is '{table}_{number': "),
        ("catalog: ' '", "1:10 `catalog` is empty."),
    ],
)
def test_a_wrong_value_says_what_is_needed(mistake: Mistake, text: str, expected: str) -> None:
    assert mistake(text).startswith(expected)


def test_a_required_key_without_a_value_is_named_at_its_place(found: Found) -> None:
    (finding,) = found("version: 1\nproject:\nenvironment: e\nengine: {kind: local}\n")
    assert str(finding).endswith(
        "teal.yaml:2:9: error [config-value]: `project` has no value. "
        "Write, for example, `project: retail`."
    )


def test_a_key_that_is_missing_inside_a_section_points_to_the_section(found: Found) -> None:
    (finding,) = found("version: 1\nproject: p\nenvironment: e\nengine: {}\n")
    assert str(finding).endswith(
        ":4:1: error [config-missing-key]: `engine.kind` is missing. "
        "Write `kind: flink`, `kind: local` or `kind: memory`."
    )

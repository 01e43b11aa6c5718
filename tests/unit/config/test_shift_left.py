"""A shift_left config.yaml."""

from collections.abc import Callable
from pathlib import Path

from teal.config.load import load
from teal.config.settings import FlinkEngine
from teal.config.shift_left import from_shift_left
from teal.config.yaml_text import document_of
from teal.model.diagnostics import Diagnostic
from teal.model.environment import Environment

File = Callable[[str], Path]
Found = Callable[[str], tuple[Diagnostic, ...]]

FULL = """\
kafka:
  bootstrap.servers: pkc-1.example.com:9092
  cluster_id: lkc-1
  api_key: KEYKEYKEY
  api_secret: hunter2
  security.protocol: SASL_SSL
  sasl.mechanism: PLAIN
  sasl.username: KEYKEYKEY
  sasl.password: hunter2
  session.timeout.ms: 5000
  cluster_type: stage
  src_topic_prefix: clone
registry: {url: http://registry, registry_key_secret: hunter2}
confluent_cloud: {environment_id: env-1, api_secret: hunter2}
flink:
  flink_url: x.confluent.cloud
  catalog_name: shop
  database_name: live
  max_cfu: 10
app:
  products: [p1, p2]
"""
TEMPLATE = """\
kafka:
  bootstrap.servers: <TO_FILL>
  sasl.username: <TO_FILL>
flink:
  catalog_name: <TO_FILL>
confluent_cloud:
"""


def _environment(file: File, text: str) -> tuple[Environment, str]:
    written = from_shift_left(document_of(text, "config.yaml"), "retail")
    settings = load(file(written))
    assert settings.engine == FlinkEngine("http://localhost:8083", "http://localhost:8081")
    assert settings.warnings == ()
    return settings.environment, written


def test_loading_one_says_how_to_turn_it_into_a_teal_yaml(found: Found, tmp_path: Path) -> None:
    (finding,) = found(FULL)
    assert finding.code == "config-shift-left"
    assert finding.message == "This is a shift_left configuration, not a teal.yaml."
    assert finding.hint.startswith(f"`teal init --from {tmp_path}/teal.yaml` writes a teal.yaml")


def test_an_unfilled_template_is_recognised_too(found: Found) -> None:
    assert [finding.code for finding in found(TEMPLATE)] == ["config-shift-left"]


def test_a_teal_yaml_with_a_misplaced_section_is_none(found: Found) -> None:
    findings = found("version: 1\nflink: {}\napp: {}\n")
    assert "config-shift-left" not in {finding.code for finding in findings}


def test_what_maps_is_taken_over(file: File) -> None:
    environment, _ = _environment(file, FULL)
    assert environment == Environment(
        project="retail",
        name="stage",
        catalog="shop",
        database="live",
        kafka_bootstrap="pkc-1.example.com:9092",
        kafka_properties={
            "security.protocol": "SASL_SSL",
            "sasl.mechanism": "PLAIN",
            "session.timeout.ms": "5000",
            "sasl.jaas.config": (
                "org.apache.flink.kafka.shaded.org.apache.kafka.common.security.plain."
                'PlainLoginModule required username="${secret:KAFKA_API_KEY}" '
                'password="${secret:KAFKA_API_SECRET}";'
            ),
        },
    )


def test_what_does_not_map_is_listed_without_its_values(file: File) -> None:
    _, written = _environment(file, FULL)
    left_out = written.partition("# What has no counterpart")[2].splitlines()[1:]
    assert left_out == [
        "#   kafka: cluster_id",
        "#   registry: url, registry_key_secret",
        "#   confluent_cloud: environment_id, api_secret",
        "#   flink: flink_url, max_cfu",
        "#   app: products",
    ]
    assert "hunter2" not in written
    assert "KEYKEYKEY" not in written


def test_what_was_never_filled_in_stays_to_be_filled_in(file: File) -> None:
    environment, written = _environment(file, TEMPLATE)
    assert environment.kafka_bootstrap == "localhost:9092"
    assert environment.catalog == "default_catalog"
    assert "localhost:9092   # to fill in" in written or "'localhost:9092'   # to" in written

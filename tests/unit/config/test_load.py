"""What a file without mistakes means."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from teal.config.load import load
from teal.config.settings import (
    FlinkEngine,
    KafkaSettings,
    LocalEngine,
    LocalSettings,
    MemoryEngine,
    Settings,
    StoreSettings,
)
from teal.model.environment import (
    Environment,
    Exposure,
    ExternalTable,
    ReadinessSettings,
    SessionSettings,
    TableSettings,
    ValidationSettings,
)

Loaded = Callable[[str], Settings]
File = Callable[[str], Path]

EVERY_KEY = """\
version: 1
project: retail
environment: production
pipelines: [sql/sales, sql/stock]
engine:
  kind: flink
  gateway: http://gateway:8083/
  jobmanager: https://flink.example.com
kafka:
  bootstrap: [kafka-1:9092, "kafka-2:9092"]
  properties: {security.protocol: SASL_SSL, retries: 5, enable.ssl: true}
store: {url: "postgresql://teal@db/teal", shared: true}
catalog: shop
database: live
tables:
  topic: prod.{physical}
  key_format: raw
  value_format: avro
  options: {json.ignore-parse-errors: true, sink.parallelism: 2}
  partitions: 6
  replication: 3
  compaction_lag: 1d12h
  topic_config: {retention.bytes: -1}
  versions: "{table}.v{number}"
externals:
  raw_orders:
  raw_stock: {topic: erp.stock, options: {format: debezium-json}}
exposures:
  - name: dashboard
    owner: finance
    tables: fct_revenue
    consumer_groups: [bi, "bi-2"]
session:
  settings: {table.exec.state.ttl: 0, pipeline.object-reuse: yes}
  statements: CREATE FUNCTION f AS 'com.example.F'
variables: {tenant: acme, factor: 1.10}
naming: logical
readiness: {lag_rows: 5, samples: 2, timeout: 1h30m, poll: 250ms}
validation:
  ignore: {fct_revenue: loaded_at}
  sensitive: {dim_customers: [email, phone]}
  rounds: 4
  hot_rounds: 3
  trajectory_rows: 60
  blind_share: 0.01
  relative_tolerance: 1e-6
  pause: 5s
  evidence_age: 2h
  timeout: 20m
soak: 7d
quarantine: 0
parallel: 8
control_topic: serving
secrets: {file: secrets.env}
local: {folder: stack, slots: 8, checkpoint_interval: 1s, kafka_port: 19092}
"""


def test_every_key_arrives_in_its_value(file: File, tmp_path: Path) -> None:
    (tmp_path / "sql" / "sales").mkdir(parents=True)
    (tmp_path / "sql" / "stock").mkdir()
    properties = {"security.protocol": "SASL_SSL", "retries": "5", "enable.ssl": "true"}
    assert load(file(EVERY_KEY)) == Settings(
        environment=Environment(
            project="retail",
            name="production",
            engine="flink",
            tables=TableSettings(
                topic="prod.{physical}",
                key_format="raw",
                value_format="avro",
                options={"json.ignore-parse-errors": "true", "sink.parallelism": "2"},
                partitions=6,
                replication=3,
                compaction_lag=timedelta(hours=36),
                topic_config={"retention.bytes": "-1"},
                versions="{table}.v{number}",
            ),
            externals={
                "raw_orders": ExternalTable("raw_orders", "raw_orders"),
                "raw_stock": ExternalTable("raw_stock", "erp.stock", {"format": "debezium-json"}),
            },
            exposures=(Exposure("dashboard", "finance", ("fct_revenue",), ("bi", "bi-2")),),
            session=SessionSettings(
                {"table.exec.state.ttl": "0", "pipeline.object-reuse": "yes"},
                ("CREATE FUNCTION f AS 'com.example.F'",),
            ),
            variables={"tenant": "acme", "factor": "1.10"},
            readiness=ReadinessSettings(5, 2, timedelta(minutes=90), timedelta(milliseconds=250)),
            validation=ValidationSettings(
                ignore={"fct_revenue": ("loaded_at",)},
                sensitive={"dim_customers": ("email", "phone")},
                rounds=4,
                hot_rounds=3,
                trajectory_rows=60,
                blind_share=0.01,
                relative_tolerance=1e-6,
                pause=timedelta(seconds=5),
                evidence_age=timedelta(hours=2),
                timeout=timedelta(minutes=20),
            ),
            soak=timedelta(days=7),
            quarantine=timedelta(0),
            parallel=8,
            catalog="shop",
            database="live",
            kafka_bootstrap="kafka-1:9092,kafka-2:9092",
            kafka_properties=properties,
        ),
        file=tmp_path / "teal.yaml",
        folder=tmp_path,
        pipelines=(tmp_path / "sql" / "sales", tmp_path / "sql" / "stock"),
        engine=FlinkEngine("http://gateway:8083", "https://flink.example.com"),
        kafka=KafkaSettings("kafka-1:9092,kafka-2:9092", properties),
        store=StoreSettings("postgresql://teal@db/teal", is_shared=True),
        local=LocalSettings(
            tmp_path / "stack", slots=8, checkpoint_interval=timedelta(seconds=1), kafka_port=19092
        ),
        control_topic="serving",
        secrets_file=tmp_path / "secrets.env",
    )


def test_a_minimal_file_has_the_defaults_of_the_model(loaded: Loaded, tmp_path: Path) -> None:
    settings = loaded("")
    assert settings.environment == Environment(project="retail", name="test")
    assert settings.engine == LocalEngine()
    assert settings.local == LocalSettings(tmp_path / ".teal" / "local")
    assert settings.store.url == f"sqlite:///{tmp_path}/.teal/state.db"
    assert settings.store.is_sqlite
    assert settings.control_topic == "teal-retail-test-serving"
    assert settings.warnings == ()


def test_keys_without_a_value_count_as_absent(loaded: Loaded) -> None:
    empty = "externals:\nkafka:\ntables:\n  topic:\nsoak:\nexposures:\nvalidation:\n"
    assert loaded(empty) == loaded("")


def test_externals_can_be_a_list_of_names(loaded: Loaded) -> None:
    assert loaded("externals: [raw_a, raw_b]").environment.externals == {
        "raw_a": ExternalTable("raw_a", "raw_a"),
        "raw_b": ExternalTable("raw_b", "raw_b"),
    }


def test_pipelines_default_to_the_folder_of_that_name(loaded: Loaded, tmp_path: Path) -> None:
    assert loaded("").pipelines == (tmp_path,)
    (tmp_path / "pipelines").mkdir()
    assert loaded("").pipelines == (tmp_path / "pipelines",)


def test_paths_are_absolute_wherever_the_command_is_typed(
    file: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file("version: 1\nproject: p\nenvironment: e\nengine: {kind: local}\n")
    monkeypatch.chdir(tmp_path)
    settings = load(Path("teal.yaml"))
    assert settings.folder == tmp_path
    assert settings.local.folder == tmp_path / ".teal" / "local"


def test_a_sqlite_path_is_relative_to_the_file(loaded: Loaded, tmp_path: Path) -> None:
    assert loaded("store: {url: 'sqlite:///x/s.db'}").store.url == f"sqlite:///{tmp_path}/x/s.db"
    assert loaded("store: {url: 'sqlite:////var/s.db'}").store.url == "sqlite:////var/s.db"


def test_the_memory_engine_needs_no_address(file: File) -> None:
    settings = load(file("version: 1\nproject: p\nenvironment: e\nengine: {kind: memory}\n"))
    assert settings.engine == MemoryEngine()
    assert settings.environment.engine == "memory"


def test_secrets_stay_placeholders(loaded: Loaded) -> None:
    settings = loaded(
        "store: {url: 'postgresql://teal:${secret:DB_PASSWORD}@db/teal'}\n"
        "kafka: {properties: {sasl.password: '${secret:KAFKA}'}}\n"
    )
    assert settings.store.url == "postgresql://teal:${secret:DB_PASSWORD}@db/teal"
    assert settings.environment.kafka_properties == {"sasl.password": "${secret:KAFKA}"}
    assert settings.secret_names == ("DB_PASSWORD", "KAFKA")
    assert settings.warnings == ()
    assert settings.sensitive_values == ()


def test_fewer_rounds_than_the_default_of_hot_rounds_lower_it(loaded: Loaded) -> None:
    assert loaded("validation: {rounds: 3}").environment.validation.hot_rounds == 3


def test_the_example_has_no_mistakes() -> None:
    example = Path(__file__).parents[3] / "examples" / "retail" / "teal.yaml"
    settings = load(example)
    assert settings.engine == LocalEngine()
    assert settings.warnings == ()
    assert set(settings.environment.externals) == {
        folder.name for folder in (example.parent / "pipelines" / "externals").iterdir()
    }

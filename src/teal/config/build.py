"""From the checked file to the values that the rest of Teal sees."""

from __future__ import annotations

from pathlib import Path

from teal.config.document import Document, texts_in
from teal.config.file import ConfigurationFile
from teal.config.folders import sql_folders
from teal.config.placeholders import secret_names_in
from teal.config.sensitive import finding, plain_secrets
from teal.config.settings import (
    EngineSettings,
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
    Naming,
    ReadinessSettings,
    SessionSettings,
    TableSettings,
    ValidationSettings,
)


def settings_of(file: ConfigurationFile, document: Document, path: Path) -> Settings:
    """The settings of a file that has no mistakes; `path` is absolute."""
    folder = path.parent
    plain = plain_secrets(document)
    references = " ".join(text for _, text in texts_in(document.data))
    return Settings(
        environment=environment_of(file, _places(document, path)),
        file=path,
        folder=folder,
        pipelines=_pipelines(file, folder),
        engine=_engine(file),
        kafka=KafkaSettings(file.kafka.bootstrap or "", file.kafka.properties),
        store=StoreSettings(_store_url(file, folder), file.store.shared),
        local=_local(file, folder),
        control_topic=file.control_topic or f"teal-{file.project}-{file.environment}-serving",
        secrets_file=folder / Path(file.secrets.file).expanduser() if file.secrets.file else None,
        secret_names=secret_names_in(references),
        sensitive_values=tuple(dict.fromkeys(v for each in plain for v in each.values)),
        warnings=tuple(finding(each, document) for each in plain),
    )


def _places(document: Document, path: Path) -> tuple[str, ...]:
    """Where the statements of the session stand."""
    found = document.at("session", "statements")
    count = len(found) if isinstance(found, list) else 1 if found else 0
    places = (document.place_of_value(("session", "statements", n)) for n in range(count))
    return tuple(f"{path.name}:{place.line}" for place in places)


def environment_of(file: ConfigurationFile, places: tuple[str, ...] = ()) -> Environment:
    """The part of the file that plans depend on. The local stack is a Flink like any other.
    `places` are those of the session's statements."""
    return Environment(
        project=file.project,
        name=file.environment,
        naming=Naming(file.naming),
        engine="memory" if file.engine.kind == "memory" else "flink",
        tables=_tables(file),
        externals={
            name: ExternalTable(name, external.topic or name, external.options)
            for name, external in file.externals.items()
        },
        exposures=tuple(
            Exposure(e.name, e.owner, tuple(e.tables), tuple(e.consumer_groups))
            for e in file.exposures
        ),
        session=SessionSettings(file.session.settings, tuple(file.session.statements), places),
        variables=file.variables,
        readiness=ReadinessSettings(
            lag_rows=file.readiness.lag_rows,
            samples=file.readiness.samples,
            timeout=file.readiness.timeout,
            poll=file.readiness.poll,
        ),
        validation=_validation(file),
        soak=file.soak,
        quarantine=file.quarantine,
        keep_at_most=file.keep_at_most,
        parallel=file.parallel,
        catalog=file.catalog,
        database=file.database,
        kafka_bootstrap=file.kafka.bootstrap or "",
        kafka_properties=file.kafka.properties,
    )


def _tables(file: ConfigurationFile) -> TableSettings:
    tables = file.tables
    return TableSettings(
        topic=tables.topic,
        key_format=tables.key_format,
        value_format=tables.value_format,
        options=tables.options,
        partitions=tables.partitions,
        replication=tables.replication,
        compaction_lag=tables.compaction_lag,
        topic_config=tables.topic_config,
        versions=tables.versions,
    )


def _validation(file: ConfigurationFile) -> ValidationSettings:
    validation = file.validation
    return ValidationSettings(
        ignore={table: tuple(columns) for table, columns in validation.ignore.items()},
        sensitive={table: tuple(columns) for table, columns in validation.sensitive.items()},
        rounds=validation.rounds,
        hot_rounds=min(validation.hot_rounds, validation.rounds),
        trajectory_rows=validation.trajectory_rows,
        blind_share=validation.blind_share,
        relative_tolerance=validation.relative_tolerance,
        pause=validation.pause,
        evidence_age=validation.evidence_age,
        timeout=validation.timeout,
    )


def _engine(file: ConfigurationFile) -> EngineSettings:
    match file.engine.kind:
        case "flink":
            return FlinkEngine(file.engine.gateway or "", file.engine.jobmanager or "")
        case "local":
            return LocalEngine()
        case "memory":
            return MemoryEngine()


def _pipelines(file: ConfigurationFile, folder: Path) -> tuple[Path, ...]:
    if file.pipelines:
        return tuple((folder / name).resolve() for name in file.pipelines)
    return sql_folders(folder)


def _store_url(file: ConfigurationFile, folder: Path) -> str:
    url = file.store.url
    if url is None:
        return f"sqlite:///{folder / '.teal' / 'state.db'}"
    scheme, _, name = url.partition(":///")
    return f"{scheme}:///{folder / name}" if scheme.startswith("sqlite") else url


def _local(file: ConfigurationFile, folder: Path) -> LocalSettings:
    local = file.local
    return LocalSettings(
        folder=folder / Path(local.folder).expanduser(),
        slots=local.slots,
        checkpoint_interval=local.checkpoint_interval,
        kafka_port=local.kafka_port,
        gateway_port=local.gateway_port,
        jobmanager_port=local.jobmanager_port,
    )

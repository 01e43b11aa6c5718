"""The configuration as values: the environment, and the addresses that only adapters may know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct, field

from teal.model.diagnostics import Diagnostic
from teal.model.environment import Environment


class FlinkEngine(Struct, frozen=True):
    """An Apache Flink of the user's: base URLs without a slash at the end."""

    gateway: str
    jobmanager: str


class LocalEngine(Struct, frozen=True):
    """The local stack; its addresses are known only while it runs."""


class MemoryEngine(Struct, frozen=True):
    """Nothing runs."""


EngineSettings: TypeAlias = FlinkEngine | LocalEngine | MemoryEngine


class KafkaSettings(Struct, frozen=True):
    """Brokers as host:port with commas, and client properties, secrets still by name."""

    bootstrap: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"KafkaSettings({self.bootstrap!r})"  # the properties may hold a password


class StoreSettings(Struct, frozen=True):
    """The store's URL (a SQLite path is absolute), secrets still by name. A shared store cannot
    be SQLite; where the whole URL is a secret, that is for the opener to check."""

    url: str
    is_shared: bool = False

    @property
    def is_sqlite(self) -> bool:
        """Whether the URL names a SQLite file."""
        return self.url.startswith("sqlite")


class LocalSettings(Struct, frozen=True):
    """The local stack's folder, size and ports; None is a free port."""

    folder: Path = Path(".teal/local")
    slots: int = 40
    checkpoint_interval: timedelta = timedelta(seconds=3)
    kafka_port: int | None = None
    gateway_port: int | None = None
    jobmanager_port: int | None = None


class Settings(Struct, frozen=True):
    """One environment with everything needed to reach it. All paths are absolute.

    `secret_names` are the secrets that the file refers to; `sensitive_values` are passwords that
    stand in it in plain text, to be kept out of every output; `warnings` say so.
    """

    environment: Environment
    file: Path
    folder: Path
    pipelines: tuple[Path, ...]
    engine: EngineSettings
    kafka: KafkaSettings
    store: StoreSettings
    local: LocalSettings
    control_topic: str
    secrets_file: Path | None = None
    secret_names: tuple[str, ...] = ()
    sensitive_values: tuple[str, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()

    def __repr__(self) -> str:
        return f"Settings({self.file})"  # much of what is in it may hold a secret

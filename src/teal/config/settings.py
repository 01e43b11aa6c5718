"""The configuration as values: the environment, and the addresses that only adapters may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

from teal.model.diagnostics import Diagnostic
from teal.model.environment import Environment


@dataclass(frozen=True, slots=True)
class FlinkEngine:
    """An Apache Flink of the user's: base URLs without a slash at the end."""

    gateway: str
    jobmanager: str


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """The local stack; its addresses are known only while it runs."""


@dataclass(frozen=True, slots=True)
class MemoryEngine:
    """Nothing runs."""


EngineSettings: TypeAlias = FlinkEngine | LocalEngine | MemoryEngine


@dataclass(frozen=True, slots=True)
class KafkaSettings:
    """Brokers as host:port with commas, and client properties, secrets still by name."""

    bootstrap: str = ""
    properties: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """The store's URL (a SQLite path is absolute), secrets still by name. A shared store cannot
    be SQLite; where the whole URL is a secret, that is for the opener to check."""

    url: str
    is_shared: bool = False

    @property
    def is_sqlite(self) -> bool:
        """Whether the URL names a SQLite file."""
        return self.url.startswith("sqlite")


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """The local stack's folder, size and ports; None is a free port."""

    folder: Path = Path(".teal/local")
    slots: int = 40
    checkpoint_interval: timedelta = timedelta(seconds=3)
    kafka_port: int | None = None
    gateway_port: int | None = None
    jobmanager_port: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
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
    sensitive_values: tuple[str, ...] = field(default=(), repr=False)
    warnings: tuple[Diagnostic, ...] = ()

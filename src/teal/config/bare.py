"""Settings where there is no configuration: enough to read a project, not to run it."""

from __future__ import annotations

from pathlib import Path

from teal.config.folders import sql_folders
from teal.config.settings import KafkaSettings, LocalSettings, MemoryEngine, Settings, StoreSettings
from teal.config.starter import as_name
from teal.model.environment import Environment

ENVIRONMENT = "none"
"""What the environment is called where nobody has named one."""


def bare_settings(folder: Path) -> Settings:
    """The settings of a folder: it names the project, nothing runs, nothing is stored yet."""
    return Settings(
        environment=Environment(as_name(folder.name), ENVIRONMENT, engine="memory"),
        file=folder / "teal.yaml",
        folder=folder,
        pipelines=sql_folders(folder),
        engine=MemoryEngine(),
        kafka=KafkaSettings(),
        store=StoreSettings(f"sqlite:///{folder / '.teal' / 'state.db'}"),
        local=LocalSettings(),
        control_topic="teal-serving",
    )

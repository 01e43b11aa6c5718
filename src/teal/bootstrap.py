"""The only place that picks adapters and hands them in. Everything is opened when first used."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from teal.config.find import find_config, is_configured
from teal.config.kept import load_kept
from teal.config.secrets import FileAndEnvironmentSecrets
from teal.config.settings import FlinkEngine as FlinkAddresses
from teal.config.settings import LocalEngine, MemoryEngine, Settings
from teal.model.errors import Mistake, NotSupported, ProjectMistakes
from teal.store.cache import cache_for

if TYPE_CHECKING:
    from teal.model.deployment import Deployment
    from teal.model.diagnostics import Diagnostic
    from teal.model.environment import Environment
    from teal.model.run import Holder
    from teal.ports.cache import Cache
    from teal.ports.clock import Clock
    from teal.ports.engine import Engine
    from teal.ports.measuring import Measuring
    from teal.ports.planner import Planner
    from teal.ports.revisions import Revisions
    from teal.ports.stack import Stack, StackListener
    from teal.ports.store import Store
    from teal.ports.switching import SwitchPoint
    from teal.ports.topics import Topics
    from teal.usecases.workbench import Workbench

T = TypeVar("T")


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)

    def sleep(self, duration: timedelta) -> None:
        """Wait."""
        time.sleep(duration.total_seconds())


class Addresses(Struct, frozen=True):
    """Where the engine and Kafka answer."""

    gateway: str
    jobmanager: str
    kafka: str


class Bench:
    """The workbench over real adapters."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._opened: list[object] = []
        self._looked_at: Deployment | None = None

    @cached_property
    def environment(self) -> Environment:
        """The environment's settings; the local stack's Kafka address is filled in if it runs."""
        environment = self.settings.environment
        if not isinstance(self.settings.engine, LocalEngine):
            return environment
        running = local_stack(self.settings).status().addresses
        kafka = running.kafka_bootstrap if running else ""
        return replace(environment, kafka_bootstrap=kafka)

    @property
    def folder(self) -> Path:
        """The folder of the configuration file."""
        return self.settings.folder

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What the configuration should not hold but may."""
        return self.settings.warnings

    @cached_property
    def deployment_id(self) -> str:
        """Follows from project, environment and store, so that a first plan can be repeated."""
        where = self.mask(self.settings.store.url)
        name = "\x1f".join(
            (self.settings.environment.project, self.settings.environment.name, where)
        )
        return str(uuid.uuid5(uuid.NAMESPACE_URL, name))

    @cached_property
    def store(self) -> Store:
        """SQLite or PostgreSQL."""
        from teal.store.quick import QuickStore

        url = self._secrets.filled_url(self.settings.store.url)
        if self.settings.store.is_shared and url.startswith("sqlite"):
            raise Mistake(
                "store.shared is true, and the store's URL names a SQLite file.",
                "A store that several people use has to be PostgreSQL.",
            )
        environment = self.settings.environment
        return self._keep(QuickStore(url, environment.project, environment.name, self.cache))

    def look_at(self, deployment: Deployment | None) -> None:
        """A part of the deployment is all that is looked at, or all of it again (None). What was
        opened is opened anew, since adapters know what they were opened with."""
        self._looked_at = deployment
        for opened in ("engine", "topics", "measuring", "switch_points", "_at_opening"):
            self.__dict__.pop(opened, None)

    @cached_property
    def engine(self) -> Engine:
        """Flink, or the memory engine, with the jobs that were adopted."""
        engine = self._opened_engine()
        if self._at_opening is not None:
            from teal.usecases.foreign_jobs import adopted_jobs

            engine.adopt(adopted_jobs(self._at_opening))
        return engine

    def _opened_engine(self) -> Engine:
        if isinstance(self.settings.engine, MemoryEngine):
            from teal.engines.memory.engine import MemoryEngine as Memory

            return Memory(self._owner, self.clock)
        from teal.engines.flink import engine as flink

        addresses = flink.FlinkAddresses(self._addresses.gateway, self._addresses.jobmanager)
        return self._keep(flink.FlinkEngine(addresses, self._owner, self._secrets, self.clock))

    @cached_property
    def planner(self) -> Planner:
        """Flink's, by way of the SQL Gateway; it needs neither the store nor Kafka."""
        if isinstance(self.settings.engine, MemoryEngine):
            raise NotSupported(
                "asking Flink about the project with `engine: {kind: memory}`",
                "Choose a configuration whose engine is `flink` or `local`.",
            )
        from teal.engines.flink.planner import FlinkPlanner

        return self._keep(FlinkPlanner(self._addresses.gateway, self._secrets, self.clock))

    @cached_property
    def topics(self) -> Topics:
        """Kafka, or topics in memory."""
        if isinstance(self.settings.engine, MemoryEngine):
            return self._memory_topics()
        from teal.kafka.topics import KafkaTopics

        return self._keep(
            KafkaTopics(self._addresses.kafka, self.settings.kafka.properties, self._secrets)
        )

    @cached_property
    def measuring(self) -> Measuring:
        """Reads both outputs into DuckDB files below the project's own folder."""
        from teal.validation.measuring import KafkaMeasuring

        return KafkaMeasuring(self.topics, self.folder / ".teal" / "scratch")

    @cached_property
    def revisions(self) -> Revisions:
        """Git, or a plain folder."""
        from teal.revisions.opening import open_revisions

        return open_revisions(self.folder, self.settings.pipelines, self.cache)

    @cached_property
    def cache(self) -> Cache:
        """What is kept between commands to save time."""
        return cache_for(self.settings.file, os.environ)

    @cached_property
    def switch_points(self) -> Mapping[str, SwitchPoint]:
        """The control topic."""
        from teal.switching.control_topic import ControlTopic

        topic = self.settings.control_topic
        point = ControlTopic(self.topics, topic, self._owner)
        return {point.name: point}

    @cached_property
    def clock(self) -> Clock:
        """The machine's time."""
        return SystemClock()

    def as_of(self, revision: str | None) -> tuple[Workbench, str]:
        """The workbench by the configuration as it stands in a revision (as it is, where None);
        where it does not stand there, this one, with a sentence that says so."""
        from teal.config.load import load_earlier

        file = self.settings.file
        if revision is None:
            return self, ""
        text = self.revisions.text_of(revision, file.name)
        if text is None:
            return self, f"{file.name} does not stand in {revision}: the present one counts for it."
        if text == file.read_text(encoding="utf-8-sig"):
            return self, ""
        try:
            settings = load_earlier(file, text, f"{revision}:{file.name}")
        except (ProjectMistakes, Mistake) as error:
            what = f"{file.name} as it stands in {revision} cannot be used, so that the present one"
            return self, f"{what} counts for it: {error}"
        return self._keep(Bench(settings)), ""

    @cached_property
    def holder(self) -> Holder:
        """This process, for the journal and the lease."""
        from teal.store.liveness import current_holder

        return current_holder(_actor())

    def mask(self, text: str) -> str:
        """The text without secrets."""
        return self._secrets.masked(text)

    def close(self) -> None:
        """Give back connections, newest first."""
        while self._opened:
            close = getattr(self._opened.pop(), "close", None)
            if close is not None:
                close()

    @cached_property
    def _secrets(self) -> FileAndEnvironmentSecrets:
        return FileAndEnvironmentSecrets(
            os.environ,
            self.settings.secrets_file,
            self.settings.sensitive_values,
            self.settings.secret_names,
        )

    @cached_property
    def _at_opening(self) -> Deployment | None:
        """The deployment as the first adapter that wants to know finds it."""
        return self._looked_at or self.store.load()

    @property
    def _owner(self) -> str:
        return self.deployment_id if self._at_opening is None else self._at_opening.id

    @cached_property
    def _addresses(self) -> Addresses:
        match self.settings.engine:
            case FlinkAddresses(gateway, jobmanager):
                return Addresses(gateway, jobmanager, self.settings.kafka.bootstrap)
            case LocalEngine():
                running = local_stack(self.settings).status().addresses
                if running is None:
                    raise Mistake("the local stack does not run.", "Start it with `teal local up`.")
                return Addresses(
                    running.gateway_url, running.jobmanager_url, running.kafka_bootstrap
                )
            case _:
                raise AssertionError("the memory engine has no addresses")

    def _memory_topics(self) -> Topics:
        """Topics in memory: those that other systems would have made, and those that the record
        says are there without telling their ids."""
        from teal.kafka.memory import MemoryTopics

        topics = MemoryTopics()
        names = {external.topic for external in self.environment.externals.values()}
        if self._at_opening is not None:
            names |= {
                record.topic
                for record in self._at_opening.versions
                if record.topic and record.topic_id is None and record.state.is_live
            }
        for name in names:
            topics.there(name)
        return topics

    def _keep(self, opened: T) -> T:
        self._opened.append(opened)
        return opened


class BareBench(Bench):
    """The workbench of a project without a configuration, as its files are in a revision (as they
    lie there, where None)."""

    def __init__(self, settings: Settings, revision: str | None = None) -> None:
        super().__init__(settings)
        self._revision = revision

    @cached_property
    def environment(self) -> Environment:
        """Tables that are defined and that no statement fills are read from elsewhere."""
        from teal.planning.outside import with_externals

        return with_externals(self.revisions.source_tree(self._revision), self.settings.environment)

    def as_of(self, revision: str | None) -> tuple[Workbench, str]:
        """Where nothing is configured, a revision's own files tell what comes from elsewhere."""
        return (self if revision is None else self._keep(BareBench(self.settings, revision))), ""

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What was assumed for want of a configuration."""
        from teal.planning.outside import assumed

        return (assumed(self.environment),)


def assemble(config: str | None) -> Workbench:
    """The workbench of a configuration file. Raises Mistake or ProjectMistakes."""
    return Bench(settings(config))


def assemble_to_read(config: str | None) -> Workbench:
    """As `assemble`; where nothing is configured, with what the files themselves tell."""
    if config is not None or is_configured(os.environ, Path.cwd()):
        return assemble(config)
    from teal.config.bare import bare_settings

    return BareBench(bare_settings(Path.cwd()))


def settings(config: str | None) -> Settings:
    """The settings in the configuration that the option or the environment names."""
    path = find_config(config, os.environ, Path.cwd())
    return load_kept(path, cache_for(path.absolute(), os.environ))


def local_stack(settings: Settings, on_event: StackListener | None = None) -> Stack:
    """The local stack of a configuration."""
    from teal.local.settings import StackSettings
    from teal.local.stack import LocalStack

    local = settings.local
    chosen = StackSettings(
        slots=local.slots,
        checkpoint_interval=local.checkpoint_interval,
        kafka_port=local.kafka_port,
        gateway_port=local.gateway_port,
        jobmanager_port=local.jobmanager_port,
    )
    if on_event is None:
        return LocalStack(local.folder, settings=chosen)
    return LocalStack(local.folder, settings=chosen, on_event=on_event)


def _actor() -> str:
    for variable in ("TEAL_ACTOR", "USER", "LOGNAME"):
        if name := os.environ.get(variable):
            return name
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"

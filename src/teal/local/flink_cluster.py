"""Flink as three processes: JobManager, one TaskManager with all slots, SQL Gateway."""

from importlib.resources import files
from pathlib import Path

import yaml

from teal.local.free_ports import StackPorts
from teal.local.jvm import FLINK_MODULES, JavaProgram
from teal.local.places import StackFolder
from teal.local.settings import StackSettings
from teal.ports.stack import StackPart

_ENTRY = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
_TASKS = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
_GATEWAY = "org.apache.flink.table.gateway.SqlGateway"

_FRAMEWORK_HEAP_MB = 128
_OFF_HEAP_MB = 128
_METASPACE_MB = 512


def flink_config(
    folder: StackFolder, settings: StackSettings, ports: StackPorts
) -> dict[str, str | int | float | bool]:
    """`config.yaml`, the same for all three processes."""
    local = "127.0.0.1"
    return {
        "jobmanager.rpc.address": local,
        "jobmanager.rpc.port": ports.jobmanager_rpc,
        "jobmanager.bind-host": local,
        "taskmanager.host": local,
        "taskmanager.bind-host": local,
        "rest.address": local,
        "rest.bind-address": local,
        "rest.port": ports.jobmanager,
        "sql-gateway.endpoint.rest.address": local,
        "sql-gateway.endpoint.rest.bind-address": local,
        "sql-gateway.endpoint.rest.port": ports.gateway,
        "web.submit.enable": False,
        "parallelism.default": 1,
        "io.tmp.dirs": str(folder.temporary),
        "execution.checkpointing.interval": _milliseconds(settings),
        "execution.checkpointing.dir": folder.checkpoints.as_uri(),
        "execution.checkpointing.savepoint-dir": folder.savepoints.as_uri(),
        "restart-strategy.type": "fixed-delay",
        "restart-strategy.fixed-delay.attempts": 20,
        "restart-strategy.fixed-delay.delay": "2 s",
        "metrics.fetcher.update-interval": 1000,
        "pekko.ask.timeout": "60 s",
        **_taskmanager_memory(settings.slots),
    }


def _milliseconds(settings: StackSettings) -> str:
    return f"{round(settings.checkpoint_interval.total_seconds() * 1000)} ms"


def _taskmanager_memory(slots: int) -> dict[str, str | int | float | bool]:
    # Without Flink's shell scripts nobody works these out; JVM flags below must agree with them.
    network = f"{network_mb(slots)}m"
    return {
        "taskmanager.numberOfTaskSlots": slots,
        "taskmanager.cpu.cores": 2.0,
        "taskmanager.memory.framework.heap.size": f"{_FRAMEWORK_HEAP_MB}m",
        "taskmanager.memory.task.heap.size": f"{heap_mb(slots) - _FRAMEWORK_HEAP_MB}m",
        "taskmanager.memory.managed.size": f"{8 * slots}m",
        "taskmanager.memory.network.min": network,
        "taskmanager.memory.network.max": network,
        "taskmanager.memory.framework.off-heap.size": f"{_OFF_HEAP_MB}m",
        "taskmanager.memory.task.off-heap.size": "0m",
        "taskmanager.memory.jvm-metaspace.size": f"{_METASPACE_MB}m",
        "taskmanager.memory.jvm-overhead.min": "192m",
        "taskmanager.memory.jvm-overhead.max": "192m",
    }


def heap_mb(slots: int) -> int:
    """The TaskManager's heap."""
    return 512 + 14 * slots


def network_mb(slots: int) -> int:
    """The TaskManager's network buffers."""
    return max(64, 4 * slots)


def write_flink_config(folder: StackFolder, settings: StackSettings, ports: StackPorts) -> None:
    """Write Flink's configuration, and the logging of all processes, into the stack's folder."""
    config = flink_config(folder, settings, ports)
    (folder.config / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
    logging = (files("teal.local") / "resources" / "log4j2.properties").read_bytes()
    (folder.config / "log4j2.properties").write_bytes(logging)


def flink_programs(
    flink: Path, jars: Path, folder: StackFolder, settings: StackSettings
) -> dict[StackPart, JavaProgram]:
    """The three processes."""
    heap, network = heap_mb(settings.slots), network_mb(settings.slots)
    quick = "-XX:TieredStopAtLevel=1"
    tasks_memory = (
        f"-Xmx{heap}m",
        f"-XX:MaxDirectMemorySize={network + _OFF_HEAP_MB + 128}m",
        f"-XX:MaxMetaspaceSize={_METASPACE_MB}m",
        quick,
    )
    common = (flink / "lib" / "*", jars / "connectors" / "flink-sql-connector-kafka-5.0.0-2.2.jar")
    gateway = (
        *common,
        jars / "connectors" / "flink-sql-gateway-2.3.0.jar",
        flink / "opt" / "flink-python-2.3.0.jar",
    )

    def program(main: str, path: tuple[Path, ...], memory: tuple[str, ...]) -> JavaProgram:
        arguments = ("--configDir", str(folder.config))
        return JavaProgram(main, path, memory, arguments, FLINK_MODULES)

    return {
        StackPart.JOBMANAGER: program(_ENTRY, common, ("-Xmx768m", quick)),
        StackPart.TASKMANAGER: program(_TASKS, common, tasks_memory),
        StackPart.GATEWAY: program(_GATEWAY, gateway, ("-Xmx768m", quick)),
    }

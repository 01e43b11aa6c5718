"""Kafka as one process, broker and controller in one, that only this machine reaches."""

import base64
import subprocess
import uuid
from pathlib import Path

from teal.local.errors import StartFailed
from teal.local.free_ports import StackPorts
from teal.local.jvm import JavaProgram, joined
from teal.local.places import StackFolder
from teal.local.processes import stack_mark
from teal.ports.stack import StackPart


def kafka_properties(folder: StackFolder, ports: StackPorts) -> dict[str, str]:
    """The server's configuration."""
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@127.0.0.1:{ports.kafka_controller}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://127.0.0.1:{ports.kafka},CONTROLLER://127.0.0.1:{ports.kafka_controller}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{ports.kafka}",
        "log.dirs": str(folder.kafka_data),
        "auto.create.topics.enable": "false",
        "group.initial.rebalance.delay.ms": "0",
        "offsets.topic.num.partitions": "4",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.num.partitions": "4",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        # As long as Flink's Kafka sink asks for unless told otherwise.
        "transaction.max.timeout.ms": "3600000",
        # Records carry the times of the data, which may be old: nothing expires by itself.
        "log.retention.ms": "-1",
        "log.cleaner.dedupe.buffer.size": "16777216",
        "num.network.threads": "2",
        "num.io.threads": "4",
    }


def write_kafka_config(folder: StackFolder, ports: StackPorts) -> None:
    """Write the server's configuration into the stack's folder."""
    properties = kafka_properties(folder, ports)
    text = "".join(f"{key}={value}\n" for key, value in properties.items())
    _properties_file(folder).write_text(text)


def kafka_program(jars: Path, folder: StackFolder) -> JavaProgram:
    """The broker."""
    return JavaProgram(
        main_class="kafka.Kafka",
        class_path=(jars / "kafka" / "*",),
        memory=("-Xmx512m", "-XX:TieredStopAtLevel=1"),
        arguments=(str(_properties_file(folder)),),
    )


def format_storage(java: Path, jars: Path, folder: StackFolder) -> None:
    """Prepare an empty data folder; one with data is left as it is."""
    if (folder.kafka_data / "meta.properties").exists():
        return
    cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    # With its name in one argument: an id may begin with a dash, and would be taken for an option.
    tool = ("kafka.tools.StorageTool", "format", f"--cluster-id={cluster_id}")
    log = folder.output("kafka-format")
    with log.open("wb") as output:
        code = subprocess.run(
            [
                *(str(java), "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"),
                *(
                    stack_mark(folder.root),
                    f"-Dlog.file={log}",
                    "-Dlog4j.configurationFile=" + _log_config(folder),
                ),
                *("-cp", joined((jars / "kafka" / "*",)), *tool),
                *("-c", str(_properties_file(folder))),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            start_new_session=True,
        ).returncode
    if code != 0:
        lines = tuple(log.read_text(errors="replace").splitlines()[-20:])
        raise StartFailed(StackPart.KAFKA, "could not prepare its storage", log, lines)


def _properties_file(folder: StackFolder) -> Path:
    return folder.config / "server.properties"


def _log_config(folder: StackFolder) -> str:
    return str(folder.config / "log4j2.properties")

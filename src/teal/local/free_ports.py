"""The ports of a stack, on the loopback address only."""

import random
import socket

from msgspec import Struct

from teal.local.errors import PortTaken
from teal.local.settings import StackSettings
from teal.ports.stack import StackAddresses, StackPart

# Below the range from which systems take the ports of outgoing connections.
_LOWEST, _HIGHEST = 20_000, 32_000


class StackPorts(Struct, frozen=True):
    """Every port that the stack listens on and that another of its processes must know."""

    kafka: int
    kafka_controller: int
    jobmanager: int
    jobmanager_rpc: int
    gateway: int

    @property
    def addresses(self) -> StackAddresses:
        """The ports as clients write them."""
        return StackAddresses(
            kafka_bootstrap=f"127.0.0.1:{self.kafka}",
            gateway_url=f"http://127.0.0.1:{self.gateway}",
            jobmanager_url=f"http://127.0.0.1:{self.jobmanager}",
        )

    def of(self, part: StackPart) -> int | None:
        """The port that a part answers on; the TaskManager picks its own."""
        ports = {
            StackPart.KAFKA: self.kafka,
            StackPart.JOBMANAGER: self.jobmanager,
            StackPart.GATEWAY: self.gateway,
        }
        return ports.get(part)


def refuse_taken_ports(settings: StackSettings) -> None:
    """Raise PortTaken if a port that was asked for cannot be had."""
    asked = _asked(settings)
    for part, port in asked.items():
        if list(asked.values()).count(port) > 1 or not is_free(port):
            raise PortTaken(port, part)


def chosen_ports(settings: StackSettings) -> StackPorts:
    """The ports asked for, refused if they cannot be had, and free ones for the rest."""
    refuse_taken_ports(settings)
    asked = _asked(settings)
    free = iter(_free_ports(set(asked.values())))
    return StackPorts(
        kafka=asked.get(StackPart.KAFKA) or next(free),
        kafka_controller=next(free),
        jobmanager=asked.get(StackPart.JOBMANAGER) or next(free),
        jobmanager_rpc=next(free),
        gateway=asked.get(StackPart.GATEWAY) or next(free),
    )


def is_free(port: int) -> bool:
    """Whether a server could listen on the port of the loopback address."""
    with socket.socket() as probe:
        # As servers do: a connection that is only closing does not hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_ports(taken: set[int]) -> list[int]:
    order = random.sample(range(_LOWEST, _HIGHEST), 200)
    return [port for port in order if port not in taken and is_free(port)]


def _asked(settings: StackSettings) -> dict[StackPart, int]:
    wanted = {
        StackPart.KAFKA: settings.kafka_port,
        StackPart.JOBMANAGER: settings.jobmanager_port,
        StackPart.GATEWAY: settings.gateway_port,
    }
    return {part: port for part, port in wanted.items() if port is not None}

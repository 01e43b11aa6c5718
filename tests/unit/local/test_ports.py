"""Ports are asked for, or picked among those that nobody uses."""

import socket

import pytest
from msgspec.structs import astuple

from teal.local.errors import PortTaken
from teal.local.free_ports import StackPorts, chosen_ports, is_free
from teal.local.settings import StackSettings
from teal.ports.stack import StackAddresses, StackPart


def test_picked_ports_are_free_and_all_different() -> None:
    ports = astuple(chosen_ports(StackSettings()))
    assert len(set(ports)) == len(ports)
    assert all(map(is_free, ports))


def test_asked_ports_are_given() -> None:
    picked = chosen_ports(StackSettings())
    settings = StackSettings(
        kafka_port=picked.kafka, gateway_port=picked.gateway, jobmanager_port=picked.jobmanager
    )
    ports = chosen_ports(settings)
    assert [ports.of(part) for part in StackPart] == [
        picked.kafka,
        picked.jobmanager,
        None,
        picked.gateway,
    ]


def test_a_port_where_somebody_listens_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port}, wanted for gateway, is taken"):
            chosen_ports(StackSettings(gateway_port=port))
    chosen_ports(StackSettings(gateway_port=port))


def test_one_port_for_two_parts_is_refused() -> None:
    port = chosen_ports(StackSettings()).kafka
    with pytest.raises(PortTaken):
        chosen_ports(StackSettings(kafka_port=port, gateway_port=port))


def test_addresses_are_what_clients_write() -> None:
    ports = StackPorts(kafka=1, kafka_controller=2, jobmanager=3, jobmanager_rpc=4, gateway=5)
    assert ports.addresses == StackAddresses(
        kafka_bootstrap="127.0.0.1:1",
        gateway_url="http://127.0.0.1:5",
        jobmanager_url="http://127.0.0.1:3",
    )

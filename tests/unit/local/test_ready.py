"""A part is ready when it answers in its own protocol."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from teal.local.ready import (
    gateway_answers,
    jobmanager_answers,
    kafka_answers,
    taskmanager_registered,
)


@contextmanager
def serving(answer: bytes) -> Iterator[int]:
    """A server that reads a request and gives one answer to each of its clients."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                client, _ = server.accept()
                with client:
                    if not client.recv(65536):
                        return
                    client.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        port = server.getsockname()[1]
        try:
            yield port
        finally:
            socket.create_connection(("127.0.0.1", port)).close()
            thread.join()


def kafka_metadata(brokers: int) -> bytes:
    body = struct.pack(">ii", 7, brokers)
    return struct.pack(">i", len(body)) + body


def http(body: bytes, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.0 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


def of_port(port: int, ask: Callable[[str], bool]) -> bool:
    return ask(f"http://127.0.0.1:{port}")


def test_kafka_is_ready_when_its_metadata_name_a_broker() -> None:
    with serving(kafka_metadata(brokers=1)) as port:
        assert kafka_answers("127.0.0.1", port)
    with serving(kafka_metadata(brokers=0)) as port:
        assert not kafka_answers("127.0.0.1", port)


def test_an_answer_that_ends_early_is_none() -> None:
    with serving(kafka_metadata(brokers=1)[:6]) as port:
        assert not kafka_answers("127.0.0.1", port)
    with serving(b"HTTP/1.0 200 OK\r\nContent-Length: 99\r\n\r\n{") as port:
        assert not of_port(port, gateway_answers)


def test_where_nobody_listens_nothing_is_ready() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert not kafka_answers("127.0.0.1", port)
    assert not of_port(port, gateway_answers)
    assert not of_port(port, jobmanager_answers)
    assert not of_port(port, lambda url: taskmanager_registered(url, "a"))


def test_flink_is_ready_when_it_answers_in_json() -> None:
    with serving(http(b'{"productName": "Apache Flink"}')) as port:
        assert of_port(port, gateway_answers)
        assert of_port(port, jobmanager_answers)
    with serving(http(b"{}", b"503 Service Unavailable")) as port:
        assert not of_port(port, jobmanager_answers)
    with serving(http(b"<html>")) as port:
        assert not of_port(port, jobmanager_answers)


def test_a_taskmanager_is_ready_under_its_own_id_only() -> None:
    with serving(http(b'{"taskmanagers": [{"id": "taskmanager-1"}]}')) as port:
        assert of_port(port, lambda url: taskmanager_registered(url, "taskmanager-1"))
        assert not of_port(port, lambda url: taskmanager_registered(url, "taskmanager-2"))

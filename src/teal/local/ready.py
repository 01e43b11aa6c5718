"""Ask the parts of a stack whether they answer."""

import json
import socket
import struct
import urllib.request
from http.client import HTTPException

_LIMIT_SECONDS = 5.0
_METADATA = 3


def kafka_answers(host: str, port: int) -> bool:
    """Whether a broker tells of itself in its metadata, so that topics can be made."""
    # Header: API, version, correlation, no client name; body: an empty array, for no topic.
    request = struct.pack(">hhihi", _METADATA, 1, 7, -1, 0)
    try:
        with socket.create_connection((host, port), _LIMIT_SECONDS) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            (size,) = struct.unpack(">i", _exactly(connection, 4))
            answer = _exactly(connection, size)
    except OSError:
        return False
    brokers: int = struct.unpack_from(">i", answer, 4)[0]
    return brokers > 0


def gateway_answers(url: str) -> bool:
    """Whether the SQL gateway tells its version."""
    return _json(f"{url}/v3/info") is not None


def jobmanager_answers(url: str) -> bool:
    """Whether the JobManager tells its overview."""
    return _json(f"{url}/overview") is not None


def taskmanager_registered(url: str, resource_id: str) -> bool:
    """Whether the JobManager lists the TaskManager of that id."""
    # The list, not the one: asked for one that it does not know, it logs an error.
    match _json(f"{url}/taskmanagers"):
        case {"taskmanagers": list(known)}:
            return any(isinstance(each, dict) and each.get("id") == resource_id for each in known)
        case _:
            return False


def _exactly(connection: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        more = connection.recv(size - len(received))
        if not more:
            raise ConnectionError("the answer ended early")
        received += more
    return received


def _json(url: str) -> object:
    # Without a proxy: whatever the environment names, these addresses are on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=_LIMIT_SECONDS) as answer:
            value: object = json.load(answer)
            return value
    except (OSError, HTTPException, ValueError):
        return None

"""What stands in for `java`: serves the addresses that a stack's processes would, and no more.

FAKE_JAVA_BREAKS names a part that ends at once; with `, mute` behind it, before it logs.
FAKE_JAVA_VERSION is the version that it claims to be.
"""

import argparse
import json
import os
import signal
import socketserver
import struct
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Never

ADDED = "-Dtaskmanager.resource-id="


def main(arguments: list[str]) -> None:
    """Do what the main class among the arguments does, as far as the stack can see."""
    if arguments == ["-version"]:
        version = os.environ.get("FAKE_JAVA_VERSION", "17.0.15")
        sys.stderr.write(f'openjdk version "{version}" 2025-04-15\n')
        return
    main_class = arguments[arguments.index("-cp") + 2]
    rest = arguments[arguments.index("-cp") + 3 :]
    if main_class == "kafka.tools.StorageTool":
        data = Path(pairs(storage_options(rest).config, "=")["log.dirs"])
        data.mkdir()
        (data / "meta.properties").touch()
        return
    signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
    part = log_file(arguments).stem
    if os.environ.get("FAKE_JAVA_BREAKS") == part:
        log_file(arguments).write_text("starting\nout of luck\n")
        sys.exit(1)
    if os.environ.get("FAKE_JAVA_BREAKS") == f"{part}, mute":
        sys.exit("no room for the heap")
    log_file(arguments).write_text(f"{part} started\n")
    if part == "kafka":
        serve_kafka(int(pairs(Path(rest[-1]), "=")["listeners"].split(",")[0].rsplit(":", 1)[1]))
    config_folder = Path(rest[1])
    if part == "taskmanager":
        known = next(each for each in arguments if each.startswith(ADDED)).removeprefix(ADDED)
        (config_folder / known).touch()
        time.sleep(3600)
    key = "rest.port" if part == "jobmanager" else "sql-gateway.endpoint.rest.port"
    config = pairs(config_folder / "config.yaml", ": ")
    serve_http(int(config[key]), config_folder)


def storage_options(arguments: list[str]) -> argparse.Namespace:
    """Read as Kafka's tool reads them: what begins with a dash is no value."""
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["format"])
    parser.add_argument("-t", "--cluster-id", required=True)
    parser.add_argument("-c", "--config", type=Path, required=True)
    return parser.parse_args(arguments)


def log_file(arguments: list[str]) -> Path:
    """Where the process shall log."""
    option = "-Dlog.file="
    return Path(next(each for each in arguments if each.startswith(option)).removeprefix(option))


def pairs(path: Path, separator: str) -> dict[str, str]:
    """The keys and values of a properties file, or of a flat YAML file."""
    lines = path.read_text().splitlines()
    return {key: value for key, _, value in (line.partition(separator) for line in lines)}


def serve_http(port: int, config_folder: Path) -> Never:
    """Answer every request with the TaskManagers that have registered."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = [{"id": path.name} for path in config_folder.glob("taskmanager-*")]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"taskmanagers": known}).encode())

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.serve_forever()
    sys.exit()


def serve_kafka(port: int) -> Never:
    """Answer every metadata request with one broker."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            (size,) = struct.unpack(">i", self.rfile.read(4))
            correlation = self.rfile.read(size)[4:8]
            answer = correlation + struct.pack(">i", 1)
            self.wfile.write(struct.pack(">i", len(answer)) + answer)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True

    with Server(("127.0.0.1", port), Handler) as server:
        server.serve_forever()
    sys.exit()


if __name__ == "__main__":
    main(sys.argv[1:])

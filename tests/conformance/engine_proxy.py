"""An HTTP proxy that loses things: the request on its way there, or the answer on its way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit


class Fate(Enum):
    """What happens to one exchange."""

    PASS = "there and back"
    LOSE_ANSWER = "there, not back"
    LOSE_REQUEST = "not even there"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request, as far as a decision about its fate needs it."""

    method: str
    path: str
    body: str


@contextmanager
def proxy(target_url: str, fate_of: Callable[[Exchange], Fate]) -> Iterator[str]:
    """The address of a proxy to `target_url` for as long as the block lasts."""
    target = urlsplit(target_url).netloc

    class Handler(BaseHTTPRequestHandler):
        """Passes one exchange on, or does not."""

        def handle_one_exchange(self) -> None:
            self.close_connection = True
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            fate = fate_of(Exchange(self.command, self.path, body.decode()))
            if fate is Fate.LOSE_REQUEST:
                return
            status, answer = self._passed_on(body)
            if fate is Fate.LOSE_ANSWER:
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PATCH = do_DELETE = handle_one_exchange  # noqa: N815

        def _passed_on(self, body: bytes) -> tuple[int, bytes]:
            connection = HTTPConnection(target, timeout=60)
            try:
                headers = {"Content-Type": "application/json"}
                connection.request(self.command, self.path, body or None, headers)
                response = connection.getresponse()
                return response.status, response.read()
            finally:
                connection.close()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

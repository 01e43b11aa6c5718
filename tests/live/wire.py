"""A TCP connection in the middle that a test can cut and mend."""

from __future__ import annotations

import socket
from contextlib import suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False


class Wire:
    """Passes bytes on to a URL's host. With `cut_at`, the first request that holds these bytes is
    not passed on: the wire breaks there and stays broken until `mend`."""

    def __init__(self, target_url: str, cut_at: bytes | None = None) -> None:
        self._target = urlsplit(target_url)
        self._cut_at = cut_at
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self._server: _Server | None = None
        self._thread: Thread | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """Where to speak to instead."""
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> None:
        """Listen, on the same port each time."""
        wire = self

        class Handler(BaseRequestHandler):
            def handle(self) -> None:
                wire._relay(self.request)

        self._server = _Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def cut(self) -> None:
        """Close everything, so that nobody answers any more."""
        server, thread = self._server, self._thread
        self._server = self._thread = None
        if server is None or thread is None:
            return
        server.shutdown()
        thread.join()
        with self._lock:
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
        server.server_close()  # waits for the handlers

    def __enter__(self) -> Self:
        self.mend()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut()

    def _relay(self, near: socket.socket) -> None:
        place = (str(self._target.hostname), int(self._target.port or 80))
        with socket.create_connection(place, timeout=30) as far:
            far.settimeout(None)
            with self._lock:
                self._open |= {near, far}
            back = Thread(target=_pump, args=(far, near))
            back.start()
            is_cut = self._pump_there(near, far)
            for each in (near, far):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            back.join()
            with self._lock:
                self._open -= {near, far}
        if is_cut:
            # Not from here: cutting waits for this very handler.
            Thread(target=self.cut).start()

    def _pump_there(self, near: socket.socket, far: socket.socket) -> bool:
        with suppress(OSError):
            while chunk := near.recv(65536):
                if self._cut_at is not None and self._cut_at in chunk:
                    self._cut_at = None
                    return True
                far.sendall(chunk)
        return False


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(65536):
            sink.sendall(chunk)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)

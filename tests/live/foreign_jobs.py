"""Jobs that somebody started without Teal: by hand, in a SQL session of their own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import httpx

from teal.ports.stack import StackAddresses


class HandWork:
    """A SQL session whose jobs are remembered, so that they can be cancelled by their ids."""

    def __init__(self, addresses: StackAddresses) -> None:
        self._addresses = addresses
        self._client = httpx.Client(timeout=60)
        self.jobs: dict[str, str] = {}

    def start(self, table: str, statement: str, definitions: Sequence[str]) -> str:
        """Submit an INSERT in a session of its own; the id that Flink gave to its job."""
        session = self._post("/v3/sessions", {})["sessionHandle"]
        try:
            for definition in definitions:
                self._run(session, definition)
            job = str(self._run(session, statement)["jobID"])
        finally:
            self._client.delete(f"{self._addresses.gateway_url}/v3/sessions/{session}")
        self.jobs[table] = job
        return job

    def state(self, table: str) -> str:
        """What Flink says of a job."""
        job = self._get(self._addresses.jobmanager_url, f"/jobs/{self.jobs[table]}")
        return str(job["state"])

    def close(self) -> None:
        """Cancel what still runs."""
        for job in self.jobs.values():
            self._client.patch(f"{self._addresses.jobmanager_url}/jobs/{job}?mode=cancel")
        self._client.close()

    def _run(self, session: str, statement: str) -> dict[str, Any]:
        path = f"/v3/sessions/{session}"
        started = self._post(f"{path}/statements", {"statement": statement})
        operation = f"{path}/operations/{started['operationHandle']}"
        gateway = self._addresses.gateway_url
        while (status := self._get(gateway, f"{operation}/status")["status"]) == "RUNNING":
            time.sleep(0.1)
        assert status in ("FINISHED", "PENDING", "INITIALIZED"), f"{statement}: {status}"
        page = self._get(gateway, f"{operation}/result/0?rowFormat=JSON")
        while page["resultType"] == "NOT_READY":
            time.sleep(0.1)
            page = self._get(gateway, f"{operation}/result/0?rowFormat=JSON")
        return page

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._json(self._client.post(f"{self._addresses.gateway_url}{path}", json=body))

    def _get(self, address: str, path: str) -> dict[str, Any]:
        return self._json(self._client.get(f"{address}{path}"))

    def _json(self, response: httpx.Response) -> dict[str, Any]:
        assert response.is_success, response.text[-2000:]
        found = response.json()
        assert isinstance(found, dict)
        return found

"""A running stack from outside, for whoever plays with it: the story, the benchmarks, the end-to-end tests."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

import httpx

from dev.altegio.desk import Desk
from dev.runner.settings import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

_PAUSE_SECONDS = 0.02


class StackError(Exception):
    """The stack refuses, or does not come to rest; the text says what and why."""


class StackDriver:
    """Calls by what `stack.json` says. Usable from several threads; a context manager closes its connections."""

    def __init__(self, file: Path) -> None:
        """`file` is the `stack.json` of a stack that is ready."""
        self.facts: dict[str, Any] = json.loads(file.read_text())
        self.base_url = str(self.facts["base_url"])
        self.apns_url = str(self.facts["apns_url"])
        self.ca_file = CHECKOUT / self.facts["ca_file"]
        self.desk = Desk(self.facts["altegio"]["app_url"])
        self.http = httpx.Client(base_url=self.base_url, timeout=60, trust_env=False)

    def operator(self, method: str, path: str, body: object = None) -> Any:
        """The JSON of a call of the operator's, `path` below `/operator/v1`. Raises StackError for an error's status."""
        return self.json(method, f"/operator/v1{path}", self.facts["operator_key"], body)

    def json(self, method: str, path: str, key: str = "", body: object = None) -> Any:
        """The JSON of any call. Raises StackError for an error's status."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        answer = self.http.request(method, path, headers=headers, json=body)
        if answer.is_error:
            raise StackError(f"{method} {path} was answered with {answer.status_code}: {answer.text[:300]}")
        return answer.json() if answer.content else None

    def run_job(self, job: str) -> Any:
        """The report of a scheduled job, run now."""
        return self.json("POST", f"/__local/run/{job}")

    def shift_clock(self, offset_seconds: float) -> None:
        """Every handler's clock is this far from the machine's."""
        self.json("POST", "/__local/clock", body={"offset_seconds": offset_seconds})

    def settle(self, timeout: float = 60.0, *, ahead: float = 0) -> None:
        """Until nothing is in flight, events of our stand-in for Altegio included, nor scheduled for the seconds `ahead`: fewer
        than `timeout` where others share the stack and leave things for later. Raises StackError after `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while True:
            began = time.monotonic()
            answer = self.http.get("/__local/idle")
            took, rest = time.monotonic() - began, answer.json()
            if answer.status_code == httpx.codes.OK and not (ahead and _is_near(rest, ahead)):
                return
            if time.monotonic() > deadline:
                raise StackError(f"the stack is not at rest after {timeout} s: {rest}")
            time.sleep(max(_PAUSE_SECONDS, took))  # a busy stack has better things to do than to answer this

    def close(self) -> None:
        """Ends the connections."""
        self.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _is_near(rest: dict[str, Any], seconds: float) -> bool:
    """Whether something is scheduled for a moment that is worth waiting for."""
    if not rest["scheduled"]:
        return False
    due = datetime.fromisoformat(rest["next_at"])
    return due - datetime.now(UTC) < timedelta(seconds=seconds)

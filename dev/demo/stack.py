"""The running stack as the story sees it: calls that are told as they are made, moments to wait for."""

import json
import time
from collections.abc import Callable
from typing import Any

import httpx

from dev.demo.telling import Teller
from dev.runner.drive import StackDriver, StackError

_PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.05


class ToldStack:
    """A driver of the stack with somebody who tells; `key` is the owner's API key once there is one."""

    def __init__(self, driver: StackDriver, teller: Teller) -> None:
        """`driver` stays the caller's to close."""
        self.driver = driver
        self.desk = driver.desk
        self.key = ""
        self._teller = teller

    def open(self, path: str, shown: str) -> httpx.Response:
        """A browser's GET; `shown` stands for an address that carries a signature or a token."""
        self._teller.sent(f"GET {shown}")
        answer = self.driver.http.get(path)
        where = f", to {_without_query(answer.headers['location'])}" if "location" in answer.headers else ""
        self._teller.got(f"{answer.status_code} {answer.reason_phrase}{where}")
        return answer

    def operator(self, method: str, path: str, *, show: tuple[str, ...] = ()) -> Any:
        """A call of the operator's; `show` names the fields of the answer that are told."""
        return self._told(method, f"/operator/v1{path}", self.driver.facts["operator_key"], None, show)

    def api(self, method: str, path: str, body: object = None, *, show: tuple[str, ...] = ()) -> Any:
        """A call of the owner's system; `show` as above."""
        return self._told(method, f"/api/v1{path}", self.key, body, show)

    def run_job(self, job: str, *, show: tuple[str, ...] = ()) -> Any:
        """A scheduled job, now."""
        return self._told("POST", f"/__local/run/{job}", "", None, show)

    def read(self, path: str) -> Any:
        """An owner's GET that is not worth telling."""
        return self.driver.json("GET", f"/api/v1{path}", self.key)

    def settle(self) -> None:
        """Until nothing is in flight. Raises StackError after a minute."""
        self.driver.settle(_PATIENCE_SECONDS)

    def wait_until(self, otherwise: str, condition: Callable[[], bool]) -> None:
        """Raises StackError with `otherwise` when the condition does not come true in a minute."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise StackError(otherwise)
            time.sleep(_PAUSE_SECONDS)

    def _told(self, method: str, path: str, key: str, body: object, show: tuple[str, ...]) -> Any:
        self._teller.sent(f"{method} {path}" + ("" if body is None else f"  {json.dumps(body, ensure_ascii=False)}"))
        answer = self.driver.json(method, path, key, body)
        self._teller.got("done" + "".join(f"  {name}: {answer[name]}" for name in show))
        return answer


def _without_query(address: str) -> str:
    """Where to, without what opens it: tokens stand in queries and in last parts of paths."""
    url = httpx.URL(address)
    path = url.path if len(url.path) < 60 else f"{url.path[:40]}…"
    return f"{url.host}{path}" if url.host else path

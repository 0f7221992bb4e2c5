"""The running stack as the story sees it: its doors over HTTP, its reception desk, its idle moments."""

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from dev.altegio.desk import Desk
from dev.demo.telling import Teller

CHECKOUT = Path(__file__).resolve().parents[2]
_PATIENCE_SECONDS = 60.0


class StoryError(Exception):
    """The story cannot go on; the text says why."""


@dataclass(slots=True)
class StackView:
    """What `stack.json` names, and calls that are told as they are made."""

    teller: Teller
    file: Path
    key: str = ""
    desk: Desk = field(init=False)
    _facts: dict[str, Any] = field(init=False)
    _http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        """Reads the file of a stack that is ready."""
        self._facts = json.loads(self.file.read_text())
        self._http = httpx.Client(base_url=self.base_url, timeout=30, trust_env=False)
        self.desk = Desk(self._facts["altegio"]["app_url"])

    @property
    def base_url(self) -> str:
        """Our address."""
        return str(self._facts["base_url"])

    @property
    def apns_url(self) -> str:
        """The stand-in for Apple's push service."""
        return str(self._facts["apns_url"])

    @property
    def ca_file(self) -> Path:
        """The local authority."""
        return CHECKOUT / str(self._facts["ca_file"])

    def open(self, path: str, shown: str) -> httpx.Response:
        """A browser's GET; `shown` stands for an address that carries a signature or a token."""
        self.teller.sent(f"GET {shown}")
        answer = self._http.get(path)
        self.teller.got(_brief(answer))
        return answer

    def operator(self, method: str, path: str, *, show: tuple[str, ...] = ()) -> Any:
        """A call of the operator's; `show` names the fields of the answer that are told."""
        return self._call(method, f"/operator/v1{path}", self._facts["operator_key"], None, show)

    def api(self, method: str, path: str, body: object = None, *, show: tuple[str, ...] = ()) -> Any:
        """A call of the owner's system; `show` as above."""
        return self._call(method, f"/api/v1{path}", self.key, body, show)

    def read(self, path: str) -> Any:
        """An owner's GET that is not worth telling."""
        answer = self._http.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {self.key}"})
        return answer.json()

    def run_job(self, job: str, *, show: tuple[str, ...] = ()) -> Any:
        """A scheduled job, now."""
        return self._call("POST", f"/__local/run/{job}", "", None, show)

    def settle(self) -> None:
        """Until Altegio's events have arrived and nothing is in flight. Raises StoryError after a minute."""
        self.desk.wait_for_webhooks()
        self.wait_until("the stack did not come to rest", lambda: self._http.get("/__local/idle").status_code == 200)

    def wait_until(self, otherwise: str, condition: Any) -> None:
        """Raises StoryError with `otherwise` when the condition does not come true in a minute."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise StoryError(otherwise)
            time.sleep(0.05)

    def close(self) -> None:
        """End the connection."""
        self._http.close()

    def _call(self, method: str, path: str, key: str, body: object, show: tuple[str, ...]) -> Any:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.teller.sent(f"{method} {path}" + ("" if body is None else f"  {json.dumps(body, ensure_ascii=False)}"))
        answer = self._http.request(method, path, headers=headers, json=body)
        if answer.is_error:
            self.teller.got(_brief(answer))
            raise StoryError(f"{method} {path} was answered with {answer.status_code}: {answer.text[:300]}")
        told = answer.json()
        self.teller.got(_brief(answer) + "".join(f"  {name}: {told[name]}" for name in show))
        return told


def _brief(answer: httpx.Response) -> str:
    where = f", to {httpx.URL(answer.headers['location']).path}" if "location" in answer.headers else ""
    return f"{answer.status_code} {answer.reason_phrase}{where}"

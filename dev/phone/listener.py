"""Hearing pushes: a thread that asks the stand-in for APNs, waiting for each answer."""

import ssl
import threading
from collections.abc import Callable

import httpx

_WAIT = 10


class PushListener:
    """Calls `on_push(topic)` once for what has come since the last time, as APNs keeps only the newest push per topic."""

    def __init__(self, apns_url: str, ca_file: str, token: str, on_push: Callable[[str], object]) -> None:
        """Start at once; pushes from before are not heard."""
        context = ssl.create_default_context(cafile=ca_file)
        self._http = httpx.Client(base_url=apns_url, verify=context, timeout=_WAIT + 10, trust_env=False)
        self._token = token
        self._on_push = on_push
        self._closed = threading.Event()
        self._last = self._ask(0, 0)[0]
        self._thread = threading.Thread(target=self._run, name="phone", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread; one that waits for an answer is left to its time-out."""
        self._closed.set()
        self._http.close()
        self._thread.join(timeout=1)

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                self._last, topics = self._ask(self._last, _WAIT)
                for topic in topics:
                    self._on_push(topic)
            except (httpx.HTTPError, RuntimeError):  # A closed client raises RuntimeError.
                self._closed.wait(0.2)

    def _ask(self, after: int, wait: int) -> tuple[int, list[str]]:
        answer = self._http.get("/__control/pushes", params={"after": after, "token": self._token, "wait": wait})
        heard = [push for push in answer.raise_for_status().json()["pushes"] if push["status"] == 200]
        numbers = [push["number"] for push in answer.json()["pushes"]]
        return max([after, *numbers]), list(dict.fromkeys(push["topic"] for push in heard))

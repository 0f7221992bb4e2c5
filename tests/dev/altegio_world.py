"""A running stand-in for Altegio, somebody who calls it with its tokens, and a receiver of its webhooks."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from dev.altegio.desk import Desk
from dev.altegio.simulator import Running, running

ACCEPT = {"Accept": "application/vnd.api.v2+json"}
DOCUMENTED = json.loads((Path(__file__).parents[1] / "fixtures/altegio/documented_keys.json").read_text())


def key_paths(value: object, before: str = "") -> Iterator[str]:
    """Every key of nested JSON as `data.services[].cost`; elements of a list share their paths."""
    if isinstance(value, dict) and value:
        for name, one in value.items():
            yield from key_paths(one, f"{before}.{name}" if before else name)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for one in value:
            yield from key_paths(one, f"{before}[]")
    elif before:
        yield before


@dataclass
class Receiver:
    """Keeps bodies in order of arrival; answers from `statuses`, then 200. None: breaks the connection."""

    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    statuses: list[int | None] = field(default_factory=list)

    def kinds(self) -> list[tuple[str, str]]:
        return [(body["resource"], body["status"]) for body in self.bodies]

    def last(self, resource: str) -> dict[str, Any]:
        return next(body for body in reversed(self.bodies) if body["resource"] == resource)

    def wait_for(self, count: int, timeout: float = 30) -> None:
        deadline = time.monotonic() + timeout
        while len(self.bodies) < count:
            assert time.monotonic() < deadline, f"{len(self.bodies)} of {count} events came"
            time.sleep(0.005)


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = receiver.statuses.pop(0) if receiver.statuses else 200
            receiver.bodies.append(body)
            if status is None:
                self.connection.close()
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    class PatientServer(ThreadingHTTPServer):
        request_queue_size = 128  # a storm of events must not wait for the kernel's second try

    with PatientServer(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Connected:
    """The application is active in 4564 and its events come to `receiver`."""

    altegio: Running
    desk: Desk
    rest: httpx.Client
    partner: httpx.Client
    receiver: Receiver

    def get(self, path: str, **query: Any) -> Any:
        """`data` of an answer that must succeed."""
        answer = self.rest.get(f"/api/v1{path}", params=query)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        return body if isinstance(body, list) else body["data"]

    def activate(self, location: int, *urls: str) -> httpx.Response:
        body = {"salon_id": location, "application_id": 2391, "webhook_urls": list(urls)}
        return self.partner.post("/marketplace/partner/callback", json=body)

    def events(self) -> list[tuple[str, str]]:
        """What came, once nothing is under way."""
        self.desk.wait_for_webhooks()
        return self.receiver.kinds()


@contextlib.contextmanager
def unconnected(**options: Any) -> Iterator[Connected]:
    chosen = {"webhook_delay": 0.0, "per_second": 0, "per_minute": 0, "wobble_seed": None, **options}
    with running(**chosen) as altegio, receiving() as receiver:
        partner = {"Authorization": f"Bearer {altegio.options.partner_token}"}
        user = {"Authorization": f"{partner['Authorization']}, User {altegio.options.user_token}", **ACCEPT}
        with (
            httpx.Client(base_url=altegio.base_url, headers=user, timeout=60) as rest,
            httpx.Client(base_url=altegio.base_url, headers=partner, timeout=60) as calls,
        ):
            yield Connected(altegio, altegio.desk, rest, calls, receiver)


@contextlib.contextmanager
def connected(**options: Any) -> Iterator[Connected]:
    with unconnected(**options) as world:
        world.desk.press_connect([4564])
        assert world.activate(4564, world.receiver.url).status_code == 201
        yield world

"""Lambda's Runtime API for one worker: it asks for the next event here and brings its answer back."""

import json
import queue
import threading
import time
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_PREFIX = "/2018-06-01/runtime/"
MAX_PAYLOAD_BYTES = 6 * 1024 * 1024
TOO_LARGE = "RequestTooLargeException"
"""What Lambda calls an event that is larger; no handler hears of it."""


class Ending(StrEnum):
    """How an invocation ended."""

    OK = "ok"
    ERROR = "error"  # the handler raised, or could not be loaded, or its process died
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`payload` is the handler's JSON, or for an error the error's type."""

    ending: Ending
    payload: Any = None


@dataclass(slots=True)
class Invocation:
    """One event on its way; `done` is set once."""

    event: bytes
    arn: str
    timeout_seconds: float
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    taken: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    outcome: Outcome = Outcome(Ending.ERROR, "Runtime.ExitError")

    def finish(self, outcome: Outcome) -> None:
        """The first ending counts."""
        if not self.done.is_set():
            self.outcome = outcome
            self.done.set()


class RuntimeApi:
    """A server on a port of its own, by which the worker is known."""

    def __init__(self) -> None:
        """Listens at once."""
        self.waiting: queue.SimpleQueue[Invocation | None] = queue.SimpleQueue()
        self.current: Invocation | None = None
        self.failed = threading.Event()
        self.failure = "Runtime.InitError"
        api = self

        class Handler(_RuntimeHandler):
            runtime = api

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 5}, daemon=True).start()

    @property
    def address(self) -> str:
        """Value of AWS_LAMBDA_RUNTIME_API."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Frees the port; a worker that still asks gets no more events."""
        self.waiting.put(None)
        threading.Thread(target=self._close, daemon=True).start()

    def _close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _RuntimeHandler(BaseHTTPRequestHandler):
    """The four calls that AWS's runtime client makes."""

    runtime: RuntimeApi
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Waits for the next event."""
        invocation = self.runtime.waiting.get()
        if invocation is None:
            self.close_connection = True
            return
        self.runtime.current = invocation
        deadline_ms = int((time.time() + invocation.timeout_seconds) * 1000)
        headers = {
            "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
            "Lambda-Runtime-Deadline-Ms": str(deadline_ms),
            "Lambda-Runtime-Invoked-Function-Arn": invocation.arn,
            "Lambda-Runtime-Trace-Id": f"Root=1-{int(time.time()):08x}-{invocation.request_id.replace('-', '')[:24]};Sampled=0",
        }
        invocation.taken.set()
        self._answer(200, invocation.event, headers)

    def do_POST(self) -> None:
        """Takes the answer or the error."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        kind = self.path.removeprefix(_PREFIX)
        if kind == "init/error":
            self.runtime.failure = self.headers.get("Lambda-Runtime-Function-Error-Type", "Runtime.InitError")
            self.runtime.failed.set()
        elif self.runtime.current is not None:
            self.runtime.current.finish(_outcome(kind, body))
        self._answer(202, b'{"status":"OK"}', {})

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _outcome(kind: str, body: bytes) -> Outcome:
    try:
        payload = json.loads(body) if body else None
    except ValueError:
        return Outcome(Ending.ERROR, "Runtime.UnmarshalError")
    if kind.endswith("/error"):
        return Outcome(Ending.ERROR, payload.get("errorType", "Error") if isinstance(payload, dict) else "Error")
    if len(body) > MAX_PAYLOAD_BYTES:
        return Outcome(Ending.ERROR, "Function.ResponseSizeTooLarge")
    return Outcome(Ending.OK, payload)

"""Stands between the functions and the local AWS, passes everything on, and makes the faults that are in force.

Written here because it has to know which function calls and to do the call before its answer is lost; microburst, the usual
tool, knows neither the caller nor what happens after the call, and brings an HTTP stack of its own.
"""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import closing
from functools import cached_property
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from dev.faults.callers import caller_of
from dev.faults.troubles import Call, Faults, Refusal, Trouble, refusal

if TYPE_CHECKING:
    from dev.faults.callers import Caller

_HANGS_SECONDS = 60  # longer than anybody waits
_SERVICES = {"DynamoDB_20120810": "dynamodb", "AmazonSQS": "sqs", "secretsmanager": "secretsmanager"}
_OF_THE_CONNECTION = frozenset({"connection", "keep-alive", "transfer-encoding", "expect", "content-length"})
_RESET_AT_CLOSE = struct.pack("ii", 1, 0)


class FaultProxy(ThreadingHTTPServer):
    """A context manager; ends with its program."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, upstream_url: str) -> None:
        """Listens at once, on a port of its own."""
        self.faults = Faults()
        self.upstream = urlsplit(upstream_url).netloc
        self.ended = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, name="faults", daemon=True).start()

    @property
    def url(self) -> str:
        """What functions take for AWS."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A killed caller is no news."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: FaultProxy
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65_536

    @cached_property
    def caller(self) -> Caller:
        """Asked once a connection."""
        return caller_of(self.client_address[1], self.server.server_address[1])

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        operation = self._operation()
        trouble = self.server.faults.meet(Call(self.caller, operation, body))
        match trouble:
            case None:
                self._answer(*self._forwarded(body))
            case Trouble.THROTTLED | Trouble.BROKEN:
                self._refuse(refusal(operation.partition(".")[0], trouble))
            case Trouble.HANGS:
                self.server.ended.wait(_HANGS_SECONDS)
                self._break()
            case Trouble.RESET:
                self._break()
            case Trouble.LOST:
                self._forwarded(body)
                self._break()
            case Trouble.KILL_BEFORE:
                self._kill()
            case Trouble.KILL_AFTER:
                self._forwarded(body)
                self._kill()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815  the base class's naming

    def _operation(self) -> str:
        prefix, _, name = self.headers.get("X-Amz-Target", "").partition(".")
        return f"{_SERVICES.get(prefix, prefix)}.{name}" if name else f"s3.{self.command.capitalize()}Object"

    def _forwarded(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _OF_THE_CONNECTION}
        # A connection of its own: a kept one that the emulator has closed meanwhile would be a fault nobody asked for.
        with closing(HTTPConnection(self.server.upstream, timeout=_HANGS_SECONDS)) as upstream:
            upstream.request(self.command, self.path, body or None, headers)
            answer = upstream.getresponse()
            return answer.status, answer.getheaders(), answer.read()

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in _OF_THE_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _refuse(self, answer: Refusal) -> None:
        self._answer(answer.status, [("Content-Type", answer.kind)], answer.body)

    def _kill(self) -> None:
        self.caller.kill()
        self._break()

    def _break(self) -> None:
        """A reset, not an orderly end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_CLOSE)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Says nothing."""

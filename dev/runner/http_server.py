"""HTTP/1.1 on the loopback address: reads whole requests, writes whole responses."""

import uuid
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from dev.runner.gateway import MAX_BODY_BYTES
from dev.runner.payload import Request, Response, message

_NO_BODY = {204, 304}


class _BadRequestError(Exception):
    """The body's framing cannot be read."""


class HttpServer(ThreadingHTTPServer):
    """One thread a connection."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, answer: Callable[[Request], Response]) -> None:
        """Listens at once; raises OSError when the port is taken."""
        self.answer = answer
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: HttpServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65_536
    timeout = 60

    def _serve(self) -> None:
        try:
            body = self._read_body()
        except _BadRequestError:
            self.close_connection = True
            self._write(message(400, "Bad Request"))
            return
        if len(body) > MAX_BODY_BYTES:
            self.close_connection = True
        self._write(self.server.answer(self._request(body)))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815  the base class's naming

    def _request(self, body: bytes) -> Request:
        target = self.path
        if not target.startswith("/"):  # absolute form, as proxies send it
            parts = urlsplit(target)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        port = str(self.server.server_address[1])
        source = str(self.client_address[0])
        added = [("X-Forwarded-For", source), ("X-Forwarded-Port", port), ("X-Forwarded-Proto", "http")]
        given = [(name, value.strip()) for name, value in self.headers.items() if name.lower() != "transfer-encoding"]
        return Request(self.command, target, given + added, body, source, self.request_version)

    def _read_body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._read_chunks()
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit():
            raise _BadRequestError
        return self.rfile.read(min(int(length), MAX_BODY_BYTES + 1))

    def _read_chunks(self) -> bytes:
        body = bytearray()
        while len(body) <= MAX_BODY_BYTES:
            try:
                size = int(self.rfile.readline(64).partition(b";")[0], 16)
            except ValueError as error:
                raise _BadRequestError from error
            if size == 0:
                while self.rfile.readline(1024).strip():
                    pass
                return bytes(body)
            body += self.rfile.read(min(size, MAX_BODY_BYTES + 1))
            self.rfile.readline(8)
        return bytes(body)

    def _write(self, response: Response) -> None:
        self.send_response_only(response.status)
        self.send_header("Date", self.date_time_string())
        for name, value in response.headers:
            self.send_header(name, value)
        if response.status not in _NO_BODY:
            self.send_header("Content-Length", str(len(response.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.send_header("Apigw-Requestid", uuid.uuid4().hex[:16])
        self.end_headers()
        if self.command != "HEAD" and response.status not in _NO_BODY:
            self.wfile.write(response.body)
        self.wfile.flush()

    def send_error(self, code: int, _message: str | None = None, _explain: str | None = None) -> None:
        """Errors of the protocol in API Gateway's shape."""
        self.close_connection = True
        self.command = getattr(self, "command", "") or "GET"
        self.request_version = self.protocol_version  # else the base class answers without a head, as HTTP/0.9 had none
        too_large = message(431, "Request Header Fields Too Large")
        self._write(too_large if code == too_large.status else message(400, "Bad Request"))

    def log_message(self, *_: object) -> None:
        """Says nothing: paths carry secrets."""

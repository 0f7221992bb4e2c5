"""The stand-in on a port of this machine.

POST /token                                     access tokens
.../walletobjects/v1/loyaltyClass, loyaltyObject  the Wallet API
GET /gp/m/issuer/keys                           root keys of callbacks
GET, POST /gp/v/save/{jwt}                      the page of a save link, and adding what it offers
GET /__control/state, objects/{id}, callbacks   what there is
POST /__control/save {link} or {object_id}, remove {object_id}, callbacks {copies, lose}, callbacks/wait {seconds},
     faults (dev.google.troubles.Fault), faults/clear, limits {per_second}, tokens/revoke, reset
"""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from dev.google.control import control
from dev.google.refusals import Refused, TokenRefused
from dev.google.troubles import Fault
from dev.google.wallet import KEYS, SAVE, Wallet

_LARGEST_BODY = 1_048_576


class _Handler(BaseHTTPRequestHandler):
    """`wallet` is set by a subclass."""

    protocol_version = "HTTP/1.1"
    # Head and body in one packet: two of them cost the caller's delayed acknowledgement, 40 ms a call.
    wbufsize = -1
    wallet: Wallet

    def do_GET(self) -> None:
        """Read."""
        self._serve()

    def do_POST(self) -> None:
        """Insert, save, ask for a token, control."""
        self._serve()

    def do_PATCH(self) -> None:
        """Change fields."""
        self._serve()

    def do_PUT(self) -> None:
        """Replace."""
        self._serve()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the overridden signature
        """Say nothing: paths carry tokens."""

    def _serve(self) -> None:
        path = unquote(urlsplit(self.path).path)
        length = self.headers.get("Content-Length") or "0"
        if not length.isdigit() or int(length) > _LARGEST_BODY:
            self.close_connection = True
            self._answer_problem(Refused(400, "badRequest", "The body is too long.", domain="global"))
            return
        body = self.rfile.read(int(length))
        if path.startswith("/__control/"):
            self._answer_with(lambda: control(self.wallet, self.command, path, json.loads(body or b"{}")))
            return
        call = f"{self.command} {'/gp/v/save' if path.startswith(SAVE) else path}"
        self.wallet.troubles.count("/".join(call.split("/")[:4]))
        fault = self.wallet.troubles.fault_of(call)
        if fault is None:
            self._route(path, body)
        else:
            self._misbehave(fault, path, body)

    def _route(self, path: str, body: bytes) -> None:
        if path.startswith(SAVE):
            jwt = path.removeprefix(SAVE)
            self._answer_page(*(self.wallet.save(jwt) if self.command == "POST" else self.wallet.show_save_page(jwt)))
        elif path == "/token":
            self._answer_with(lambda: self.wallet.account.token(dict(parse_qsl(body.decode("utf-8", "replace")))))
        elif path == KEYS:
            self._answer(200, self.wallet.signer.keys())
        else:
            self._answer_with(lambda: self._call(path, body))

    def _call(self, path: str, body: bytes) -> dict[str, Any]:
        try:
            document = json.loads(body) if body else {}
        except ValueError:
            raise Refused(400, "parseError", "Invalid JSON payload received.", domain="global") from None
        query = dict(parse_qsl(urlsplit(self.path).query))
        return self.wallet.call(self.command, path, document, self.headers.get("Authorization") or "", query)

    def _misbehave(self, fault: Fault, path: str, body: bytes) -> None:
        if fault.late:
            self.wallet.call(self.command, path, json.loads(body or b"{}"), self.headers.get("Authorization") or "")
        if fault.act == "answer":
            self._answer_problem(
                TokenRefused("A fault was asked for.") if path == "/token" and fault.status == 400 else fault.refusal()
            )
            return
        if fault.act == "hang":
            time.sleep(fault.seconds)
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _answer_with(self, act: Any) -> None:
        try:
            answered = act()
        except Refused as problem:
            self._answer_problem(problem)
        except (KeyError, TypeError, ValueError) as problem:
            self._answer(400, {"error": str(problem)})
        else:
            self._answer(200, answered)

    def _answer_problem(self, problem: Refused) -> None:
        headers = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
        self._answer(problem.status, problem.body(), headers)

    def _answer(self, status: int, told: Any, headers: dict[str, str] | None = None) -> None:
        self._write(status, "application/json; charset=UTF-8", json.dumps(told).encode(), headers or {})

    def _answer_page(self, status: int, page: str) -> None:
        self._write(status, "text/html; charset=utf-8", page.encode(), {})

    def _write(self, status: int, content_type: str, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away is no news."""


class GoogleServer:
    """Listens from the start on 127.0.0.1; a context manager ends it."""

    def __init__(self, wallet: Wallet, port: int = 0) -> None:
        """Port 0 takes a free one."""
        self.wallet = wallet
        handler = type("BoundHandler", (_Handler,), {"wallet": wallet})
        self._server = _Server(("127.0.0.1", port), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="google", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and store the state."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)
        self.wallet.issuer.store()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

import http.client
import socket
import threading
from collections.abc import Iterator

import pytest

from dev.runner.gateway import MAX_BODY_BYTES
from dev.runner.http_server import HttpServer
from dev.runner.payload import Request, Response

pytestmark = pytest.mark.stack


class Door:
    """A server that remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.server = HttpServer(0, self._answer)
        self.port = int(self.server.server_address[1])

    def _answer(self, request: Request) -> Response:
        self.requests.append(request)
        status = 204 if request.target == "/nothing" else 200
        return Response(status, [("set-cookie", "a=1"), ("set-cookie", "b=2")], b"body")

    def raw(self, data: bytes) -> bytes:
        """What comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as wire:
            wire.sendall(data)
            received = b""
            while part := wire.recv(65_536):
                received += part
        return received


@pytest.fixture
def door() -> Iterator[Door]:
    made = Door()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def test_a_connection_serves_one_request_after_another(door: Door) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", door.port, timeout=5)
    for number in range(2):
        connection.request("POST", f"/path%20{number}?a=1", b"data", {"X-Test": "1"})
        answer = connection.getresponse()
        assert (answer.status, answer.read(), answer.headers.get_all("set-cookie")) == (200, b"body", ["a=1", "b=2"])
    connection.close()

    assert [(one.method, one.target, one.body) for one in door.requests] == [
        ("POST", f"/path%20{n}?a=1", b"data") for n in (0, 1)
    ]
    assert ("X-Forwarded-Proto", "http") in door.requests[0].headers


def test_nothing_and_heads_have_no_body(door: Door) -> None:
    nothing = door.raw(b"GET /nothing HTTP/1.1\r\nConnection: close\r\n\r\n")
    head = door.raw(b"HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n")

    assert nothing.startswith(b"HTTP/1.1 204")
    assert nothing.endswith(b"\r\n\r\n")
    assert head.endswith(b"\r\n\r\n")
    assert b"Content-Length: 4" in head


def test_bodies_in_chunks_are_put_together(door: Door) -> None:
    head = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    door.raw(head + b"4\r\nwiki\r\n5;x=y\r\npedia\r\n0\r\n\r\n")

    assert door.requests[0].body == b"wikipedia"


@pytest.mark.parametrize("data", [
    b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    b"nonsense\r\n\r\n", b"BREW / HTTP/1.1\r\n\r\n",
])  # fmt: skip
def test_what_is_no_http_is_a_400(door: Door, data: bytes) -> None:
    assert door.raw(data).startswith(b"HTTP/1.1 400")
    assert door.requests == []


def test_a_body_is_read_a_little_beyond_the_limit_and_no_further(door: Door) -> None:
    size = MAX_BODY_BYTES + 4096
    connection = http.client.HTTPConnection("127.0.0.1", door.port, timeout=5)
    connection.putrequest("POST", "/")
    connection.putheader("Content-Length", str(size))
    connection.endheaders(b"x" * (MAX_BODY_BYTES + 1))

    assert connection.getresponse().status == 200
    connection.close()
    assert len(door.requests[0].body) == MAX_BODY_BYTES + 1


def test_a_taken_port_is_refused(door: Door) -> None:
    with pytest.raises(OSError, match="in use"):
        HttpServer(door.port, lambda _request: Response(200, [], b""))

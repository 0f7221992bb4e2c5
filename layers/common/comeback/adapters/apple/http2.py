"""One HTTP/2 connection as a client, as much as pushes need: many small requests, small answers (RFC 9113).

h2 knows the protocol, this class the socket. GOAWAY is read here and not handed to h2, which would refuse the answers
that a server still sends for the streams it had accepted.
"""

import json
import socket
import ssl
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, Event, RemoteSettingsChanged, ResponseReceived, StreamEnded, StreamReset
from h2.exceptions import ProtocolError
from hpack import HeaderTuple

# What has arrived already is taken even when the time is over.
_NOW = 0.001
_FRAME_HEADER = 9
_GOAWAY = 7
Headers = Sequence[tuple[str, str] | HeaderTuple]


class CertificateNotAcceptedError(Exception):
    """The server refused our client certificate in the handshake."""


@dataclass(slots=True)
class Answer:
    """Status, headers and body of one request."""

    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def status(self) -> int:
        """0 when the answer had none."""
        text = self.headers.get(":status", "")
        return int(text) if text.isascii() and text.isdigit() else 0


@dataclass(slots=True)
class _Stream:
    request: int
    deadline: float
    answer: Answer = field(default_factory=Answer)


class Http2Connection:
    """Not for several threads. Once `usable` is false it stays so: make another one."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext, timeout: float) -> None:
        """Connect and wait for the server's settings. Raises OSError, ProtocolError, CertificateNotAcceptedError."""
        self.usable = True
        self.problem = ""
        self.used_at = monotonic()
        self._timeout = timeout
        self._streams: dict[int, _Stream] = {}
        self._received = b""
        self._settled = False
        # Our headers are made by us and Apple's are read by name: checking each of them costs a fifth of a push.
        self._h2 = H2Connection(
            H2Configuration(
                client_side=True, header_encoding="utf-8", validate_outbound_headers=False, normalize_outbound_headers=False,
                validate_inbound_headers=False, normalize_inbound_headers=False,
            )
        )  # fmt: skip
        self._socket = socket.create_connection((host, port), timeout)
        try:
            self._start(host, context, monotonic() + timeout)
        except BaseException as problem:
            self._socket.close()
            if isinstance(problem, ssl.SSLError) and _is_refusal(problem):
                raise CertificateNotAcceptedError(str(problem.reason)) from problem
            raise

    def exchange(
        self, requests: Sequence[tuple[Headers, bytes]], is_fatal: Callable[[Answer], bool] = lambda _: False
    ) -> dict[int, Answer]:
        """Answers by the place of their request. A request without an answer may or may not have been handled.

        After a fatal answer no further request is sent.
        """
        waiting = deque(range(len(requests)))
        answers: dict[int, Answer] = {}
        try:
            while (waiting and self.usable) or self._streams:
                self._open(requests, waiting)
                self._flush()
                oldest = next(iter(self._streams.values()), None)
                for answer in self._receive(oldest.deadline if oldest else monotonic() + self._timeout, answers):
                    if is_fatal(answer):
                        waiting.clear()
        except (OSError, ProtocolError) as problem:
            self.problem = self.problem or type(problem).__name__
            self.close()
        self.used_at = monotonic()
        return answers

    def close(self) -> None:
        """Drop the connection and whatever has no answer."""
        self.usable = False
        self._streams.clear()
        self._socket.close()

    def _start(self, host: str, context: ssl.SSLContext, deadline: float) -> None:
        """Nothing is asked before the number of allowed streams is known; a refused certificate shows here, too."""
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = context.wrap_socket(self._socket, server_hostname=host)
        self._h2.initiate_connection()
        while not self._settled:
            # A server that refuses us has left by now; what it said before is still there to be read.
            with suppress(ConnectionError):
                self._flush()
            self._receive(deadline, {})

    def _open(self, requests: Sequence[tuple[Headers, bytes]], waiting: deque[int]) -> None:
        limit = self._h2.remote_settings.max_concurrent_streams
        while waiting and self.usable and len(self._streams) < limit:
            headers, body = requests[waiting[0]]
            if self._h2.outbound_flow_control_window < len(body):
                return
            stream = self._h2.get_next_available_stream_id()
            self._h2.send_headers(stream, headers)
            self._h2.send_data(stream, body, end_stream=True)
            self._streams[stream] = _Stream(waiting.popleft(), monotonic() + self._timeout)

    def _flush(self) -> None:
        if data := self._h2.data_to_send():
            self._socket.settimeout(self._timeout)
            self._socket.sendall(data)

    def _receive(self, deadline: float, answers: dict[int, Answer]) -> list[Answer]:
        """Wait for the next bytes; the answers that are complete with them."""
        self._socket.settimeout(max(deadline - monotonic(), _NOW))
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionResetError("closed by the server")
        complete = []
        for frame in self._frames(data):
            if frame[3] == _GOAWAY:
                self._leave(frame[_FRAME_HEADER:])
                continue
            for event in self._h2.receive_data(frame):
                if stream := self._note(event):
                    answers[stream.request] = stream.answer
                    complete.append(stream.answer)
        return complete

    def _frames(self, data: bytes) -> Iterator[bytes]:
        self._received += data
        while len(self._received) >= _FRAME_HEADER:
            end = _FRAME_HEADER + int.from_bytes(self._received[:3])
            if len(self._received) < end:
                return
            frame, self._received = self._received[:end], self._received[end:]
            yield frame

    def _leave(self, payload: bytes) -> None:
        """GOAWAY: streams above the last one were not handled; the others still get their answers. Apple says why in JSON."""
        last = int.from_bytes(payload[:4]) & 0x7FFFFFFF
        self.usable = False
        self.problem = "GOAWAY"
        with suppress(ValueError, TypeError, KeyError):
            self.problem = str(json.loads(payload[8:])["reason"])
        self._streams = {stream: one for stream, one in self._streams.items() if stream <= last}

    def _note(self, event: Event) -> _Stream | None:
        """The stream whose answer is complete with this event."""
        if isinstance(event, RemoteSettingsChanged):
            self._settled = True
        number = getattr(event, "stream_id", None) or 0
        stream = self._streams.get(number)
        if stream is None:  # of the whole connection, or of a stream that was given up
            return None
        match event:
            case ResponseReceived(headers=headers):
                stream.answer.headers = {_text(name): _text(value) for name, value in headers}
            case DataReceived(data=data, flow_controlled_length=length):
                stream.answer.body += data
                self._h2.acknowledge_received_data(length, number)
            case StreamEnded():
                return self._streams.pop(number)
            case StreamReset():
                del self._streams[number]
        return None


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")


def _is_refusal(problem: ssl.SSLError) -> bool:
    reason = problem.reason or ""
    return "ALERT" in reason and any(word in reason for word in ("CERTIFICATE", "UNKNOWN_CA", "ACCESS_DENIED"))

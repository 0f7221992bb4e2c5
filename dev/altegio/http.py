"""A small HTTP/1.1 server on asyncio streams: keep-alive, JSON bodies, and connections that break on purpose."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

MAX_BODY_BYTES = 1_048_576


@dataclass(frozen=True, slots=True)
class Request:
    """A call. Header names are lower case; `query` keeps the last of equal names, `pairs` all."""

    method: str
    path: str
    query: dict[str, str]
    pairs: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes
    client: str

    def json(self) -> Any:
        """The body; nothing is an empty object. Raises ValueError."""
        return json.loads(self.body) if self.body else {}


@dataclass(frozen=True, slots=True)
class Response:
    """An answer. `broken`: close the connection without a word instead."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    broken: bool = False


Respond = Callable[[Request], Awaitable[Response]]


class Server:
    """Serves `respond` on 127.0.0.1."""

    def __init__(self, respond: Respond) -> None:
        """Nothing listens before `start`."""
        self._respond = respond
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self, port: int) -> int:
        """The port that was taken (another one for 0). Raises OSError."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port, limit=MAX_BODY_BYTES)
        number: int = self._server.sockets[0].getsockname()[1]
        return number

    async def stop(self) -> None:
        """Listen no longer and drop open connections."""
        if self._server is not None:
            self._server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
        try:
            while await self._exchange(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # the caller went away
        except asyncio.CancelledError:
            pass  # the server stops; nobody waits for this task's result
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One call; whether the connection stays open."""
        head = await reader.readuntil(b"\r\n\r\n")
        try:
            request = await _request(head, reader, writer.get_extra_info("peername")[0])
        except ValueError:
            writer.write(_bytes(Response(400, {"error": "Bad request."}), keep=False))
            await writer.drain()
            return False
        response = await self._respond(request)
        if response.broken:
            writer.transport.abort()
            return False
        keep = request.headers.get("connection", "").lower() != "close"
        writer.write(_bytes(response, keep=keep))
        await writer.drain()
        return keep


async def _request(head: bytes, reader: asyncio.StreamReader, client: str) -> Request:
    """Raises ValueError for what is no HTTP."""
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.strip().lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
    if "chunked" in headers.get("transfer-encoding", ""):
        body = await _chunks(reader)
    else:
        length = int(headers.get("content-length") or 0)
        if not 0 <= length <= MAX_BODY_BYTES:
            raise ValueError("body too long")
        body = await reader.readexactly(length)
    parts = urlsplit(target)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    return Request(method, unquote(parts.path), dict(pairs), pairs, headers, body, client)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
        if len(body) > MAX_BODY_BYTES:
            raise ValueError("body too long")
    await reader.readuntil(b"\r\n")
    return body


def _bytes(response: Response, *, keep: bool) -> bytes:
    empty = response.status == HTTPStatus.NO_CONTENT
    body = b"" if empty else json.dumps(response.body, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Content-Length": str(len(body)),
        "Connection": "keep-alive" if keep else "close",
        **response.headers,
    }
    if empty:
        del headers["Content-Type"]
        del headers["Content-Length"]
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {response.status} {_phrase(response.status)}\r\n{lines}\r\n".encode("latin-1") + body


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Status"

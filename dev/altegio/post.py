"""One HTTP POST as the webhook sender makes it: a fresh connection, JSON, a deadline."""

import asyncio
import ssl
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10.0


class NotDeliveredError(Exception):
    """No answer came: refused, reset, or too late."""


@dataclass(frozen=True, slots=True)
class Poster:
    """`ca_file`: a PEM file trusted for https receivers in addition to the system's authorities."""

    ca_file: str | None = None
    timeout_seconds: float = TIMEOUT_SECONDS

    async def post(self, url: str, body: bytes) -> int:
        """The status of the answer. Raises NotDeliveredError."""
        try:
            async with asyncio.timeout(self.timeout_seconds):
                return await self._exchange(url, body)
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as problem:
            raise NotDeliveredError(type(problem).__name__) from problem

    async def _exchange(self, url: str, body: bytes) -> int:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=_trusting(self.ca_file) if secure else None)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            head = (
                f"POST {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nUser-Agent: GuzzleHttp/7\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            )
            writer.write(head.encode() + body)
            await writer.drain()
            status = await reader.readuntil(b"\r\n")
            await reader.read(65_536)
            return int(status.partition(b" ")[2][:3])
        finally:
            writer.close()


@cache
def _trusting(ca_file: str | None) -> ssl.SSLContext:
    """Made when first needed: it takes longer than a start."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(cafile=ca_file)
    return context

"""How we talk to Google: time-outs, a repeat of what broke on the way; answers as status and JSON.

Neither bodies nor headers get into a log line or an exception's text: those name method, kind of resource and status.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from random import uniform
from typing import TYPE_CHECKING, Any, Protocol

import httpx

from comeback.ports.google_wallet import GoogleUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CONNECT_SECONDS, _TOTAL_SECONDS = 3.0, 6.0
_TRIES = 2
_AFTER_SILENCE = 5
_LONGEST_RETRY_AFTER = 900


@dataclass(frozen=True, slots=True)
class Answer:
    """`reasons`: the codes of an error, in Google's words; `retry_after` in seconds, 0 when none is asked for."""

    status: int
    body: Mapping[str, Any]
    retry_after: int = 0

    @property
    def message(self) -> str:
        """What Google says about an error."""
        error = self.body.get("error")
        return str(error.get("message", "")) if isinstance(error, dict) else ""

    @property
    def reasons(self) -> frozenset[str]:
        """Every place in which Google has put a code."""
        error = self.body.get("error")
        if not isinstance(error, dict):
            return frozenset({str(error)} if error else ())
        listed = error.get("errors")
        inner = [one.get("reason") for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        return frozenset(str(reason) for reason in [error.get("status"), *inner] if reason)


def http_client(extra_ca_file: str | None = None, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client that keeps connections and follows no redirects; `extra_ca_file` is trusted in addition."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs whole URLs
    context = httpx.create_ssl_context(trust_env=False)
    if extra_ca_file:
        context.load_verify_locations(cafile=extra_ca_file)
    timeout = httpx.Timeout(_TOTAL_SECONDS, connect=_CONNECT_SECONDS)
    return httpx.Client(verify=context, transport=transport, trust_env=False, follow_redirects=False, timeout=timeout)


class Pace(Protocol):
    """What all who call the Wallet API share."""

    def await_turn(self) -> None:
        """With all patience, so that the next `wait` is none. Raises GoogleUnavailableError."""

    def wait(self) -> None:
        """Until the next call may be made. Raises GoogleUnavailableError when that is too long."""

    def slow_down(self, seconds: float) -> None:
        """Google answered that we are too fast."""


@dataclass(frozen=True, slots=True)
class GoogleHttp:
    """Every request may be repeated: inserts then find what they have made. `pace` is asked before each of them; keys and
    tokens, which nobody counts, have none. `sleep`, `jitter`: for tests.
    """

    client: httpx.Client
    pace: Pace | None = None
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[float, float], float] = uniform

    def send(self, name: str, method: str, url: str, **parts: Any) -> Answer:
        """The answer, whatever its status below 500. Raises GoogleUnavailableError."""
        for attempt in range(_TRIES):
            if self.pace:
                self.pace.wait()
            try:
                answer = self._once(method, url, parts)
            except (httpx.TransportError, httpx.DecodingError) as problem:
                failure = GoogleUnavailableError(f"{name}: {type(problem).__name__}", _AFTER_SILENCE)
            else:
                if answer.status < 500:
                    return answer
                failure = GoogleUnavailableError(f"{name} answered {answer.status}", answer.retry_after or _AFTER_SILENCE)
            if attempt == _TRIES - 1:
                raise failure
            self.sleep(self.jitter(0.25, 0.5))
        raise AssertionError("unreachable")  # pragma: no cover

    def _once(self, method: str, url: str, parts: Mapping[str, Any]) -> Answer:
        response = self.client.request(method, url, **parts)
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = {}
        return Answer(response.status_code, body if isinstance(body, dict) else {}, _seconds(response.headers.get("Retry-After")))


def _seconds(header: str | None) -> int:
    """`Retry-After` in its form of whole seconds; a date is ignored."""
    plain = header and header.isascii() and header.isdigit() and len(header) < 6
    return min(int(header), _LONGEST_RETRY_AFTER) if header and plain else 0

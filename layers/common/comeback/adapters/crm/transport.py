"""One way to talk to Altegio: headers, time-outs, retries, the shared budget, and answers or CrmError.

Neither bodies, queries nor tokens get into a log line or an exception's text: those name method, path and status.
"""

from __future__ import annotations

import json as jsonlib
import time
from dataclasses import dataclass
from random import uniform
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx

from comeback.domain.ids import LocationId
from comeback.ports.crm import CrmBusyError, CrmError, CrmGoneError, CrmRefusedError, CrmUnavailableError, Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from comeback.ports.budget import Budget

_ACCEPT = "application/vnd.api.v2+json"  # altegio.md §1.1: required for newer partner ids
_TRIES = 3
_CONNECT_SECONDS = 3.0
_TOTAL_SECONDS = 10.0
_LARGEST_ANSWER = 16 * 1024 * 1024
_AFTER_429_SECONDS = 10.0  # Altegio documents no Retry-After (§1.4); its window is a minute, the budget adapts


class Answer(NamedTuple):
    """What an answer carries, out of its envelope. `meta` is empty for bare answers."""

    data: Any
    meta: Mapping[str, Any]


class _Raw(NamedTuple):
    status: int
    retry_after: float | None
    body: bytes


def http_client(extra_ca_file: str | None = None, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client that keeps connections and follows no redirects; `extra_ca_file` is trusted in addition."""
    context = httpx.create_ssl_context(trust_env=False)
    if extra_ca_file:
        context.load_verify_locations(cafile=extra_ca_file)
    return httpx.Client(verify=context, transport=transport, trust_env=False, follow_redirects=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AltegioTransport:
    """Raises CrmError only. `sleep`, `monotonic` and `jitter` are for tests."""

    http: httpx.Client
    api_url: str
    app_url: str
    partner_token: str
    user_token: str
    budget: Budget
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    jitter: Callable[[float, float], float] = uniform

    def reserve(self, calls: int, lane: Lane, location: LocationId) -> None:
        """Take `calls` from the shared budget at once and wait for their turn; then call `api` with `lane=None`."""
        wait = self.budget.reserve(calls, lane, location)
        if wait > 0:
            self.sleep(wait)

    def api(
        self,
        method: str,
        path: str,
        *,
        lane: Lane | None,
        location: LocationId,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
    ) -> Any:
        """The data of a REST call made with both tokens; see `api_answer`."""
        return self.api_answer(method, path, lane=lane, location=location, params=params, json=json).data

    def api_answer(
        self,
        method: str,
        path: str,
        *,
        lane: Lane | None,
        location: LocationId,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
    ) -> Answer:
        """Data and meta of a REST call. Each try takes one call of the budget, but the first of a reserved one."""

        def before(attempt: int) -> None:
            if lane is not None or attempt > 0:
                self.reserve(1, lane or Lane.LIVE, location)

        request = self._request(
            method, f"{self.api_url}{path}", f"Bearer {self.partner_token}, User {self.user_token}", params, json
        )
        return self._send(request, before)

    def app(
        self,
        method: str,
        path: str,
        *,
        location: LocationId | None = None,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
    ) -> Any:
        """The data of a marketplace call, made with the partner token only. The limit is per address (§1.4), so these
        calls come out of the same budget; `location` is None for a call about all of them.
        """
        request = self._request(method, f"{self.app_url}{path}", f"Bearer {self.partner_token}", params, json)
        return self._send(request, lambda _attempt: self.reserve(1, Lane.REST, location or LocationId(0))).data

    def _request(self, method: str, url: str, authorization: str, params: Mapping[str, Any] | None, json: Any) -> httpx.Request:
        headers = {"Accept": _ACCEPT, "Content-Type": "application/json", "Authorization": authorization}
        return self.http.build_request(method, url, params=params, json=json, headers=headers)

    def _send(self, request: httpx.Request, before: Callable[[int], None]) -> Answer:
        """Only safe requests are repeated, while the deadline of the whole call allows; waiting for the first turn
        in the budget does not count.
        """
        before(0)
        deadline = self.monotonic() + _TOTAL_SECONDS
        tries = _TRIES if request.method == "GET" else 1
        for attempt in range(tries):
            if attempt > 0:
                before(attempt)
            try:
                return self._once(request, deadline)
            except CrmUnavailableError as problem:
                pause = self._pause(problem, attempt)
                if attempt == tries - 1 or pause is None or self.monotonic() + pause >= deadline:
                    raise
                self.sleep(pause)
        raise AssertionError("unreachable")  # pragma: no cover

    def _pause(self, problem: CrmUnavailableError, attempt: int) -> float | None:
        if isinstance(problem, _TooManyRequestsError):
            return None
        if isinstance(problem, _AskedToWaitError):
            return problem.retry_after
        step = 0.5 * 2.0**attempt
        return self.jitter(step / 2, step)

    def _once(self, request: httpx.Request, deadline: float) -> Answer:
        name = f"{request.method} {request.url.path}"
        left = max(deadline - self.monotonic(), 0.1)
        request.extensions["timeout"] = httpx.Timeout(left, connect=min(left, _CONNECT_SECONDS)).as_dict()
        try:
            raw = self._read(request, deadline)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as problem:
            raise NothingDoneError(f"{name}: {type(problem).__name__}") from None
        except (httpx.TransportError, httpx.DecodingError) as problem:
            raise CrmUnavailableError(f"{name}: {type(problem).__name__}") from None
        if raw.status == 429:
            seconds = raw.retry_after or _AFTER_429_SECONDS
            self.budget.close(seconds)
            raise _TooManyRequestsError(f"{name} answered 429", seconds)
        return _interpret(name, raw)

    def _read(self, request: httpx.Request, deadline: float) -> _Raw:
        response = self.http.send(request, stream=True)
        try:
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > _LARGEST_ANSWER or self.monotonic() > deadline:
                    raise httpx.ReadTimeout("the answer is too long or too slow")
            return _Raw(response.status_code, _seconds(response.headers.get("Retry-After")), bytes(body))
        finally:
            response.close()


class NothingDoneError(CrmUnavailableError):
    """Altegio cannot have done what was asked: it was never reached, or turned us away at the door."""


class _TooManyRequestsError(NothingDoneError, CrmBusyError):
    """429: nobody should call for a while, least of all the one who was told so."""


class _AskedToWaitError(CrmUnavailableError):
    """5xx with Retry-After."""


def _interpret(name: str, raw: _Raw) -> Answer:
    """The one table from Altegio's statuses to CrmError (altegio.md §1.3)."""
    if raw.status >= 500 and raw.retry_after is not None:
        raise _AskedToWaitError(f"{name} answered {raw.status}", raw.retry_after)
    if raw.status in (401, 402, 403):
        raise CrmRefusedError(f"{name} answered {raw.status}")
    if raw.status == 404:
        raise CrmGoneError(f"{name} answered 404")
    if 400 <= raw.status < 500:
        raise CrmError(f"{name} answered {raw.status}")
    if not 200 <= raw.status < 300:
        raise CrmUnavailableError(f"{name} answered {raw.status}")
    return _unwrap(name, raw.body)


def _unwrap(name: str, body: bytes) -> Answer:
    """The envelope `{success, data, meta}` or a bare answer; nothing at all (204) is None."""
    if not body.strip():
        return Answer(None, {})
    try:
        document = jsonlib.loads(body)
    except (ValueError, RecursionError):
        raise CrmUnavailableError(f"{name} answered no JSON") from None
    if not isinstance(document, dict) or "success" not in document:
        return Answer(document, {})
    if document["success"] in (False, 0, "false"):
        raise CrmUnavailableError(f"{name} answered without success")
    meta = document.get("meta")
    return Answer(document.get("data"), meta if isinstance(meta, dict) else {})


def _seconds(header: str | None) -> float | None:
    """`Retry-After` in its form of whole seconds; a date is ignored."""
    return float(header) if header and header.isascii() and header.isdigit() and len(header) < 6 else None

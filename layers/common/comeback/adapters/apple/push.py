"""ApplePush over one kept connection, authenticated by the certificate that signs the passes (wallets.md §3)."""

import json
import os
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from tempfile import NamedTemporaryFile
from time import monotonic
from urllib.parse import quote, urlsplit

from h2.exceptions import ProtocolError
from hpack import NeverIndexedHeaderTuple

from comeback.adapters.apple.http2 import Answer, CertificateNotAcceptedError, Headers, Http2Connection
from comeback.ports.push import PushResult, Verdict

# Apple asks to wait a quarter of an hour after a 5xx, and a minute after "too many".
_AFTER_5XX, _AFTER_429, _AFTER_SILENCE = 900, 60, 5
_ROWS: dict[object, tuple[Verdict, int]] = {
    403: (Verdict.CERTIFICATE, 0),
    410: (Verdict.GONE, 0),
    429: (Verdict.TOO_MANY, _AFTER_429),
}
_ROWS_OF_400: dict[object, tuple[Verdict, int]] = {
    "BadDeviceToken": (Verdict.BAD_TOKEN, 0),
    "DeviceTokenNotForTopic": (Verdict.BAD_TOKEN, 0),
    "IdleTimeout": (Verdict.UNAVAILABLE, _AFTER_SILENCE),
}
_STOPS = frozenset({Verdict.CERTIFICATE, Verdict.OUR_FAULT})
# What Apple may also say with GOAWAY, for the whole connection.
_ABOUT_CERTIFICATE = frozenset({"BadCertificate", "BadCertificateEnvironment", "Forbidden"})


class Http2ApplePush:
    """ApplePush; not for several threads."""

    # Lambda freezes between calls: a connection that has been idle for longer is suspect.
    longest_idle = 30.0
    # After a refusal of us, not of a token, the rest of the batch is not even tried.
    pause_after_refusal = 5.0

    def __init__(
        self, url: str, topic: str, context: ssl.SSLContext, *, push_type: str | None = None, timeout: float = 10.0
    ) -> None:
        """`topic` is the pass type. Apple lists no push type for passes, so by default none is sent (wallets.md §3.1)."""
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 443
        self._context = context
        self._timeout = timeout
        self._headers: list[tuple[str, str]] = [
            (":method", "POST"), (":scheme", "https"), (":authority", parts.netloc), ("apns-topic", topic),
        ]  # fmt: skip
        if push_type:
            self._headers.append(("apns-push-type", push_type))
        self._kept: Http2Connection | None = None
        self._refused: tuple[float, PushResult] | None = None

    def push(self, tokens: Sequence[str]) -> Mapping[str, PushResult]:
        """What got no answer is repeated once on a new connection: a push says the same however often it is sent."""
        if self._refused and monotonic() - self._refused[0] < self.pause_after_refusal:
            return dict.fromkeys(tokens, self._refused[1])
        results: dict[str, PushResult] = {}
        silent = PushResult(Verdict.UNAVAILABLE, "NoAnswer", retry_after=_AFTER_SILENCE)
        for _ in range(2):
            left = [token for token in tokens if token not in results]
            if not left:
                break
            answers, problem = self._exchange(left)
            results |= answers
            if stop := next((one for one in results.values() if one.verdict in _STOPS), None):
                self._refused = monotonic(), stop
                return {token: results.get(token, stop) for token in tokens}
            silent = replace(silent, reason=problem or silent.reason)
        return {token: results.get(token, silent) for token in tokens}

    def _exchange(self, tokens: Sequence[str]) -> tuple[dict[str, PushResult], str]:
        """Results of those tokens about which something is known, and what happened to the connection, if anything."""
        try:
            connection = self._connection()
        except CertificateNotAcceptedError as refusal:
            return dict.fromkeys(tokens, PushResult(Verdict.CERTIFICATE, str(refusal))), ""
        except (OSError, ProtocolError) as failure:
            return {}, type(failure).__name__
        answers = connection.exchange([self._request(token) for token in tokens], _stops)
        results = {tokens[place]: _result(answer) for place, answer in answers.items()}
        if connection.problem in _ABOUT_CERTIFICATE:
            results = dict.fromkeys(tokens, PushResult(Verdict.CERTIFICATE, connection.problem)) | results
        return results, connection.problem

    def close(self) -> None:
        """Drop the connection; the next push makes a new one."""
        if self._kept:
            self._kept.close()
        self._kept = None

    def _connection(self) -> Http2Connection:
        kept = self._kept
        if kept and kept.usable and monotonic() - kept.used_at < self.longest_idle:
            return kept
        self.close()
        self._kept = Http2Connection(self._host, self._port, self._context, self._timeout)
        return self._kept

    def _request(self, token: str) -> tuple[Headers, bytes]:
        # HTTP/2 wants names with a colon before all others. A path is sent once and is a secret: it stays out of the tables of
        # both sides, from which it would only push what every push repeats.
        return [NeverIndexedHeaderTuple(":path", f"/3/device/{quote(token, safe='')}"), *self._headers], b"{}"


def client_context(certificate_pem: str, private_key_pem: str, extra_ca_file: str | None) -> ssl.SSLContext:
    """TLS 1.2 or later with our certificate, HTTP/2 only; `extra_ca_file` is trusted in addition."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if extra_ca_file:
        context.load_verify_locations(extra_ca_file)
    context.set_alpn_protocols(["h2"])
    _load(context, f"{certificate_pem}\n{private_key_pem}\n".encode())
    return context


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    """Python loads a certificate from a path only: an anonymous memory file leaves nothing behind."""
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("certificate"), "wb") as file:
            file.write(pem)
            file.flush()
            context.load_cert_chain(f"/proc/self/fd/{file.fileno()}")
        return
    with NamedTemporaryFile() as file:  # pragma: no cover - other systems than Linux; mode 0600
        file.write(pem)
        file.flush()
        context.load_cert_chain(file.name)


def _stops(answer: Answer) -> bool:
    return answer.status != 200 and _result(answer).verdict in _STOPS


def _result(answer: Answer) -> PushResult:
    """Every row of wallets.md §3.3."""
    status, apns_id = answer.status, answer.headers.get("apns-id", "")
    if status == 200:
        return PushResult(Verdict.ACCEPTED, apns_id=apns_id)
    body: dict[str, object] = {}
    with suppress(ValueError):
        parsed = json.loads(answer.body or b"{}")
        body = parsed if isinstance(parsed, dict) else {}
    reason = str(body.get("reason") or status)
    other = (Verdict.OUR_FAULT, 0) if 0 < status < 500 else (Verdict.UNAVAILABLE, _AFTER_5XX)
    verdict, retry_after = _ROWS_OF_400.get(reason, other) if status == 400 else _ROWS.get(status, other)
    asked = answer.headers.get("retry-after", "")
    return PushResult(
        verdict,
        reason,
        _moment(body.get("timestamp")) if verdict is Verdict.GONE else None,
        int(asked) if retry_after and asked.isascii() and asked.isdigit() and len(asked) < 6 else retry_after,
        apns_id,
    )


def _moment(millis: object) -> datetime | None:
    """The timestamp of a 410; None when there is no readable one."""
    if not isinstance(millis, int | float):
        return None
    try:
        return datetime.fromtimestamp(millis / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None

"""Google's root keys, kept in memory, and the one kind of signature that its callbacks have (wallets.md §4.7)."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from comeback.ports.google_callbacks import RootKey
from comeback.ports.google_wallet import GoogleUnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comeback.adapters.google.http import GoogleHttp
    from comeback.ports.system import Clock

_RENEW_BEFORE_MS = 5 * 60 * 1000
_LONGEST_MS = 24 * 60 * 60 * 1000
_SHORTEST_MS = 60 * 1000
"""However the keys look and whatever comes in, they are not fetched more often than this."""


class HttpRootKeys:
    """RootKeys from Google's address, fetched when the kept ones are about to end and for no other reason."""

    def __init__(self, http: GoogleHttp, url: str, clock: Clock) -> None:
        """Nothing is fetched yet."""
        self._http = http
        self._url = url
        self._clock = clock
        self._kept: tuple[RootKey, ...] = ()
        self._fetch_at_ms = 0

    def current(self) -> Sequence[RootKey]:
        """At most one call a minute. A failed one leaves the keys that are there."""
        now = int(self._clock.now().timestamp() * 1000)
        # Beyond the longest life is a clock that was set back.
        if not now < self._fetch_at_ms <= now + _LONGEST_MS:
            self._fetch_at_ms = now + _SHORTEST_MS
            self._fetch(now)
        if not self._kept:
            raise GoogleUnavailableError("no keys", _SHORTEST_MS // 1000)
        return self._kept

    def _fetch(self, now: int) -> None:
        try:
            answer = self._http.send("GET keys", "GET", self._url)
        except GoogleUnavailableError:
            return
        listed = answer.body.get("keys")
        found = tuple(key for one in listed if (key := _root_key(one))) if isinstance(listed, list) else ()
        ends = [key.expires_at_ms for key in found if key.expires_at_ms > now]
        if answer.status == 200 and ends:
            self._kept = found
            self._fetch_at_ms = max(min(min(ends) - _RENEW_BEFORE_MS, now + _LONGEST_MS), now + _SHORTEST_MS)


def verify_ecdsa(public_key: bytes, signature: bytes, signed: bytes) -> bool:
    """VerifySignature."""
    try:
        key = load_der_public_key(public_key)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        return False
    try:
        key.verify(signature, signed, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _root_key(entry: Any) -> RootKey | None:
    """None for what is not of the documented form."""
    try:
        return RootKey(b64decode(entry["keyValue"]), str(entry["protocolVersion"]), int(entry["keyExpiration"]))
    except (KeyError, TypeError, ValueError):
        return None

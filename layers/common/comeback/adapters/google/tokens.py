"""Access tokens of a service account, kept while they hold (wallets.md §4.5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from comeback.ports.google_wallet import GoogleRefusedError, GoogleUnavailableError

if TYPE_CHECKING:
    from datetime import datetime

    from comeback.adapters.google.account import ServiceAccount
    from comeback.adapters.google.http import GoogleHttp
    from comeback.ports.system import Clock

_SCOPE = "https://www.googleapis.com/auth/wallet_object.issuer"
# Whatever address the token is asked of, this is the one that the assertion is for.
_AUDIENCE = "https://oauth2.googleapis.com/token"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_ASSERTION_LIFE = timedelta(hours=1)
_RENEW_BEFORE = timedelta(minutes=5)
_AFTER_429 = 30


class AccessTokens:
    """One token at a time."""

    def __init__(self, http: GoogleHttp, url: str, clock: Clock) -> None:
        """`url` is the token endpoint."""
        self._http = http
        self._url = url
        self._clock = clock
        self._kept: tuple[str, datetime] | None = None

    def get(self, account: ServiceAccount) -> str:
        """A token that holds for some minutes. Raises GoogleUnavailableError, GoogleRefusedError."""
        now = self._clock.now()
        if self._kept is None or self._kept[1] <= now:
            token, seconds = self._fetch(account, now)
            self._kept = token, now + timedelta(seconds=seconds) - _RENEW_BEFORE
        return self._kept[0]

    def forget(self) -> None:
        """The token was refused; the next one is a new one."""
        self._kept = None

    def _fetch(self, account: ServiceAccount, now: datetime) -> tuple[str, int]:
        issued = int(now.timestamp())
        claims = {
            "iss": account.email, "scope": _SCOPE, "aud": _AUDIENCE, "iat": issued,
            "exp": issued + int(_ASSERTION_LIFE.total_seconds()),
        }  # fmt: skip
        form = {"grant_type": _GRANT, "assertion": account.sign(claims)}
        answer = self._http.send("POST token", "POST", self._url, data=form)
        if answer.status == 429:
            raise GoogleUnavailableError("POST token answered 429", answer.retry_after or _AFTER_429)
        token, seconds = answer.body.get("access_token"), answer.body.get("expires_in")
        if answer.status != 200 or not isinstance(token, str) or not isinstance(seconds, int):
            raise GoogleRefusedError(f"POST token answered {answer.status}")
        return token, seconds

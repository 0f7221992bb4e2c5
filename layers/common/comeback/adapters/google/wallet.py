"""GoogleWallet over the Wallet API (wallets.md §4.4, §4.5)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from comeback.ports.google_wallet import GoogleMissingError, GoogleQuotaError, GoogleRefusedError, GoogleUnavailableError, Held

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from comeback.adapters.google.account import ServiceAccount
    from comeback.adapters.google.http import Answer, GoogleHttp
    from comeback.adapters.google.tokens import AccessTokens
    from comeback.ports.system import Clock

_SAVE = "https://pay.google.com/gp/v/save/"
_AFTER_429 = 10
_LISTED = 100
# Whatever Google asks the one caller to wait, people who add a card are not kept out longer.
_LONGEST_CLOSED = 30
_NOTIFY = "NOTIFY_ON_UPDATE"
_PLACES, _NO_PLACES = "merchantLocations", "not allowlisted for merchant locations"
_NOTIFICATIONS_USED_UP = "QuotaExceededException"
# Google answers a quota with 429, and some with 403.
_TOO_FAST = frozenset({"RESOURCE_EXHAUSTED", "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"})


class RestGoogleWallet:
    """Not for several threads."""

    def __init__(
        self, http: GoogleHttp, tokens: AccessTokens, url: str, account: Callable[[], ServiceAccount], clock: Clock
    ) -> None:
        """`account` is asked for when it is first needed, because a stage may have none."""
        self._http = http
        self._tokens = tokens
        self._url = url
        self._load = account
        self._clock = clock
        self._takes_places = True

    @cached_property
    def _account(self) -> ServiceAccount:
        return self._load()

    @property
    def issuer_id(self) -> str:
        """Of the account."""
        return self._account.issuer_id

    def await_turn(self) -> None:
        """Of the shared pace."""
        if self._http.pace:
            self._http.pace.await_turn()

    def put_class(self, document: Mapping[str, Any]) -> None:
        """One call, two when it is there."""
        answer = self._call("POST", "loyaltyClass", document)
        if answer.status == 409:
            answer = self._call("PATCH", f"loyaltyClass/{document['id']}", document)
        _check("class", answer)

    def insert_object(self, document: Mapping[str, Any]) -> bool:
        """One call."""
        answer = self._call("POST", "loyaltyObject", document)
        if answer.status == 409:
            return False
        _check("insert", answer)
        return True

    def patch_object(self, document: Mapping[str, Any], *, notify: bool) -> bool | None:
        """One call. The preference is not stored at Google: it goes with each update that shall be seen."""
        body = {**document, "notifyPreference": _NOTIFY} if notify else document
        answer = self._call("PATCH", f"loyaltyObject/{document['id']}", body)
        if notify and answer.status >= 400 and _NOTIFICATIONS_USED_UP in answer.reasons:
            raise GoogleQuotaError(f"patch answered {answer.status}")
        _check("patch", answer)
        has_users = answer.body.get("hasUsers")
        return has_users if isinstance(has_users, bool) else None

    def objects_of(self, class_id: str, cursor: str | None) -> tuple[Sequence[Held], str | None]:
        """One call for a hundred objects."""
        query = urlencode({"classId": class_id, "maxResults": _LISTED, **({"token": cursor} if cursor else {})})
        answer = self._call("GET", f"loyaltyObject?{query}", None)
        _check("list", answer)
        resources, pagination = answer.body.get("resources"), answer.body.get("pagination")
        listed = [one for one in resources if isinstance(one, dict)] if isinstance(resources, list) else []
        following = pagination.get("nextPageToken") if isinstance(pagination, dict) else None
        return [Held(str(one.get("id")), one.get("hasUsers") is True) for one in listed], str(following) if following else None

    def save_link(self, object_id: str) -> str:
        """No call: 673 characters, where 1,800 are safe."""
        claims = {
            "iss": self._account.email, "aud": "google", "typ": "savetowallet", "iat": int(self._clock.now().timestamp()),
            "payload": {"loyaltyObjects": [{"id": object_id}]},
        }  # fmt: skip
        return f"{_SAVE}{self._account.sign(claims)}"

    def _call(self, method: str, path: str, document: Mapping[str, Any] | None) -> Answer:
        """A token that is refused is replaced once. Google refuses whole documents for the places of an issuer that it has not
        enabled for them: those go without, and this process does not try again.
        """
        answer = self._send(method, path, document)
        if answer.status == 401:
            self._tokens.forget()
            answer = self._send(method, path, document)
        if self._takes_places and answer.status == 400 and _NO_PLACES in answer.message.lower():
            self._takes_places = False
            answer = self._send(method, path, document)
        return answer

    def _send(self, method: str, path: str, document: Mapping[str, Any] | None) -> Answer:
        if document and not self._takes_places:
            document = {name: value for name, value in document.items() if name != _PLACES}
        headers = {"Authorization": f"Bearer {self._tokens.get(self._account)}"}
        name = f"{method} {path.partition('/')[0].partition('?')[0]}"
        parts = {} if document is None else {"json": document}
        answer = self._http.send(name, method, f"{self._url}/{path}", headers=headers, **parts)
        if self._http.pace and _is_too_fast(answer):
            self._http.pace.slow_down(min(answer.retry_after or _AFTER_429, _LONGEST_CLOSED))
        return answer


def _check(name: str, answer: Answer) -> None:
    """The one table from Google's statuses to GoogleError."""
    if 200 <= answer.status < 300:
        return
    if answer.status == 404:
        raise GoogleMissingError(f"{name} answered 404")
    if answer.status == 429 or _is_too_fast(answer):
        raise GoogleUnavailableError(f"{name} answered {answer.status}", answer.retry_after or _AFTER_429)
    raise GoogleRefusedError(f"{name} answered {answer.status}")


def _is_too_fast(answer: Answer) -> bool:
    """Of all calls; a card's own notifications are another quota."""
    if _NOTIFICATIONS_USED_UP in answer.reasons:
        return False
    return answer.status == 429 or (answer.status == 403 and bool(answer.reasons & _TOO_FAST))

"""Pages of API keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.web.api.endpoints import key_of
from comeback.web.changes import Change
from comeback.web.console.routes import Get, Post

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

    from comeback.usecases.manage_api_keys import NewKey
    from comeback.web.console.caller import Caller
    from comeback.web.console.calls import ConsoleCalls

_KEYS = "/console/keys"


class KeyPages:
    """Views: a request in, one use case, a page out."""

    def __init__(self, calls: ConsoleCalls) -> None:
        """`calls` are shared by all pages."""
        self._calls = calls.keys

    def routes(self) -> list[Get | Post]:
        """The table of routes."""
        return [
            Get(_KEYS, self.keys),
            Post(_KEYS, self.create, self.keys, Change("key.created")),
            Post(f"{_KEYS}/<key_id>/revoke", self.revoke, self.keys, Change("key.revoked")),
        ]

    def keys(self, caller: Caller, fresh: NewKey | None = None, **_: str) -> Response[str]:
        """Valid keys, by id; their secrets are stored nowhere."""
        return caller.page("keys.html", keys=self._calls.keys.of_tenant(caller.tenant), fresh=fresh)

    def create(self, caller: Caller) -> Response[str]:
        """Answered with the page itself: a redirect would have to carry the secret, which is shown this once."""
        fresh = self._calls.create(caller.tenant)
        caller.made.append(fresh.id)
        return self.keys(caller, fresh)

    def revoke(self, caller: Caller, key_id: str) -> Response[str]:
        """Valid no more."""
        self._calls.revoke(caller.tenant, key_of(key_id))
        return caller.go(_KEYS, "key-revoked")

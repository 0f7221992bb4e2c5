"""Who is signed in: the only way to a session, and the check that every form passes."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from comeback.domain.errors import AccessRefused
from comeback.usecases.sign_in import digest_of
from comeback.web.requests import CookieJar, form_of, is_from_elsewhere

if TYPE_CHECKING:
    from collections.abc import Mapping

    from comeback.ports.sessions import Session, Sessions
    from comeback.ports.system import Clock

SESSION = "session"


@dataclass(frozen=True, slots=True)
class Gate:
    """Reads the session of an event."""

    sessions: Sessions
    clock: Clock
    jar: CookieJar
    base_url: str

    def session(self, event: Mapping[str, Any]) -> Session | None:
        """The living session of the event's cookie."""
        secret = self.jar.read(event, SESSION)
        return self.sessions.seen(digest_of(secret), self.clock.now()) if secret else None

    def leave(self, event: Mapping[str, Any]) -> None:
        """End the session of the event's cookie."""
        secret = self.jar.read(event, SESSION)
        if secret:
            self.sessions.end(digest_of(secret))

    def check_site(self, event: Mapping[str, Any]) -> None:
        """Raises AccessRefused for a post that a foreign site makes a browser send."""
        if is_from_elsewhere(event, self.base_url):
            raise AccessRefused("This form was sent from another site.")

    def check_form(self, event: Mapping[str, Any], session: Session) -> None:
        """Raises AccessRefused for a post without the session's own token."""
        self.check_site(event)
        given = dict(form_of(event)).get("csrf_token", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, session.csrf_token.encode()):
            raise AccessRefused("This form is out of date. Go back, reload the page and send it again.")

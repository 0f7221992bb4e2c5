"""Signing in to the console: by a one-time link, or by having just connected a location."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from comeback.domain.errors import NotFound
from comeback.domain.ids import TenantId
from comeback.ports.connections import Connections
from comeback.ports.sessions import LINK_LIFETIME, Session, Sessions, SignInLink
from comeback.ports.system import Clock, Ids


def digest_of(secret: str) -> str:
    """SHA-256 (hex): how a secret that grants something is stored."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A sign-in link as its receiver gets it; the URL is shown once."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class IssueSignInLink:
    """An operator makes a link for an owner (interfaces.md §5)."""

    connections: Connections
    sessions: Sessions
    ids: Ids
    clock: Clock
    base_url: str

    def __call__(self, tenant: TenantId) -> IssuedLink:
        """A fresh link, good once and for LINK_LIFETIME. Raises NotFound."""
        if self.connections.tenant(tenant) is None:
            raise NotFound("There is no such tenant.")
        token = self.ids.secret()
        expires_at = self.clock.now() + LINK_LIFETIME
        self.sessions.offer_link(digest_of(token), SignInLink(tenant, expires_at))
        return IssuedLink(f"{self.base_url}/console/sign-in/{token}", expires_at)


@dataclass(frozen=True, slots=True)
class StartSession:
    """Starts sessions; each has an id of its own that was never used before."""

    sessions: Sessions
    ids: Ids
    clock: Clock

    def __call__(self, tenant: TenantId) -> str:
        """The secret id of a new session, for the cookie."""
        secret, now = self.ids.secret(), self.clock.now()
        self.sessions.start(digest_of(secret), Session(tenant, self.ids.secret(), now, now))
        return secret

    def is_good(self, token: str) -> bool:
        """Whether the link could still be used; asking does not use it."""
        return self.sessions.link(digest_of(token), self.clock.now()) is not None

    def by_link(self, token: str) -> str | None:
        """The secret id of a session for whoever uses the link first; None when it is used up, over or unknown."""
        link = self.sessions.use_link(digest_of(token), self.clock.now())
        return None if link is None else self(link.tenant_id)

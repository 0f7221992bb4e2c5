"""Console sessions and one-time sign-in links, found by the SHA-256 (hex) of a secret that only the browser has."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from comeback.domain.ids import TenantId

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
LINK_LIFETIME = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in, and the token that the forms of this session carry."""

    tenant_id: TenantId
    csrf_token: str
    started_at: datetime
    seen_at: datetime

    def is_over(self, now: datetime) -> bool:
        """Whether nothing was done for IDLE, or ABSOLUTE has passed since sign-in."""
        return now - self.seen_at >= IDLE or now - self.started_at >= ABSOLUTE


@dataclass(frozen=True, slots=True)
class SignInLink:
    """Good for one sign-in before `expires_at`."""

    tenant_id: TenantId
    expires_at: datetime


class Sessions(Protocol):
    """Look-ups begin without a tenant and answer with it."""

    def start(self, digest: str, session: Session) -> None:
        """Store a new session."""

    def seen(self, digest: str, now: datetime) -> Session | None:
        """The session, noted as used now; None when it is unknown or over. `seen_at` may lag by a minute."""

    def end(self, digest: str) -> None:
        """Forget a session; one that is not there is no error."""

    def offer_link(self, digest: str, link: SignInLink) -> None:
        """Store a one-time link."""

    def link(self, digest: str, now: datetime) -> SignInLink | None:
        """The link while it is still good; looking does not use it."""

    def use_link(self, digest: str, now: datetime) -> SignInLink | None:
        """Use the link up: of any number of callers at most one gets it."""

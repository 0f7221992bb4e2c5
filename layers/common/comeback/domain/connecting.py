"""What may follow when an Altegio user wants to connect a location (interfaces.md §3, ruling 9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from comeback.domain.connection import Connection, ConnectionStatus, HookSecret
from comeback.domain.ids import LocationId

OLD_SECRET_LIFETIME = timedelta(hours=24)
USERS_RIGHT = "edit_users_access"
"""The right whose lack keeps the list of users from us."""


class ConnectOutcome(StrEnum):
    """What became of one location."""

    CONNECTED = "connected"  # turned active by this request, checked, stored
    RESUMED = "resumed"  # active already: an earlier attempt was finished, or a known connection is back
    ALREADY = "already"  # a living connection of this account; nothing changed
    FROZEN = "frozen"
    QUEUED = "queued"
    NOT_INSTALLED = "not_installed"
    TAKEN = "taken"
    NOT_MANAGER = "not_manager"
    ACTIVE_ELSEWHERE = "active_elsewhere"  # active at Altegio, but we know nothing of it
    TRY_AGAIN = "try_again"


REFUSED = frozenset({
    ConnectOutcome.NOT_INSTALLED, ConnectOutcome.TAKEN, ConnectOutcome.NOT_MANAGER, ConnectOutcome.ACTIVE_ELSEWHERE,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class ConnectResult:
    """The outcome for one location. `may_sign_in`: this very request earned a session. `owner_hint`: masked e-mail of
    the account that holds the location, for a proven manager only.
    """

    location_id: LocationId
    outcome: ConnectOutcome
    may_sign_in: bool = False
    owner_hint: str = ""


def status_of(missing_rights: Iterable[str]) -> ConnectionStatus:
    """An installation that is active at Altegio needs attention while rights are missing."""
    return ConnectionStatus.ATTENTION if tuple(missing_rights) else ConnectionStatus.ACTIVE


def renewed_secrets(held: Connection | None, digests: Iterable[str], now: datetime) -> tuple[HookSecret, ...]:
    """The new webhook secrets, and those of the connection before for a while longer: two addresses work meanwhile."""
    fresh = sorted(set(digests))
    until = now + OLD_SECRET_LIFETIME
    old = [
        HookSecret(secret.digest, min(secret.valid_until or until, until))
        for secret in (held.hook_secrets if held else ())
        if secret.digest not in fresh and (secret.valid_until is None or secret.valid_until > now)
    ]
    return (*(HookSecret(digest) for digest in fresh), *old)


def masked_email(email: str) -> str:
    """Enough of an address to recognise one's own: `o***@example.com`; "" when there is none."""
    name, at, host = email.rpartition("@")
    return f"{name[:1]}***@{host}" if at and name and host else ""

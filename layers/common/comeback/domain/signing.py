"""Signing identities: whose certificate signs the passes of a card (wallets.md §1.7).

A phone knows a pass by its pass type and serial number, so a card keeps the identity that its program had when it was
issued: another one would put a second pass beside the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from comeback.domain.ids import SigningIdentityId

WARN_DAYS = 45
"""Apple takes days for a new certificate, and without one nothing can be signed or pushed (wallets.md §1.7)."""


@dataclass(frozen=True, slots=True)
class PassIdentity:
    """Whose certificate signs: data, not a constant, because a brand may bring its own (wallets.md §6.2)."""

    pass_type_id: str
    team_id: str


@dataclass(frozen=True, slots=True)
class SigningIdentity:
    """A tenant's own pass type. `fingerprint`: SHA-256 of the certificate that signs now, in hex; its key is stored apart."""

    id: SigningIdentityId
    names: PassIdentity
    fingerprint: str
    ends_at: datetime
    added_at: datetime
    renewed_at: datetime | None = None

    def days_left(self, now: datetime) -> int:
        """Whole days; negative when the certificate has ended."""
        return (self.ends_at - now).days


@dataclass(frozen=True, slots=True)
class SigningKey:
    """What signs, as PEM: certificate, private key, and the intermediate that issued the certificate."""

    names: PassIdentity
    certificate: str
    private_key: str = field(repr=False)
    intermediate: str


@dataclass(frozen=True, slots=True)
class CheckedKey:
    """A key that belongs to its certificate, issued by its intermediate for this pass type and team. `issuer_ends_at`: when the
    intermediate does.
    """

    key: SigningKey
    fingerprint: str
    ends_at: datetime
    issuer_ends_at: datetime


@dataclass(frozen=True, slots=True)
class SigningChoice:
    """From `since` on a program's new cards are signed by this identity; None: by ours."""

    since: datetime
    identity: SigningIdentityId | None


def chosen_at(choices: Sequence[SigningChoice], issued_at: datetime) -> SigningIdentityId | None:
    """The identity of a card that was issued then; without a choice it is ours."""
    reached = [choice for choice in choices if choice.since <= issued_at]
    return reached[-1].identity if reached else None

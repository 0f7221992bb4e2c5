"""Identifiers: opaque, fixed length, sortable by time, with a readable prefix (interfaces.md §6)."""

from typing import NewType

TenantId = NewType("TenantId", str)
ProgramId = NewType("ProgramId", str)
CustomerId = NewType("CustomerId", str)
CardId = NewType("CardId", str)
EntryId = NewType("EntryId", str)
ApiKeyId = NewType("ApiKeyId", str)
JobId = NewType("JobId", str)
AttentionId = NewType("AttentionId", str)
TrailId = NewType("TrailId", str)
SigningIdentityId = NewType("SigningIdentityId", str)

# Altegio's own numbers.
LocationId = NewType("LocationId", int)
ClientId = NewType("ClientId", int)
RecordId = NewType("RecordId", int)
VisitId = NewType("VisitId", int)
LoyaltyCardId = NewType("LoyaltyCardId", int)
MembershipId = NewType("MembershipId", int)
GiftCardId = NewType("GiftCardId", int)

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BODY_LENGTH = 26


def render_id(prefix: str, millis: int, randomness: bytes) -> str:
    """`tn_01J9Z…`: 48 bits of time and 80 bits of `randomness` (10 bytes) in Crockford's base 32, as in ULID."""
    if len(randomness) != 10:
        raise ValueError("an id needs exactly 10 random bytes")
    number = (millis << 80) | int.from_bytes(randomness)
    digits = [_CROCKFORD[(number >> (5 * place)) & 31] for place in reversed(range(_BODY_LENGTH))]
    return f"{prefix}_{''.join(digits)}"


def is_id(prefix: str, text: str) -> bool:
    """Whether `text` has the exact form of an id with this prefix; guards keys against free-form input."""
    body = text.removeprefix(f"{prefix}_")
    return len(text) == len(prefix) + 1 + _BODY_LENGTH and len(body) == _BODY_LENGTH and set(body) <= set(_CROCKFORD)

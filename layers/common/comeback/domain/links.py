"""Derived tokens of a card: `<card id>.<key id>.<mac>` (ruling 17). Two reads give the same link, nothing is stored.

Keys are added, never dropped; which key signs a card's tokens is fixed on the card. The page token carries a version
that can be raised when it leaked; Apple's token never changes, because installed passes carry it for years.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Literal

from comeback.domain.card import Card
from comeback.domain.ids import CardId, is_id

LinkKeys = Mapping[str, bytes]
"""Key id → key of 32 random bytes."""

_MAC_BYTES = 16
_LONGEST = 120


def page_token(keys: LinkKeys, card: Card) -> str:
    """Grants a look at the card's page and its pass."""
    return _token(keys, "page", card, card.link_version)


def apple_token(keys: LinkKeys, card: Card) -> str:
    """The pass's `authenticationToken`."""
    return _token(keys, "apple", card, 0)


def card_of(token: str) -> CardId | None:
    """The card a token claims to be for; None when it has not the form of one. Proves nothing."""
    parts = token.split(".")
    well_formed = len(token) <= _LONGEST and len(parts) == 3 and is_id("cd", parts[0])
    return CardId(parts[0]) if well_formed else None


def is_page_token(keys: LinkKeys, card: Card, token: str) -> bool:
    """Compared in constant time."""
    return _same(page_token(keys, card), token)


def is_apple_token(keys: LinkKeys, card: Card, token: str) -> bool:
    """Compared in constant time."""
    return _same(apple_token(keys, card), token)


def _token(keys: LinkKeys, purpose: Literal["page", "apple"], card: Card, version: int) -> str:
    text = f"{purpose}|{card.id}|{card.key_id}|{version}"
    mac = hmac.digest(keys[card.key_id], text.encode(), sha256)[:_MAC_BYTES]
    return f"{card.id}.{card.key_id}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def _same(right: str, given: str) -> bool:
    # compare_digest takes no non-ASCII str.
    return hmac.compare_digest(right.encode(), given.encode(errors="replace"))

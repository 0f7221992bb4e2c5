"""A customer's profile as an item, its links to clients as a set beside it, and the pointer from a phone."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from typing import TYPE_CHECKING

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.codec import load
from comeback.domain.customer import Profile
from comeback.domain.ids import ClientId, LocationId, TenantId

if TYPE_CHECKING:
    from comeback.adapters.dynamodb.wire import Item


class PhoneKeys:
    """Keys of phones: a keyed hash, so that the table alone does not tell them."""

    def __init__(self, secret: bytes) -> None:
        """`secret` never changes: it finds people."""
        self._secret = secret

    def __call__(self, tenant: TenantId, phone: str) -> keys.Key:
        """`phone` is E.164 with plus."""
        return keys.phone(tenant, hmac.new(self._secret, phone.encode(), hashlib.sha256).hexdigest())


def link_of(location: LocationId, client: ClientId) -> str:
    """A member of the set of links."""
    return f"{location}|{client}"


def links_of(profile: Profile) -> set[str] | None:
    """The set of links; None for none, because DynamoDB has no empty sets."""
    return {link_of(location, client) for location, client in profile.clients} or None


def profile_from(item: Item) -> Profile:
    """The profile with the links that were added to it."""
    pairs = sorted(tuple(int(part) for part in link.split("|")) for link in item.get("clients", ()))
    links = tuple((LocationId(location), ClientId(client)) for location, client in pairs)
    return replace(load(Profile, item["profile"]), clients=links)

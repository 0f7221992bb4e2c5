"""A customer's profile as an item, its links to clients as a set beside it, and the pointer from a phone."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.codec import dump, load
from comeback.domain.customer import Profile
from comeback.domain.ids import ClientId, CustomerId, LocationId, TenantId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comeback.adapters.dynamodb.table import Leg, Table
    from comeback.adapters.dynamodb.wire import Item
    from comeback.domain.customer import Link


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


def profile_update(tenant: TenantId, read: str, after: Profile) -> dict[str, Any]:
    """Other personal data, if they still are as they were `read`: the text of the attribute."""
    return {
        "key": keys.profile(tenant, after.id),
        "values": {":profile": dump(Profile, replace(after, clients=())), ":read": read},
        "UpdateExpression": "SET profile = :profile",
        "ConditionExpression": "profile = :read",
    }


def move_legs(main: Table, tenant: TenantId, link: Link, source: CustomerId, target: CustomerId) -> Iterator[Leg]:
    """A client's pointer leads to another customer, and the link goes with it."""
    moved = {":client": {link_of(*link)}}
    yield main.update_leg(
        keys.client(*link),
        {":tenant": tenant, ":source": source, ":target": target},
        UpdateExpression="SET customer_id = :target",
        ConditionExpression="tenant_id = :tenant AND customer_id = :source",
    )
    yield main.update_leg(
        keys.profile(tenant, source), moved, UpdateExpression="DELETE clients :client", ConditionExpression="attribute_exists(pk)"
    )
    yield main.update_leg(
        keys.profile(tenant, target), moved, UpdateExpression="ADD clients :client", ConditionExpression="attribute_exists(pk)"
    )

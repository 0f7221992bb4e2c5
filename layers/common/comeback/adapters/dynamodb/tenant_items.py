"""A tenant as one item, and back; and the cursor of the list of tenants."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import TYPE_CHECKING, Any

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.connection_items import instant
from comeback.domain.connection import Tenant
from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.ids import LocationId, TenantId, is_id

if TYPE_CHECKING:
    from collections.abc import Mapping


def tenant_item(tenant: Tenant) -> dict[str, Any]:
    """The attributes of a tenant without its key; the listing is in order of creation."""
    return {
        "id": tenant.id,
        "title": tenant.title,
        "altegio_user_id": tenant.altegio_user_id,
        "owner_email": tenant.owner_email,
        "created_at": instant(tenant.created_at),
        "location_ids": set(tenant.location_ids) or None,
        "list_pk": keys.TENANTS,
        "list_sk": f"{instant(tenant.created_at)}#{tenant.id}",
    }


def tenant_from(item: Mapping[str, Any]) -> Tenant:
    """The tenant of an item written from `tenant_item`."""
    return Tenant(
        id=TenantId(item["id"]),
        title=item["title"],
        altegio_user_id=item["altegio_user_id"],
        owner_email=item["owner_email"],
        created_at=datetime.fromisoformat(item["created_at"]),
        location_ids=tuple(LocationId(int(location)) for location in sorted(item.get("location_ids", ()))),
    )


def tenant_cursor(last: Mapping[str, str]) -> str:
    """The cursor of the page after the one that ended at this key; safe in a URL."""
    return urlsafe_b64encode(last["list_sk"].encode()).decode()


def tenant_start(cursor: str) -> dict[str, str]:
    """The key that a cursor stands for. Raises FieldRefused for a text that is no cursor."""
    try:
        place = urlsafe_b64decode(cursor.encode("ascii")).decode("ascii")
    except (UnicodeError, binascii.Error) as problem:
        raise _no_cursor() from problem
    tenant = place.rpartition("#")[2]
    if not is_id("tn", tenant) or len(place) > 80:
        raise _no_cursor()
    pk, sk = keys.tenant(TenantId(tenant))
    return {"pk": pk, "sk": sk, "list_pk": keys.TENANTS, "list_sk": place}


def _no_cursor() -> FieldRefused:
    return FieldRefused(FieldError("cursor", "This is not a cursor of this list."))

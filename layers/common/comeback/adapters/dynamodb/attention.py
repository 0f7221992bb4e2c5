"""What persons must look at, in the main table; open items stand in the listing index."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from comeback.adapters.dynamodb import codec, keys
from comeback.adapters.dynamodb.cursors import cursor_of, start_of
from comeback.domain.attention import AttentionItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.dynamodb.wire import Item
    from comeback.domain.ids import AttentionId, TenantId

_LISTING_KEY = frozenset({"pk", "sk", "list_pk", "list_sk"})


class DynamoAttention:
    """An item is there while it is open."""

    def __init__(self, main: Table) -> None:
        """`main` is the main table."""
        self._main = main

    def notice(self, tenant: TenantId, item: AttentionItem) -> bool:
        """One update."""
        before = self._main.update(
            keys.attention(tenant, item.id),
            {
                ":matter": codec.dump(AttentionItem, item),
                ":at": keys.fixed_width(item.noticed_at),
                ":list": keys.open_attention(tenant),
                ":place": keys.waiting_since(item.noticed_at, item.id),
            },
            UpdateExpression="SET matter = :matter, noticed_at = if_not_exists(noticed_at, :at), list_pk = :list, "
            "list_sk = if_not_exists(list_sk, :place)",
            ReturnValues="ALL_OLD",
        )
        return not before

    def settle(self, tenant: TenantId, item: AttentionId) -> AttentionItem | None:
        """One deletion; of two at once only one gets the item."""
        found = self._main.take(keys.attention(tenant, item))
        return _item_from(found) if found else None

    def item(self, tenant: TenantId, item: AttentionId) -> AttentionItem | None:
        """One strongly consistent read."""
        found = self._main.get(keys.attention(tenant, item))
        return _item_from(found) if found else None

    def items(self, tenant: TenantId, limit: int, cursor: str | None) -> tuple[Sequence[AttentionItem], str | None]:
        """A query of the index and a batch, which knows better what is settled."""
        partition = keys.open_attention(tenant)
        listed, last = self._main.query_page(
            IndexName="listing",
            KeyConditionExpression="list_pk = :list",
            values={":list": partition},
            Limit=limit,
            start=start_of(cursor, {"list_pk": partition}, _LISTING_KEY),
        )
        places = [(item["pk"], item["sk"]) for item in listed]
        found = self._main.get_all(places)
        return [_item_from(found[place]) for place in places if place in found], cursor_of(last)


def _item_from(item: Item) -> AttentionItem:
    return replace(codec.load(AttentionItem, item["matter"]), noticed_at=datetime.fromisoformat(item["noticed_at"]))

"""Mirrors over DynamoDB: an item of their own beside the head, because a read that changes nothing must not move the head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import booking_legs, codec, keys
from comeback.adapters.dynamodb.errors import is_condition_failed, is_conflict, lost_condition
from comeback.domain.ids import CustomerId, LoyaltyCardId, TenantId
from comeback.domain.mirror import Mirror
from comeback.ports.ledger import ClaimLost

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from comeback.adapters.dynamodb.table import Leg, Table
    from comeback.domain.card import CardRef
    from comeback.ports.mirrors import MirrorWrite


class DynamoMirrors:
    """Mirrors in the main table, their entries in the ledger."""

    def __init__(self, main: Table, ledger: Table) -> None:
        """`main` holds mirrors and heads, `ledger` the entries."""
        self._main = main
        self._ledger = ledger

    def of_cards(self, tenant: TenantId, cards: Sequence[CardRef]) -> Mapping[CardRef, Mirror]:
        """In batches."""
        wanted = {keys.mirror(tenant, card.customer_id, card.program_id): card for card in cards if card.tenant_id == tenant}
        return {wanted[key]: codec.load(Mirror, item["mirror"]) for key, item in self._main.get_all(wanted).items()}

    def save(self, tenant: TenantId, write: MirrorWrite) -> None:
        """One update, or a transaction when the head moves or another loyalty card is shown."""
        legs = list(self._legs(tenant, write))
        try:
            if legs:
                self._main.transact([self._main.update_leg(**_update(tenant, write)), *legs])
            else:
                self._main.update(**_update(tenant, write))
        except ClientError as problem:
            if is_condition_failed(problem) or is_conflict(problem) or lost_condition(problem):
                raise ClaimLost("somebody else has read Altegio meanwhile") from problem
            raise

    def holder(self, tenant: TenantId, card: LoyaltyCardId) -> CustomerId | None:
        """One read."""
        item = self._main.get(keys.loyalty_card(tenant, card))
        return CustomerId(item["customer_id"]) if item else None

    def _legs(self, tenant: TenantId, write: MirrorWrite) -> Iterator[Leg]:
        if write.posting is not None:
            yield booking_legs.head_leg(self._main, tenant, write.posting)
            for entry in write.posting.entries:
                yield booking_legs.entry_leg(self._ledger, tenant, entry)
        shown = write.mirror.seen.card_id
        if shown and (write.read is None or write.read.seen.card_id != shown):
            yield self._main.put_leg(keys.loyalty_card(tenant, shown), {"customer_id": write.card.customer_id})


def _update(tenant: TenantId, write: MirrorWrite) -> dict[str, Any]:
    values: dict[str, Any] = {":mirror": codec.dump(Mirror, write.mirror), ":reads": write.mirror.reads, ":kind": "mirror"}
    unchanged = "attribute_not_exists(pk)"
    if write.read is not None:
        # Every read of Altegio counts one up: nobody has read it since we looked.
        values[":read"], unchanged = write.read.reads, "read_count = :read"
    return {
        "key": keys.mirror(tenant, write.card.customer_id, write.card.program_id),
        "values": values,
        "UpdateExpression": "SET mirror = :mirror, read_count = :reads, kind = :kind",
        "ConditionExpression": unchanged,
    }

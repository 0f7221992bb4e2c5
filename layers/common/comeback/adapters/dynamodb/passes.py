"""Passes over DynamoDB: three items per registration.

`DEV#<device>` holds the push token and, beside it, one row per pass, so that "what changed" is one query and one batch
of heads; `CARD#<card>` holds one row per device, so that a changed card finds its phones. All writes are idempotent and in
an order that a crash between them is mended by the phone's next try.
"""

from collections.abc import Sequence
from datetime import datetime

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import keys
from comeback.adapters.dynamodb.errors import is_condition_failed
from comeback.adapters.dynamodb.table import Table, key_of
from comeback.adapters.dynamodb.wire import Item, from_wire, to_wire
from comeback.domain.card import Card, CardRef, next_mark
from comeback.domain.ids import CardId, CustomerId, ProgramId, TenantId
from comeback.ports.passes import Device, Installed


class DynamoPasses:
    """Passes over the main table."""

    def __init__(self, main: Table) -> None:
        """`main` holds devices, registrations and heads."""
        self._main = main

    def register(self, ref: CardRef, card: CardId, pass_type: str, device: Device) -> bool:
        """Three writes. The device comes last: one that is being removed meanwhile is then stored again."""
        key = keys.registration(device.id, pass_type, card)
        pk, sk = key
        head = {"tenant_id": ref.tenant_id, "customer_id": ref.customer_id, "program_id": ref.program_id}
        answer = self._main.client.put_item(
            TableName=self._main.name,
            Item=to_wire({"pk": pk, "sk": sk, "kind": "registration", "card_id": card, "pass_type": pass_type, **head}),
            ReturnValues="ALL_OLD",
        )
        self._main.put(keys.card_device(card, device.id), {"device_id": device.id})
        self._main.put(
            keys.device(device.id),
            {"device_id": device.id, "push_token": device.push_token, "stored_at": device.stored_at.isoformat()},
        )
        return "Attributes" not in answer

    def unregister(self, card: CardId, pass_type: str, device_id: str) -> None:
        """Two writes, one query, and one more write when the device has no pass left."""
        self._main.delete(keys.registration(device_id, pass_type, card))
        self._main.delete(keys.card_device(card, device_id))
        items = self._partition(device_id)
        if len(items) == 1 and items[0]["sk"] == keys.device(device_id)[1]:
            self._delete_device(_device(items[0]))

    def on_device(self, device_id: str, pass_type: str) -> Sequence[Installed]:
        """One query, one batch."""
        pk, prefix = keys.registration(device_id, pass_type, CardId(""))
        rows = self._main.query(
            KeyConditionExpression="pk = :device AND begins_with(sk, :prefix)", values={":device": pk, ":prefix": prefix}
        )
        heads = self._main.get_all([_head(row) for row in rows])
        return [Installed(CardId(head["card_id"]), head["mark"]) for head in heads.values()]

    def devices(self, card: CardId) -> Sequence[Device]:
        """One query, one batch. A row whose device is gone is passed over."""
        pk, prefix = keys.card_device(card, "")
        rows = self._main.query(
            KeyConditionExpression="pk = :card AND begins_with(sk, :prefix)", values={":card": pk, ":prefix": prefix}
        )
        found = self._main.get_all([keys.device(row["device_id"]) for row in rows])
        return [_device(item) for item in found.values()]

    def drop(self, device: Device) -> None:
        """One conditional write, one query, two writes per pass."""
        if not self._delete_device(device):
            return
        rows = self._partition(device.id)
        if any(row["sk"] == keys.device(device.id)[1] for row in rows):
            return  # It has just registered again.
        for row in rows:
            self._main.delete((row["pk"], row["sk"]))
            self._main.delete(keys.card_device(CardId(row["card_id"]), device.id))

    def restyle(self, card: Card, since_ms: int, now: datetime) -> bool:
        """One conditional write. The stream tells by `look_mark` who raised the mark."""
        told = card.pushed_apple >= card.mark
        values = {":read": card.mark, ":mark": next_mark(card.mark, now), ":since": since_ms, ":pushed": card.pushed_apple}
        try:
            self._main.update(
                keys.head(card.tenant_id, card.customer_id, card.program_id),
                values,
                UpdateExpression="SET mark = :mark, look_mark = :mark, look_since = :since"
                + (", pushed_apple = :mark" if told else ""),
                # Not the mark: that may lie after the beginning of the next job.
                ConditionExpression="mark = :read AND pushed_apple = :pushed"
                " AND (attribute_not_exists(look_since) OR look_since < :since)",
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise
            return False
        return True

    def note_pushed(self, ref: CardRef, mark: int, at: datetime | None) -> None:
        """One conditional write; a newer mark stays."""
        values = {":mark": mark} | ({":at": at.isoformat()} if at else {})
        try:
            self._main.update(
                keys.head(ref.tenant_id, ref.customer_id, ref.program_id),
                values,
                UpdateExpression="SET pushed_apple = :mark" + (", pushed_apple_at = :at" if at else ""),
                ConditionExpression="attribute_exists(pk) AND pushed_apple < :mark",
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise

    def _partition(self, device_id: str) -> list[Item]:
        pk, _ = keys.device(device_id)
        return list(self._main.query(KeyConditionExpression="pk = :device", values={":device": pk}))

    def _delete_device(self, device: Device) -> bool:
        """Whether it went; not if it has registered again since it was read."""
        try:
            answer = self._main.client.delete_item(
                TableName=self._main.name,
                Key=key_of(keys.device(device.id)),
                ConditionExpression="push_token = :token AND stored_at = :at",
                ExpressionAttributeValues=to_wire({":token": device.push_token, ":at": device.stored_at.isoformat()}),
                ReturnValues="ALL_OLD",
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise
            return False
        return bool(from_wire(answer.get("Attributes", {})))


def _head(row: Item) -> keys.Key:
    return keys.head(TenantId(row["tenant_id"]), CustomerId(row["customer_id"]), ProgramId(row["program_id"]))


def _device(item: Item) -> Device:
    return Device(item["device_id"], item["push_token"], datetime.fromisoformat(item["stored_at"]))

"""Intents beside the customer's cards; those that wait stand in the due index."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import codec, keys
from comeback.adapters.dynamodb.errors import is_condition_failed
from comeback.domain.crm_writing import Intent, IntentState, StoredIntent
from comeback.domain.ids import CustomerId, TenantId
from comeback.ports.intents import IntentTaken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from comeback.adapters.dynamodb.table import Table
    from comeback.domain.crm_writing import WriteKind


class DynamoIntents:
    """Intents over the main table."""

    def __init__(self, main: Table) -> None:
        """`main` holds them."""
        self._main = main

    def get(self, tenant: TenantId, customer: CustomerId, kind: WriteKind, subject: str) -> Intent | None:
        """One read."""
        item = self._main.get(keys.intent(tenant, customer, kind, subject))
        return codec.load(Intent, item["intent"]) if item else None

    def of_customers(
        self, tenant: TenantId, customers: Sequence[CustomerId], kind: WriteKind, subject: str
    ) -> Mapping[CustomerId, Intent]:
        """In batches."""
        wanted = {keys.intent(tenant, customer, kind, subject): customer for customer in customers}
        return {wanted[key]: codec.load(Intent, item["intent"]) for key, item in self._main.get_all(wanted).items()}

    def save(self, tenant: TenantId, customer: CustomerId, intent: Intent) -> Intent:
        """One conditional write."""
        after = replace(intent, revision=intent.revision + 1)
        item: dict[str, object] = {"intent": codec.dump(Intent, after), "revision": after.revision}
        if after.state is IntentState.WAITING and after.not_before is not None:
            item |= {"due_pk": keys.WAITING_WRITES, "due_sk": keys.due_at(after.not_before, tenant)}
        condition = {"ConditionExpression": "attribute_not_exists(pk)"}
        if intent.revision:
            condition = {"ConditionExpression": "revision = :read"}
        values = {"ExpressionAttributeValues": {":read": {"N": str(intent.revision)}}} if intent.revision else {}
        try:
            self._main.put(keys.intent(tenant, customer, intent.kind, intent.subject), item, **condition, **values)
        except ClientError as problem:
            if is_condition_failed(problem):
                raise IntentTaken("somebody else has moved the intent meanwhile") from problem
            raise
        return after

    def due(self, until: datetime, limit: int) -> Sequence[StoredIntent]:
        """A query of the index and a batch, which knows better what still waits."""
        listed = self._main.query(
            IndexName="due",
            KeyConditionExpression="due_pk = :due AND due_sk <= :until",
            values={":due": keys.WAITING_WRITES, ":until": keys.due_at(until, "~")},
            Limit=limit,
        )
        wanted = [(str(item["pk"]), str(item["sk"])) for item in islice(listed, limit)]
        found = self._main.get_all(wanted)
        stored = [_stored(key[0], codec.load(Intent, found[key]["intent"])) for key in wanted if key in found]
        return [one for one in stored if one.intent.state is IntentState.WAITING]


def _stored(partition: str, intent: Intent) -> StoredIntent:
    tenant, customer = partition.removeprefix("T#").split("#CU#")
    return StoredIntent(TenantId(tenant), CustomerId(customer), intent)

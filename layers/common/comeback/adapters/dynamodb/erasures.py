"""Erasures over DynamoDB: pointers first, the profile that leads to them last, so that a crash leaves nothing unfindable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import codec, keys
from comeback.adapters.dynamodb.errors import is_condition_failed, lost_condition
from comeback.adapters.dynamodb.profile_items import PhoneKeys, profile_from
from comeback.adapters.dynamodb.wire import to_wire
from comeback.domain.ids import ProgramId
from comeback.domain.mirror import Mirror
from comeback.ports.erasures import Erasure

if TYPE_CHECKING:
    from comeback.adapters.dynamodb.table import Table
    from comeback.adapters.dynamodb.wire import Item
    from comeback.domain.customer import Profile
    from comeback.domain.ids import CustomerId, TenantId

_TRIES = 5


class DynamoErasures:
    """Requests stand beside the profile, in the customer's own partition."""

    def __init__(self, main: Table, phone_key: bytes) -> None:
        """`phone_key` as for DynamoCustomers."""
        self._main = main
        self._phones = PhoneKeys(phone_key)

    def ask(self, tenant: TenantId, erasure: Erasure) -> bool:
        """One conditional write."""
        try:
            self._main.put(
                keys.erasure(tenant, erasure.customer_id),
                {"erasure": codec.dump(Erasure, erasure)},
                ConditionExpression="attribute_not_exists(pk)",
            )
        except ClientError as problem:
            if not is_condition_failed(problem):
                raise
            return False
        return True

    def asked(self, tenant: TenantId, customer: CustomerId) -> Erasure | None:
        """One read."""
        item = self._main.get(keys.erasure(tenant, customer))
        return codec.load(Erasure, item["erasure"]) if item else None

    def forget(self, tenant: TenantId, customer: CustomerId) -> None:
        """Again while others tie clients to the profile or change it."""
        for _ in range(_TRIES):
            item = self._main.get(keys.profile(tenant, customer))
            self._forget_mirrors(tenant, customer)
            if item is None or self._forget(tenant, profile_from(item), item):
                return
        raise TimeoutError("somebody could not be forgotten: others kept writing")

    def _forget(self, tenant: TenantId, profile: Profile, read: Item) -> bool:
        """Whether the profile went; not if it is not as it was `read`."""
        for link in profile.clients:
            self._remove(
                keys.client(*link), "tenant_id = :tenant AND customer_id = :customer", tenant=tenant, customer=profile.id
            )
        if profile.phone:
            self._remove(self._phones(tenant, profile.phone), "customer_id = :customer", customer=profile.id)
        values, tied = {"read": read["profile"]}, "attribute_not_exists(clients)"
        if "clients" in read:
            values["clients"], tied = read["clients"], "clients = :clients"
        return self._remove(keys.profile(tenant, profile.id), f"profile = :read AND {tied}", **values)

    def _forget_mirrors(self, tenant: TenantId, customer: CustomerId) -> None:
        partition, prefix = keys.mirror(tenant, customer, ProgramId(""))
        mirrors = self._main.query(
            KeyConditionExpression="pk = :customer AND begins_with(sk, :prefix)",
            values={":customer": partition, ":prefix": prefix},
        )
        for item in mirrors:
            shown = codec.load(Mirror, item["mirror"]).seen.card_id
            if shown:
                self._remove(keys.loyalty_card(tenant, shown), "customer_id = :customer", customer=customer)
            self._main.delete((item["pk"], item["sk"]))

    def _remove(self, key: keys.Key, condition: str, **values: Any) -> bool:
        """Whether it went; what belongs to somebody else, or is not there, stays as it is."""
        typed = to_wire({f":{name}": value for name, value in values.items()})
        try:
            self._main.transact([
                self._main.delete_leg(key, ConditionExpression=condition, ExpressionAttributeValues=typed)
            ])  # fmt: skip
        except ClientError as problem:
            if not lost_condition(problem):
                raise
            return False
        return True

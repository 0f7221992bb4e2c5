"""Signing identities in the main table; their keys are in Secrets Manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from comeback.adapters.dynamodb import codec, keys
from comeback.adapters.dynamodb.errors import lost_condition
from comeback.domain.ids import SigningIdentityId
from comeback.domain.signing import SigningIdentity
from comeback.ports.signing import PassTypeTaken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comeback.adapters.dynamodb.table import Table
    from comeback.domain.ids import TenantId


class DynamoSigningIdentities:
    """An item for each, and a reference that makes its pass type unique."""

    def __init__(self, main: Table) -> None:
        """`main` is the main table."""
        self._main = main

    def add(self, tenant: TenantId, identity: SigningIdentity) -> None:
        """One transaction."""
        fresh = {"ConditionExpression": "attribute_not_exists(pk)"}
        legs = [
            self._main.put_leg(keys.signing_identity(tenant, identity.id), _item(identity), **fresh),
            self._main.put_leg(keys.pass_type(identity.names.pass_type_id), {"tenant_id": tenant}, **fresh),
        ]
        try:
            self._main.transact(legs)
        except ClientError as problem:
            if not lost_condition(problem):
                raise
            raise PassTypeTaken(identity.names.pass_type_id) from problem

    def renew(self, tenant: TenantId, identity: SigningIdentity) -> None:
        """One write over an item that is there."""
        key = keys.signing_identity(tenant, identity.id)
        self._main.put(key, _item(identity), ConditionExpression="attribute_exists(pk)")

    def get(self, tenant: TenantId, identity: SigningIdentityId) -> SigningIdentity | None:
        """One read."""
        item = self._main.get(keys.signing_identity(tenant, identity))
        return codec.load(SigningIdentity, item["identity"]) if item else None

    def of_tenant(self, tenant: TenantId) -> Sequence[SigningIdentity]:
        """One query; ids sort by the time of their making."""
        partition, prefix = keys.signing_identity(tenant, SigningIdentityId(""))
        items = self._main.query(
            KeyConditionExpression="pk = :tenant AND begins_with(sk, :prefix)",
            values={":tenant": partition, ":prefix": prefix},
        )
        return [codec.load(SigningIdentity, item["identity"]) for item in items]


def _item(identity: SigningIdentity) -> dict[str, object]:
    return {"identity": codec.dump(SigningIdentity, identity)}

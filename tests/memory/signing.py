"""Signing identities and their keys in memory (tests/contract/test_signing_identities.py)."""

from collections.abc import Sequence

from comeback.domain.ids import SigningIdentityId, TenantId
from comeback.domain.signing import SigningIdentity, SigningKey
from comeback.ports.signing import PassTypeTaken
from tests.memory.store import Store


class MemorySigningIdentities:
    """Over the shared store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, tenant: TenantId, identity: SigningIdentity) -> None:
        if any(one.names.pass_type_id == identity.names.pass_type_id for one in self._store.signing.values()):
            raise PassTypeTaken(identity.names.pass_type_id)
        self._store.signing[tenant, identity.id] = identity

    def renew(self, tenant: TenantId, identity: SigningIdentity) -> None:
        assert (tenant, identity.id) in self._store.signing
        self._store.signing[tenant, identity.id] = identity

    def get(self, tenant: TenantId, identity: SigningIdentityId) -> SigningIdentity | None:
        return self._store.signing.get((tenant, identity))

    def of_tenant(self, tenant: TenantId) -> Sequence[SigningIdentity]:
        return sorted((one for (owner, _), one in self._store.signing.items() if owner == tenant), key=lambda one: one.id)


class MemorySigningKeys:
    """Counts how often a key is read."""

    def __init__(self) -> None:
        self.kept: dict[SigningIdentityId, SigningKey] = {}
        self.reads = 0

    def write(self, identity: SigningIdentityId, key: SigningKey) -> None:
        self.kept[identity] = key

    def read(self, identity: SigningIdentityId) -> SigningKey:
        self.reads += 1
        if identity not in self.kept:
            raise LookupError(identity)
        return self.kept[identity]

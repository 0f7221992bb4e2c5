"""What is made of tenants' signing keys: fetched when a card of theirs needs it, and again after a renewal."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from comeback.domain.ids import SigningIdentityId, TenantId
    from comeback.domain.signing import SigningIdentity, SigningKey
    from comeback.ports.signing import SigningIdentities, SigningKeys

_MOST_KEPT = 16


class Kept[T]:
    """By identity, while its certificate is the newest one; those used last stay."""

    def __init__(self, identities: SigningIdentities, keys: SigningKeys, make: Callable[[SigningKey], T]) -> None:
        """`make` is called once for each key."""
        self._identities, self._keys, self._make = identities, keys, make
        self._made: OrderedDict[SigningIdentityId, tuple[str, T]] = OrderedDict()

    def known(self, tenant: TenantId, identity: SigningIdentityId) -> SigningIdentity:
        """Raises LookupError."""
        held = self._identities.get(tenant, identity)
        if held is None:
            raise LookupError(f"a program names the signing identity {identity}, which is not there")
        return held

    def get(self, tenant: TenantId, identity: SigningIdentityId) -> T:
        """Raises LookupError."""
        fingerprint = self.known(tenant, identity).fingerprint
        made = self._made.pop(identity, None)
        if made is None or made[0] != fingerprint:
            made = fingerprint, self._make(self._keys.read(identity))
        self._made[identity] = made
        if len(self._made) > _MOST_KEPT:
            self._made.popitem(last=False)
        return made[1]

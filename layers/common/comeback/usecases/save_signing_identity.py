"""An owner brings the certificate of their own pass type, for the first time or as the next one."""

from dataclasses import dataclass, replace

from comeback.domain.ids import SigningIdentityId, TenantId
from comeback.domain.signing import CheckedKey, SigningIdentity
from comeback.ports.signing import CheckFiles, GivenFiles, PassTypeTaken, SigningIdentities, SigningKeys, SigningRefused
from comeback.ports.system import Clock, Ids


@dataclass(frozen=True, slots=True)
class SaveSigningIdentity:
    """A certificate for a pass type that the tenant has already takes the place of the older one: same pass type, same team,
    so installed cards see no difference.
    """

    identities: SigningIdentities
    keys: SigningKeys
    check: CheckFiles
    clock: Clock
    ids: Ids

    def __call__(self, tenant: TenantId, given: GivenFiles) -> SigningIdentity:
        """The identity as it signs from now on. Raises SigningRefused."""
        checked = self.check(given)
        names = checked.key.names
        held = next((one for one in self.identities.of_tenant(tenant) if one.names.pass_type_id == names.pass_type_id), None)
        if held is None:
            return self._add(tenant, checked)
        if held.names != names:
            raise SigningRefused("certificate", "signing.refused.team_other")
        renewed = replace(held, fingerprint=checked.fingerprint, ends_at=checked.ends_at, renewed_at=self.clock.now())
        # The key first: what the identity says tells whoever signs to fetch it.
        self.keys.write(held.id, checked.key)
        self.identities.renew(tenant, renewed)
        return renewed

    def _add(self, tenant: TenantId, checked: CheckedKey) -> SigningIdentity:
        fresh = SigningIdentity(
            SigningIdentityId(self.ids.new("si")), checked.key.names, checked.fingerprint, checked.ends_at, self.clock.now()
        )
        self.keys.write(fresh.id, checked.key)
        try:
            self.identities.add(tenant, fresh)
        except PassTypeTaken as problem:
            raise SigningRefused("certificate", "signing.refused.taken") from problem
        return fresh

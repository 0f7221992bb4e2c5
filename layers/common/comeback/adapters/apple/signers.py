"""Who signs: our certificate, and those of tenants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback.adapters.apple.kept import Kept
from comeback.adapters.apple.pass_file import SignedPassFiles
from comeback.adapters.apple.signing import PassSigner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from comeback.domain.ids import SigningIdentityId, TenantId
    from comeback.domain.signing import PassIdentity, SigningKey
    from comeback.ports.pass_files import PassFiles
    from comeback.ports.signing import SigningIdentities, SigningKeys


class StoredSigners:
    """PassSigners."""

    def __init__(self, ours: Mapping[str, Any], identities: SigningIdentities, keys: SigningKeys) -> None:
        """`ours` as PassSigner takes it. Raises PassCertificateError."""
        self._ours = SignedPassFiles(PassSigner(ours))
        self._theirs = Kept(identities, keys, lambda key: SignedPassFiles(PassSigner(_secret(key))))

    def names(self, tenant: TenantId, identity: SigningIdentityId | None) -> PassIdentity:
        """Needs no key."""
        return self._ours.identity if identity is None else self._theirs.known(tenant, identity).names

    def files(self, tenant: TenantId, identity: SigningIdentityId | None) -> PassFiles:
        """Raises LookupError, PassCertificateError."""
        return self._ours if identity is None else self._theirs.get(tenant, identity)


def _secret(key: SigningKey) -> Mapping[str, str]:
    return {
        "pass_type_id": key.names.pass_type_id, "team_id": key.names.team_id, "certificate_pem": key.certificate,
        "private_key_pem": key.private_key, "wwdr_pem": key.intermediate,
    }  # fmt: skip

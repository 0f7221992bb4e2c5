"""Pictures that owners brought, by the digest of their content: what is stored never changes and is never taken away, because
designs that were made from it live on.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from comeback.domain.design import Design
from comeback.domain.design_images import Role
from comeback.domain.ids import TenantId

CleanPicture = Callable[[Role, bytes], bytes]
"""What somebody sent as it is kept: a PNG of the role's shape, no larger than needed and nothing but pixels. Raises FieldRefused
for what is no picture or does not fit.
"""


class OwnImages(Protocol):
    """Names are SHA-256 in hex."""

    def get(self, tenant: TenantId, digest: str) -> bytes | None:
        """The PNG; None when the tenant has none of this name."""

    def put(self, tenant: TenantId, digest: str, png: bytes) -> None:
        """Store it; doing it again changes nothing."""


def own_pictures(images: OwnImages, tenant: TenantId, design: Design) -> Mapping[Role, bytes]:
    """Those that a design names. A drawing without one of them would be taken for the whole for ever, so that is LookupError."""
    found = {role: images.get(tenant, digest) for role, digest in design.images.named.items()}
    if gone := [role.value for role, png in found.items() if png is None]:
        raise LookupError(f"pictures of an owner are gone: {', '.join(gone)}")
    return {role: png for role, png in found.items() if png}

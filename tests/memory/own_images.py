"""Owners' pictures in a dict."""

from comeback.domain.ids import TenantId


class MemoryOwnImages:
    """By tenant and digest."""

    def __init__(self) -> None:
        self.kept: dict[tuple[TenantId, str], bytes] = {}

    def get(self, tenant: TenantId, digest: str) -> bytes | None:
        return self.kept.get((tenant, digest))

    def put(self, tenant: TenantId, digest: str, png: bytes) -> None:
        self.kept[tenant, digest] = png

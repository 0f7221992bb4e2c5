"""The webhook door's own look-up, apart from `directory` because that function loads as little as it can."""

from dataclasses import dataclass
from typing import Protocol

from comeback.domain.connection import ConnectionStatus, HookSecret
from comeback.domain.ids import LocationId, TenantId


@dataclass(frozen=True, slots=True)
class Hook:
    """What the webhook door needs to let an event in."""

    tenant_id: TenantId
    status: ConnectionStatus
    secrets: tuple[HookSecret, ...]


class Hooks(Protocol):
    """Begins without a tenant, as the directory does."""

    def hook(self, location: LocationId) -> Hook | None:
        """The webhook secrets of a connected location."""

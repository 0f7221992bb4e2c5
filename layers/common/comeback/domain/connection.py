"""A connection: one Altegio location tied to one tenant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from comeback.domain.ids import LocationId, ProgramId, TenantId


class ConnectionStatus(StrEnum):
    """`attention`: works in part, a right is missing. `frozen`: Altegio suspended the application there."""

    ACTIVE = "active"
    FROZEN = "frozen"
    UNINSTALLED = "uninstalled"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class HookSecret:
    """SHA-256 (hex) of the secret in a webhook URL; an old one stays valid until `valid_until` while it is replaced."""

    digest: str
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """What Altegio says about a location. `country` is an ISO 3166 code for reading phones, `timezone` an IANA name, `position`
    latitude and longitude.
    """

    location_id: LocationId
    title: str
    chain_id: int | None
    timezone: str
    currency: str
    country: str
    position: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """One row per location. `watermarks`: per swept list the greatest change date seen, as Altegio wrote it."""

    location: Location
    tenant_id: TenantId
    status: ConnectionStatus
    hook_secrets: tuple[HookSecret, ...]
    connected_at: datetime
    missing_rights: tuple[str, ...] = ()
    program_ids: tuple[ProgramId, ...] = ()
    last_event_at: datetime | None = None
    last_sweep_at: datetime | None = None
    watermarks: Mapping[str, str] = field(default_factory=dict)

    @property
    def location_id(self) -> LocationId:
        """The Altegio number of the location."""
        return self.location.location_id

    @property
    def is_live(self) -> bool:
        """Whether events of the location are evaluated and Altegio may be called for it."""
        return self.status in (ConnectionStatus.ACTIVE, ConnectionStatus.ATTENTION)


@dataclass(frozen=True, slots=True)
class Tenant:
    """A business: the account of one Altegio user (interfaces.md ruling 9)."""

    id: TenantId
    title: str
    altegio_user_id: int
    owner_email: str
    created_at: datetime
    location_ids: tuple[LocationId, ...] = ()

"""A world in which locations are connected: everything that the use cases of connecting need, in memory."""

import hmac
import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from comeback.domain.connection import Connection, Tenant
from comeback.domain.ids import LocationId, TenantId
from comeback.domain.redirect import SignedUser
from comeback.messages import AccrualMessage
from comeback.ports.queues import QueueUnavailableError
from comeback.usecases.connect_location import ConnectLocation
from comeback.usecases.connect_locations import ConnectLocations, ConnectQueued
from comeback.usecases.note_change import NoteChange
from comeback.usecases.sign_in import StartSession
from tests.memory.activations import MemoryActivations, MemoryConnectJobs
from tests.memory.connections import MemoryConnections
from tests.memory.directory import MemoryDirectory
from tests.memory.marketplace import MemoryMarketplace
from tests.memory.sessions import MemorySessions
from tests.memory.store import Store
from tests.memory.system import MovedClock, Numbered
from tests.memory.trail import MemoryTrail

NOW = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)
PLACE, SECOND = LocationId(4564), LocationId(24697)
OWNER = SignedUser(7, "Zoë Müller", "owner@example.com")
STRANGER = SignedUser(8, "Somebody Else", "else@example.com")
TOKEN = "EXAMPLE_PARTNER_TOKEN_0001"
BASE = "https://comeback.example"


class Ticking(MovedClock):
    """Begins at `NOW`."""

    def __init__(self) -> None:
        super().__init__(NOW)


class ListQueue:
    """Keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[AccrualMessage] = []
        self.closed = False

    def send(self, message: AccrualMessage, delay_seconds: int = 0) -> None:
        self.send_all([message])

    def send_all(self, messages: Sequence[AccrualMessage]) -> None:
        if self.closed:
            raise QueueUnavailableError("closed")
        self.sent += messages


@dataclass
class World:
    """One database, one Altegio."""

    store: Store = field(default_factory=Store)
    marketplace: MemoryMarketplace = field(default_factory=MemoryMarketplace)
    activations: MemoryActivations = field(default_factory=MemoryActivations)
    jobs: MemoryConnectJobs = field(default_factory=MemoryConnectJobs)
    sessions: MemorySessions = field(default_factory=MemorySessions)
    queue: ListQueue = field(default_factory=ListQueue)
    clock: Ticking = field(default_factory=Ticking)
    ids: Numbered = field(default_factory=Numbered)

    def __post_init__(self) -> None:
        self.connections = MemoryConnections(self.store)
        self.directory = MemoryDirectory(self.store)
        self.connect = ConnectLocation(
            self.connections, self.directory, self.activations, self.marketplace, self.clock, self.ids, BASE,
            NoteChange(MemoryTrail(self.store), self.clock, self.ids),
        )  # fmt: skip
        self.start_session = StartSession(self.sessions, self.ids, self.clock)
        self.connect_all = ConnectLocations(
            self.connect, self.connections, self.jobs, self.queue, self.start_session, self.clock, self.ids, TOKEN
        )
        self.connect_queued = ConnectQueued(self.connect, self.connections, self.jobs)

    @property
    def tenant(self) -> Tenant:
        """The owner's."""
        tenant = self.connections.tenant_of_user(OWNER.user_id)
        assert tenant is not None
        return tenant

    def held(self, location: LocationId = PLACE) -> Connection:
        """The stored connection."""
        return self.store.connections[location]

    def is_empty(self) -> bool:
        """Whether nothing at all is stored."""
        return not (self.store.connections or self.store.tenants or self.store.users or self.activations.pending)

    def other_tenant(self, location: LocationId = PLACE) -> TenantId:
        """Somebody else connects a location first."""
        self.marketplace.pending(location, u8=True)
        self.connect(STRANGER, location, "")
        return self.held(location).tenant_id


def redirect(user: SignedUser, *locations: int, token: str = TOKEN) -> list[tuple[str, str]]:
    """The signed query with which Altegio sends a user to us."""
    raw = json.dumps({"id": user.user_id, "name": user.name, "email": user.email}, ensure_ascii=False).encode()
    sign = hmac.new(token.encode(), raw, sha256).hexdigest()
    named = [("salon_ids[]", str(location)) for location in locations]
    return [*named, ("user_data", b64encode(raw).decode()), ("user_data_sign", sign)]


def connected_world() -> World:
    """The owner has connected a location."""
    world = World()
    world.marketplace.pending(PLACE, u7=True)
    world.connect(OWNER, PLACE, "browser")
    return world


def secret_of(world: World) -> str:
    """What the location's newest webhook address ends with."""
    return world.marketplace.webhooks[PLACE][-1].rpartition("/")[2]

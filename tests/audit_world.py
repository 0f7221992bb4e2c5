"""The audit over the engine's world."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from comeback.adapters.phones import LibraryPhones
from comeback.domain.card import Card
from comeback.domain.drift import AuditRun, Difference
from comeback.domain.ids import LocationId, RecordId
from comeback.usecases.audit import Audit, AuditReport
from comeback.usecases.audit_bookings import AuditBookings
from comeback.usecases.audit_cards import AuditCards
from comeback.usecases.compare_bookings import CompareBookings
from comeback.usecases.note_unarrived import NoteUnarrived
from tests.builders import LA_VISAGE, TENANT, program
from tests.engine_world import SECOND, EngineWorld
from tests.memory.audits import MemoryAudits
from tests.memory.mirrors import MemoryMirrors
from tests.mirror_world import MirrorWorld


@dataclass
class Auditor:
    """Audits a world. `waits` are the pauses that Altegio asked for; the world's clock goes on with them."""

    world: EngineWorld
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.audits = MemoryAudits(self.world.store)

    def __call__(self) -> AuditReport:
        """One nightly run, and the work that it found."""
        report = self.audit()()
        self.world.work()
        return report

    def rest(self) -> AuditReport:
        report = self.audit().rest()
        self.world.work()
        return report

    def audit(self) -> Audit:
        world = self.world
        # Without mirrored programs Altegio is asked for no balance.
        read: Any = world.mirror.read if isinstance(world, MirrorWorld) else None
        bookings = AuditBookings(
            world.crm, CompareBookings(world.directory, world.ledger, LibraryPhones()), world.programs,
            NoteUnarrived(world.attention, world.directory, world.clock), world.queue, world.clock,
        )  # fmt: skip
        cards = AuditCards(
            world.directory, world.programs, world.customers, world.ledger, MemoryMirrors(world.store), read, world.queue,
            world.clock,
        )  # fmt: skip
        return Audit(
            world.connections, world.directory, self.audits, bookings, cards, world.attention, world.clock, self._wait
        )  # fmt: skip

    def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.world.clock.pass_by(timedelta(seconds=seconds))

    def drift(self) -> list[Difference]:
        return list(self.audits.differences(TENANT, 200, None)[0])

    def run(self, location: LocationId = LA_VISAGE) -> AuditRun:
        (run,) = self.audits.runs(TENANT, [location])
        return run

    @property
    def now(self) -> datetime:
        return self.world.clock.now()


WEEK_AGO = "2026-09-14"


def paid_last_week() -> tuple[EngineWorld, Auditor, RecordId]:
    """Jane came and paid a week ago, and has her stamp; payments change no booking's date."""
    world = EngineWorld(of=program(locations=(LA_VISAGE, SECOND), lookback_days=30))
    world.desk.payment_changes_record = False
    record = world.visit(world.desk.add_client(), day=WEEK_AGO)
    world.hear()
    world.clock.pass_by(timedelta(hours=1))
    return world, Auditor(world), record


def head_of(world: EngineWorld) -> Card:
    card = world.card()
    assert card is not None
    return card


def tamper(world: EngineWorld, **changes: object) -> None:
    card = head_of(world)
    world.store.cards[card.ref] = replace(card, **changes)  # type: ignore[arg-type]

"""Read every mirrored card again: memberships have no events, and a card's may be switched off or lost (§2.1, §13.4)."""

from collections.abc import Iterator
from dataclasses import dataclass

from comeback.domain.card import Card
from comeback.domain.connection import Connection
from comeback.domain.ids import LocationId, ProgramId, TenantId
from comeback.domain.mirror import MIRRORED
from comeback.domain.program import Program, ProgramStatus, ProgramType
from comeback.messages import MirrorDue
from comeback.ports.connections import Connections
from comeback.ports.crm import CrmError, CrmRefusedError, Lane
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.loyalty import Loyalty
from comeback.ports.programs import Programs
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock
from comeback.usecases.watch_right import CARD_TYPE, LOYALTY_RIGHT, note_right_lost, note_right_works

_PAGE = 200


@dataclass(frozen=True, slots=True)
class MirrorSweepReport:
    """Counts of one run. `failed`: locations whose card types could not be read."""

    locations: int = 0
    cards: int = 0
    failed: tuple[LocationId, ...] = ()


@dataclass(frozen=True, slots=True)
class SweepMirrors:
    """Only finds and enqueues; the lane of sweeps never delays an event. A broken location does not stop the others."""

    connections: Connections
    directory: Directory
    programs: Programs
    customers: Customers
    loyalty: Loyalty
    queue: AccrualQueue
    clock: Clock

    def __call__(self) -> MirrorSweepReport:
        """Every card of every active mirrored program once, however many locations the program has."""
        now, count, cards = self.clock.now().isoformat(), 0, 0
        failed: list[LocationId] = []
        done: set[ProgramId] = set()
        for tenant, location in self.connections.live_locations():
            connection = self.directory.connection(location)
            if connection is None or not connection.is_live:
                continue
            programs = list(self._mirrored(connection))
            count += bool(programs)
            if not self._is_valid(connection, programs):
                failed.append(location)
            for program in (one for one in programs if one.id not in done):
                done.add(program.id)
                cards += self._enqueue(tenant, program, now)
        return MirrorSweepReport(count, cards, tuple(failed))

    def _mirrored(self, connection: Connection) -> Iterator[Program]:
        for number in connection.program_ids:
            program = self.programs.get(connection.tenant_id, number)
            if program and program.type in MIRRORED and program.status is ProgramStatus.ACTIVE:
                yield program

    def _is_valid(self, connection: Connection, programs: list[Program]) -> bool:
        """A card type that the location no longer has is for the owner to see; the mirrors stay with their dates."""
        rows = [program.rows.get(connection.location_id, ()) for program in programs if program.type is ProgramType.CASHBACK]
        wanted = {versions[-1].settings.crm_card_type for versions in rows if versions}
        if not wanted:
            return True
        try:
            valid = self.loyalty.card_types(connection, Lane.SWEEP)
        except CrmError as problem:
            if isinstance(problem, CrmRefusedError):
                note_right_lost(self.connections, connection, LOYALTY_RIGHT)
            return False
        if wanted <= valid:
            note_right_works(self.connections, connection, CARD_TYPE)
        else:
            note_right_lost(self.connections, connection, CARD_TYPE)
        return True

    def _enqueue(self, tenant: TenantId, program: Program, now: str) -> int:
        count = 0
        for page in self._pages(tenant, program.id):
            self.queue.send_all(
                [MirrorDue(tenant, now, "sweep", customer_id=card.customer_id, program_id=program.id) for card in page]
            )
            count += len(page)
        return count

    def _pages(self, tenant: TenantId, program: ProgramId) -> Iterator[list[Card]]:
        cursor: str | None = None
        while True:
            cards, cursor = self.customers.cards_of_program(tenant, program, _PAGE, cursor)
            yield list(cards)
            if cursor is None:
                return

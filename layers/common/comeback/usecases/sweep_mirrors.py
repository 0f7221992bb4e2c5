"""Read every mirrored card again: memberships have no events, and a card's may be switched off or lost (§2.1, §13.4)."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from comeback.domain.card import Card
from comeback.domain.connection import Connection
from comeback.domain.ids import LocationId, ProgramId, TenantId
from comeback.domain.mirror import MIRRORED, OF_A_CARD_TYPE
from comeback.domain.program import Program, ProgramStatus
from comeback.domain.settings import CardSettings, Items
from comeback.messages import MirrorDue
from comeback.ports.connections import Connections
from comeback.ports.crm import CrmError, CrmRefusedError, Lane
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.loyalty import Loyalty
from comeback.ports.programs import Programs
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock
from comeback.usecases.note_mirror import NoteMirror
from comeback.usecases.watch_right import CARD_TYPE, LOYALTY_RIGHT, note_right_lost, note_right_works

_PAGE = 200


@dataclass(frozen=True, slots=True)
class MirrorSweepReport:
    """Counts of one run. `failed`: locations whose card types or services could not be read."""

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
    note: NoteMirror
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
            counted, programs = self._active(connection)
            count += bool(programs)
            # A price list that we may not read is no reason to call anybody: stamps do not need it.
            with suppress(CrmError):
                self._check_services(connection, counted)
            if not self._are_valid(connection, programs):
                failed.append(location)
            for program in (one for one in programs if one.id not in done):
                done.add(program.id)
                cards += self._enqueue(tenant, program, now)
        return MirrorSweepReport(count, cards, tuple(failed))

    def _active(self, connection: Connection) -> tuple[list[Program], list[Program]]:
        """Programs whose balance is ours, and those that mirror Altegio's."""
        found = (self.programs.get(connection.tenant_id, number) for number in connection.program_ids)
        active = [program for program in found if program and program.status is ProgramStatus.ACTIVE]
        return [one for one in active if one.type not in MIRRORED], [one for one in active if one.type in MIRRORED]

    def _are_valid(self, connection: Connection, programs: list[Program]) -> bool:
        """What the settings name may be gone from Altegio: that is for the owner to see; mirrors stay with their dates."""
        rows = [
            (program, versions[-1].settings) for program in programs if (versions := program.rows.get(connection.location_id))
        ]
        try:
            self._check_card_types(connection, [(program, row) for program, row in rows if program.type in OF_A_CARD_TYPE])
            self._check_services(connection, programs)
        except CrmError as problem:
            if isinstance(problem, CrmRefusedError):
                note_right_lost(self.connections, connection, LOYALTY_RIGHT)
            return False
        return True

    def _check_card_types(self, connection: Connection, rows: list[tuple[Program, CardSettings]]) -> None:
        valid = self.loyalty.card_types(connection, Lane.SWEEP) if rows else {}
        missing = [program for program, row in rows if row.crm_card_type not in valid]
        for program, _ in rows:
            self.note.of_card_type(program, connection.location_id, missing=program in missing)
        if missing:
            note_right_lost(self.connections, connection, CARD_TYPE)
        elif rows:
            note_right_works(self.connections, connection, CARD_TYPE)

    def _check_services(self, connection: Connection, programs: list[Program]) -> None:
        """One list for all of them. Ids that are gone stay in the settings: they may come back (§6.4)."""
        place = connection.location_id
        named = [(one, named_services(own[-1].settings)) for one in programs if (own := one.rows.get(place))]
        listed = set(self.loyalty.services(connection, Lane.SWEEP)) if any(numbers for _, numbers in named) else set()
        for program, numbers in named:
            self.note.of_services(program, place, numbers - listed)

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


def named_services(row: CardSettings) -> set[int]:
    """Services that a row names by id: those of a pass, or those that earn stamps. Products stand in no list that we may read."""
    if isinstance(row.accrual_rule, Items):
        return {item.id for item in row.accrual_rule.items if item.type == "service"}
    return set() if row.services == "all" else {int(one) for one in row.services}

"""The cards of a location's programs, a page at a time: entries against heads, stored bookings and mirrors against Altegio."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from comeback.domain.card import Card, CardStatus
from comeback.domain.connection import Connection
from comeback.domain.customer import Profile
from comeback.domain.day import Day
from comeback.domain.drift import AuditRun, AuditStep, Difference, DriftKind
from comeback.domain.fold import Finding, fold
from comeback.domain.ids import RecordId
from comeback.domain.ledger import Entry
from comeback.domain.mirror import MIRRORED, Mirror, is_news, mirrored
from comeback.domain.program import Program, ProgramStatus
from comeback.domain.visit import Place
from comeback.messages import MirrorDue, VisitChanged
from comeback.ports.crm import Lane
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.ledger import Ledger
from comeback.ports.mirrors import Mirrors
from comeback.ports.programs import Programs
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock
from comeback.usecases.audit_bookings import in_words, window
from comeback.usecases.compare_bookings import bookings_of
from comeback.usecases.patience import Patience
from comeback.usecases.read_balance import ReadBalance

_PAGE = 25
_ENTRIES = 200
_LOOKS = 3


@dataclass(frozen=True, slots=True)
class AuditCards:
    """A head that differs from its entries is reported and left as it is: what made the two differ would be hidden."""

    directory: Directory
    programs: Programs
    customers: Customers
    ledger: Ledger
    mirrors: Mirrors
    read_balance: ReadBalance
    queue: AccrualQueue
    clock: Clock

    def __call__(
        self, connection: Connection, run: AuditRun, listed: frozenset[RecordId], ask: Patience
    ) -> tuple[AuditRun, list[Difference]]:
        """The audit after the next page, and what was found. `listed`: bookings that Altegio has in the window. Raises
        CrmError, QueueUnavailableError.
        """
        program = self._program(connection, run)
        if program is None:
            return replace(run, step=AuditStep.DONE), []
        run = replace(run, program_id=program.id, cursor=run.cursor if run.program_id == program.id else None)
        cards, cursor = self.customers.cards_of_program(connection.tenant_id, program.id, _PAGE, run.cursor)
        found: list[Difference] = []
        home, read = self._is_home(program, connection), 0
        for card in cards:
            days, findings = self._folded(card, home=home)
            found += [self._told(connection, card, one) for one in findings]
            found += self._gone(connection, run, days, listed)
        if home and program.type in MIRRORED and program.status is ProgramStatus.ACTIVE:
            mirrored_cards = [card for card in cards if card.status is not CardStatus.ERASED]
            found += self._mirrors(connection, program, mirrored_cards, ask)
            read = len(mirrored_cards)
        found = [run.judged(one) for one in found]
        # A balance that Altegio owns may have changed since its last sweep, which is hours ago: nobody has missed it.
        missed = sum(one.kind is DriftKind.BOOKING_GONE and not one.is_open for one in found)
        run = run.counting(found, cards=len(cards) if home else 0, mirrors=read, missed=missed)
        return self._after(connection, replace(run, cursor=cursor)), found

    def _after(self, connection: Connection, run: AuditRun) -> AuditRun:
        """The next program when this one's cards are done."""
        if run.cursor is not None:
            return run
        later = [number for number in sorted(connection.program_ids) if run.program_id and number > run.program_id]
        return replace(run, program_id=later[0]) if later else replace(run, program_id=None, step=AuditStep.DONE)

    def _program(self, connection: Connection, run: AuditRun) -> Program | None:
        for number in sorted(connection.program_ids):
            if run.program_id is None or number >= run.program_id:
                program = self.programs.get(connection.tenant_id, number)
                if program is not None and program.status is not ProgramStatus.DRAFT:
                    return program
        return None

    def _is_home(self, program: Program, connection: Connection) -> bool:
        """Whether the cards of a program with several locations are this one's to fold."""
        for location in program.locations:
            held = connection if location == connection.location_id else self.directory.connection(location)
            if held is not None and held.tenant_id == program.tenant_id and held.is_live:
                return location == connection.location_id
        return False

    def _folded(self, card: Card, *, home: bool) -> tuple[Sequence[tuple[Place, Day]], list[Finding]]:
        """What differs while nobody writes to the card: head, entries and days are three reads."""
        days: Sequence[tuple[Place, Day]] = ()
        for _ in range(_LOOKS):
            entries = list(self._entries(card))[::-1] if home else []
            days = self.ledger.days_of(card.tenant_id, card.customer_id)
            findings = fold(card, entries, days) if home else []
            if not findings:
                return days, []
            again = self.ledger.standing(card.tenant_id, card.customer_id, [card.program_id]).cards
            if list(again) == [card]:
                return days, findings
            card = again[0] if again else card
        return days, []

    def _entries(self, card: Card) -> Iterator[Entry]:
        cursor: str | None = None
        while True:
            entries, cursor = self.ledger.entries(card.tenant_id, card.id, _ENTRIES, cursor)
            yield from entries
            if cursor is None:
                return

    def _told(self, connection: Connection, card: Card, one: Finding) -> Difference:
        return Difference(
            one.kind, connection.location_id, self.clock.now(), one.expected, one.found, "reported", card.program_id, card.id
        )  # fmt: skip

    def _gone(
        self, connection: Connection, run: AuditRun, days: Sequence[tuple[Place, Day]], listed: frozenset[RecordId]
    ) -> list[Difference]:
        """Stored bookings of the window that an answered list does not have (ruling 8): their day is read again."""
        first, last = window(connection, run)
        gone = [
            (place, booking)
            for place, day in days
            if first <= place.date <= last
            for booking in bookings_of(day, connection.location_id).values()
            if not booking.deleted and booking.record_id not in listed
        ]
        now = self.clock.now()
        self.queue.send_all([
            VisitChanged(
                connection.tenant_id, connection.location_id, booking.record_id, booking.client_id, booking.visit_id,
                place.date.isoformat(), now.isoformat(), "audit",
            )
            for place, booking in gone
        ])  # fmt: skip
        return [
            Difference(
                DriftKind.BOOKING_GONE, connection.location_id, now, "nothing", in_words(booking), "repaired",
                visit_id=booking.visit_id, record_id=booking.record_id,
            )
            for _, booking in gone
        ]  # fmt: skip

    def _mirrors(self, connection: Connection, program: Program, cards: Sequence[Card], ask: Patience) -> Iterator[Difference]:
        before = self.mirrors.of_cards(program.tenant_id, [card.ref for card in cards])
        people = self.customers.profiles(program.tenant_id, [card.customer_id for card in cards])
        for card in cards:
            profile, mirror = people.get(card.customer_id), before.get(card.ref)
            if profile is not None and (balance := self._other_balance(program, profile, mirror, ask)) is not None:
                now = self.clock.now()
                due = MirrorDue(
                    program.tenant_id, now.isoformat(), "audit", customer_id=card.customer_id, program_id=program.id
                )  # fmt: skip
                self.queue.send(due)
                shown = str(mirror.seen.balance) if mirror else "never read"
                yield Difference(
                    DriftKind.MIRROR, connection.location_id, now, str(balance), shown, "repaired", program.id, card.id
                )  # fmt: skip

    def _other_balance(self, program: Program, profile: Profile, before: Mirror | None, ask: Patience) -> int | None:
        """What Altegio says, if it is not what the mirror shows."""
        found = ask(lambda: self.read_balance(program, profile, before, Lane.AUDIT))
        if found is None or not is_news(before, mirrored(before, found.seen, found.as_of)):
            return None
        return found.seen.balance

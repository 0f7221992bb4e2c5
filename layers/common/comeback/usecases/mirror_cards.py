"""Bring a customer's mirrored cards in step with Altegio (loyalty-domain.md §8, §9). Nothing is ever added of our own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from comeback.domain.card import Card, CardStatus
from comeback.domain.customer import Profile
from comeback.domain.ids import CustomerId, EntryId, ProgramId
from comeback.domain.ledger import Cause
from comeback.domain.mirror import MIRRORED, Mirror, MirrorState, difference, follow, is_news, mirrored
from comeback.domain.mirror_reasons import Why
from comeback.domain.program import Program, ProgramStatus
from comeback.messages import MirrorDue
from comeback.ports.crm import Lane
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.ledger import ClaimLost, Ledger, Posting
from comeback.ports.mirrors import Mirrors, MirrorWrite
from comeback.ports.system import Clock, Ids
from comeback.usecases.explain_change import ExplainChange, Heard
from comeback.usecases.issue_card import IssueCard
from comeback.usecases.issue_loyalty_card import WantLoyaltyCard
from comeback.usecases.note_mirror import NoteMirror
from comeback.usecases.read_balance import Found, ReadBalance

_TRIES = 4
_LANES = {"webhook": Lane.LIVE, "api": Lane.REST, "sweep": Lane.SWEEP, "enrolment": Lane.SYNC, "audit": Lane.AUDIT}


class MirrorOutcome(StrEnum):
    """What came of a message; of several cards the most that came of one."""

    NO_CARD = "no_card"
    NO_CLIENT = "no_client"
    ALREADY_SEEN = "already_seen"
    UNCHANGED = "unchanged"
    CHANGED = "changed"


_ORDER = list(MirrorOutcome)


@dataclass(frozen=True, slots=True)
class MirrorCards:
    """Head and mirror are read before Altegio and written on condition that both are as they were: whoever read on older
    ground reads again.
    """

    directory: Directory
    ledger: Ledger
    customers: Customers
    mirrors: Mirrors
    issue_card: IssueCard
    read: ReadBalance
    explain: ExplainChange
    note: NoteMirror
    clock: Clock
    ids: Ids
    pause: Callable[[], None]
    want_card: WantLoyaltyCard

    def __call__(self, message: MirrorDue) -> MirrorOutcome:
        """Raises CrmError, and ClaimLost when others kept getting in between: the message has to come again."""
        programs, customer = self._concerned(message)
        if customer is None or not programs:
            return MirrorOutcome.NO_CARD
        standing = self.ledger.standing(message.tenant_id, customer, programs)
        active = [one for one in standing.programs if one.type in MIRRORED and one.status is ProgramStatus.ACTIVE]
        profile = self.customers.profile(message.tenant_id, customer) if active else None
        if profile is None:
            return MirrorOutcome.NO_CARD
        outcomes = [self._mirror(program, profile, message) for program in active]
        return max(outcomes, key=_ORDER.index)

    def _concerned(self, message: MirrorDue) -> tuple[Sequence[ProgramId], CustomerId | None]:
        customer, programs = message.customer_id, [message.program_id] if message.program_id else []
        if message.location_id is not None:
            known = self.directory.resolve(message.location_id, message.client_id, message.record_id)
            connection = known.connection
            if connection is None or not connection.is_live or connection.tenant_id != message.tenant_id:
                return (), None
            programs = programs or list(connection.program_ids)
            customer = customer or known.customer_id or next((place.customer_id for place in known.places), None)
        if customer is None and message.loyalty_card_id is not None:
            customer = self.mirrors.holder(message.tenant_id, message.loyalty_card_id)
        return programs, customer

    def _mirror(self, program: Program, profile: Profile, message: MirrorDue) -> MirrorOutcome:
        for _ in range(_TRIES - 1):
            try:
                return self._attempt(program, profile, message)
            except ClaimLost:
                self.pause()
        return self._attempt(program, profile, message)

    def _attempt(self, program: Program, profile: Profile, message: MirrorDue) -> MirrorOutcome:
        tenant = message.tenant_id
        card = self._card(program, profile, message)
        if card is None or card.status is CardStatus.ERASED:
            return MirrorOutcome.NO_CARD
        before = self.mirrors.of_cards(tenant, [card.ref]).get(card.ref)
        # A read that began after the event reached us has seen its cause.
        if before is not None and before.as_of > datetime.fromisoformat(message.received_at):
            return MirrorOutcome.ALREADY_SEEN
        found = self.read(program, profile, before, _LANES.get(message.source, Lane.LIVE))
        if found is None:
            return MirrorOutcome.NO_CLIENT
        write = self._write(card, before, found, message)
        self.note.of_card(card, found.connection.location_id, before, write.mirror)
        self.mirrors.save(tenant, write)
        if write.mirror.seen.state is MirrorState.NONE:
            self.want_card(program, card, found.connection.location_id, message.source)
        return MirrorOutcome.UNCHANGED if write.posting is None else MirrorOutcome.CHANGED

    def _card(self, program: Program, profile: Profile, message: MirrorDue) -> Card | None:
        """A client seen in an event gets a card silently, where the newest row of the location says so."""
        cards = self.ledger.standing(message.tenant_id, profile.id, [program.id]).cards
        if cards:
            return cards[0]
        versions = program.rows.get(message.location_id, ()) if message.location_id else ()
        if not versions or not versions[-1].settings.enrol_new_crm_clients:
            return None
        return self.issue_card(message.tenant_id, program, profile.id)[0]

    def _write(self, card: Card, before: Mirror | None, found: Found, message: MirrorDue) -> MirrorWrite:
        mirror = mirrored(before, found.seen, found.as_of)
        if not is_news(before, mirror):
            return MirrorWrite(card, before, mirror)
        reasons = Why()
        if before is not None and difference(card, mirror):
            reasons = self.explain(
                found, before, Heard(message.visit_id, message.record_id), _LANES.get(message.source, Lane.LIVE)
            )
            mirror = replace(mirror, explained=max(mirror.explained, reasons.newest))
        cause = Cause(found.connection.location_id, reasons.visit_ids, message.source)
        head, entries = follow(card, mirror, self.clock.now(), EntryId(self.ids.new("en")), cause, reasons.because)
        return MirrorWrite(card, before, mirror, Posting(head, card, entries))

"""A person has decided whose a client with another phone is (loyalty-domain.md §3.5).

`merge`: they are the holder of that phone; `separate`: they are a new person with it. When nobody is left behind, the stamps of
each card go with them, in one transaction with the end of the old card; else the stamps stay, since nobody can tell whose they
were. Visits that have earned on the old card earn no second time, later ones do. `keep`: the client stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comeback.domain.attention import AttentionItem
from comeback.domain.by_hand import Draft, post
from comeback.domain.card import Card, CardRef, CardStatus, StatusNote, next_mark
from comeback.domain.customer import Link, Profile
from comeback.domain.day import Day
from comeback.domain.errors import CardClosed, StampsHeld
from comeback.domain.ids import ClientId, CustomerId, EntryId, TenantId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.merging import MovedClient, counted_until
from comeback.domain.program import ProgramType
from comeback.messages import ClientChanged
from comeback.ports.customers import Customers
from comeback.ports.ledger import ClaimLost, Ledger, Posting, Receipt
from comeback.ports.programs import Programs
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock, Ids
from comeback.usecases.answer_attention import ANSWERS, said
from comeback.usecases.issue_card import IssueCard
from comeback.usecases.lose_client import FORGOTTEN, forgotten
from comeback.usecases.move_balance import Asked

_TRIES = 5
KEEP = "keep"


@dataclass(frozen=True, slots=True)
class AnswerPhoneChange:
    """Each step may be done again: an answer that broke in the middle is given again and goes on where it was."""

    customers: Customers
    programs: Programs
    ledger: Ledger
    issue_card: IssueCard
    queue: AccrualQueue
    clock: Clock
    ids: Ids

    def __call__(self, tenant: TenantId, asked: Asked, item: AttentionItem, answer: str) -> Entry | None:
        """The entry that brought stamps to another card, if there is one. Raises StampsHeld, CardClosed, ClaimLost,
        QueueUnavailableError.
        """
        profile = self.customers.profile(tenant, item.customer_id) if item.customer_id else None
        if profile is None or item.location_id is None:
            return None  # they were erased meanwhile
        link = item.location_id, ClientId(int(item.facts["client_id"]))
        move = profile.move_of(link)
        if move is None:
            return None  # the phone was put back, or all was done before
        if answer == KEEP:
            kept = tuple(replace(one, kept=one.kept or one.link == link) for one in profile.moves)
            self.customers.change_profile(tenant, profile.id, lambda one: replace(one, moves=kept))
            return None
        fresh = Profile(CustomerId(self.ids.new("cu")), tenant, move.phone, "", self.clock.now())
        target, _ = self.customers.register(tenant, fresh)
        if target.id == profile.id:
            return None
        return _Move(self, asked, profile, link, target.id, said(item.id, answer))()


@dataclass(frozen=True, slots=True)
class _Move:
    """A client on the way from one customer to another."""

    ports: AnswerPhoneChange
    asked: Asked
    source: Profile
    link: Link
    target: CustomerId
    said: str

    def __call__(self) -> Entry | None:
        """Cards first, then the tie, the old profile last: it knows what is still to be done."""
        tenant, ports = self.source.tenant_id, self.ports
        days = [day for _, day in ports.ledger.days_of(tenant, self.source.id)]
        brought = [self._card(card.ref, days) for card in ports.customers.cards(tenant, self.source.id)]
        ports.customers.move_client(tenant, self.link, self.source.id, self.target)
        # Whoever is to have the card's name, and cards in other programs: Altegio is asked.
        ports.queue.send(ClientChanged(tenant, *self.link, ports.clock.now().isoformat(), "api"))
        ports.customers.change_profile(tenant, self.source.id, self._without)
        return next((entry for entry in brought if entry), None)

    @property
    def _is_emptied(self) -> bool:
        return not set(self.source.live_clients) - {self.link}

    def _without(self, profile: Profile) -> Profile:
        """Nobody is left behind an emptied customer, so nothing of them is."""
        if self._is_emptied:
            return forgotten(profile)
        gone = tuple(one for one in profile.gone if one != self.link)
        return replace(profile, gone=gone, moves=tuple(move for move in profile.moves if move.link != self.link))

    def _card(self, ref: CardRef, days: Sequence[Day]) -> Entry | None:
        for _ in range(_TRIES - 1):
            try:
                return self._attempt(ref, days)
            except ClaimLost:
                continue
        return self._attempt(ref, days)

    def _attempt(self, ref: CardRef, days: Sequence[Day]) -> Entry | None:
        """What an old card has for the new one. A card that has ended or that the owner has blocked keeps what it has."""
        card = self.ports.customers.card(ref)
        open_one = card is not None and (card.status is CardStatus.ACTIVE or _is_forgotten(card))
        if card is None or not open_one:
            return None
        stamps = card.balance if self._is_emptied and card.type is ProgramType.STAMP else 0
        until = counted_until(days, ref.program_id, *self.link) if card.type is ProgramType.STAMP else None
        if stamps and card.held:
            raise StampsHeld("Stamps of this card wait for a correction of a visit; try again later.")
        other = self._other(ref) if stamps or until else None
        moved = tuple(MovedClient(*self.link, until) for _ in (until,) if until)
        reason = f"Moved with the client from {card.id} to {other.id}." if other else "Moved with the client."
        postings, entry = [], None
        if other:
            arrived, entry = self._posted(other, stamps, reason)
            fresh = tuple(one for one in moved if one not in other.moved_in)
            after = replace(arrived, moved_in=(*other.moved_in, *fresh))
            postings += [Posting(after, other, (entry,) if entry else ())] if after != other else []
        if self._is_emptied:
            left, gone = self._posted(card, -stamps, reason)
            postings.append(Posting(self._closed(left, reason), card, (gone,) if gone else ()))
        if postings:
            self.ports.ledger.commit(ref.tenant_id, [], postings, receipt=self._receipt(entry))
        return entry

    def _receipt(self, entry: Entry | None) -> Receipt | None:
        """Of the first entry: it is what the request answers with, also when it comes again."""
        key, tenant = self.asked.key, self.source.tenant_id
        if entry is None or not key or self.ports.ledger.receipt(tenant, ANSWERS, key):
            return None
        return Receipt(ANSWERS, key, self.said, entry)

    def _other(self, ref: CardRef) -> Card:
        """The target's card in the same program. Raises CardClosed."""
        program = self.ports.programs.get(ref.tenant_id, ref.program_id)
        if program is None:
            raise LookupError("a card without its program")
        other, _ = self.ports.issue_card(ref.tenant_id, program, self.target)
        if other.status is not CardStatus.ACTIVE:
            raise CardClosed(f"The other card is {other.status.value}: open it first.")
        return other

    def _posted(self, card: Card, stamps: int, reason: str) -> tuple[Card, Entry | None]:
        if not stamps:
            return card, None
        draft = Draft(EntryKind.ADJUSTMENT, stamps, reason)
        return post(card, draft, self.asked.actor, self.ports.clock.now(), EntryId(self.ports.ids.new("en")))

    def _closed(self, card: Card, reason: str) -> Card:
        now = self.ports.clock.now()
        note = StatusNote(self.asked.actor, reason, now)
        return replace(card, status=CardStatus.BLOCKED, status_note=note, mark=next_mark(card.mark, now))


def _is_forgotten(card: Card) -> bool:
    note = card.status_note
    return card.status is CardStatus.BLOCKED and note is not None and note.actor == FORGOTTEN

"""Ledger in plain dicts, with the same promises as the DynamoDB adapter (tests/contract/test_ledger.py)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from comeback.domain.card import Card, CardRef
from comeback.domain.day import Day
from comeback.domain.ids import CardId, CustomerId, EntryId, ProgramId, TenantId
from comeback.domain.ledger import Entry
from comeback.domain.question import Question
from comeback.domain.visit import Place
from comeback.ports.ledger import Claim, ClaimLost, DayBusy, DayWrite, Pointer, Posting, Receipt, Standing
from tests.memory.cursors import page_of
from tests.memory.store import Store


@dataclass(slots=True)
class StoredDay:
    """A day with its epoch and the moment of a claim that has not committed."""

    epoch: int = 0
    day: Day = field(default_factory=Day)
    claimed_at: datetime | None = None


class MemoryLedger:
    """The ledger over a shared store."""

    def __init__(self, store: Store) -> None:
        """`store` is shared with the other memory adapters."""
        self._store = store

    def claim(self, tenant: TenantId, place: Place, now: datetime, at_work_since: datetime | None = None) -> Claim:
        stored = self._store.days.setdefault((tenant, place), StoredDay())
        if at_work_since and stored.claimed_at and stored.claimed_at > at_work_since:
            raise DayBusy(stored.day)
        stored.claimed_at = now
        stored.epoch += 1
        return Claim(place, stored.epoch, stored.day)

    def day(self, tenant: TenantId, place: Place) -> Day:
        stored = self._store.days.get((tenant, place))
        return stored.day if stored else Day()

    def days(self, tenant: TenantId, places: Sequence[Place]) -> Sequence[tuple[Place, Day]]:
        return [(place, self._store.days[tenant, place].day) for place in places if (tenant, place) in self._store.days]

    def standing(self, tenant: TenantId, customer: CustomerId, programs: Sequence[ProgramId]) -> Standing:
        known = [self._store.programs.get((tenant, program)) for program in programs]
        cards = [self._store.cards.get((tenant, customer, program)) for program in programs]
        return Standing(tuple(one for one in known if one), tuple(one for one in cards if one))

    def days_of(self, tenant: TenantId, customer: CustomerId, since: date = date.min) -> Sequence[tuple[Place, Day]]:
        own = [
            (place, stored.day)
            for (owner, place), stored in self._store.days.items()
            if (owner, place.customer_id) == (tenant, customer) and place.date >= since
        ]
        return sorted(own, key=lambda one: one[0].date)

    def receipt(self, tenant: TenantId, route: str, key: str) -> Receipt | None:
        return self._store.receipts.get((tenant, route, key))

    def commit(
        self,
        tenant: TenantId,
        writes: Sequence[DayWrite],
        postings: Sequence[Posting],
        pointers: Sequence[Pointer] = (),
        receipt: Receipt | None = None,
    ) -> None:
        self._refuse_lost(tenant, writes, postings)
        if receipt is not None:
            if self.receipt(tenant, receipt.route, receipt.key):
                raise ClaimLost("the request was carried out by somebody else")
            self._store.receipts[tenant, receipt.route, receipt.key] = receipt
        for write in writes:
            stored = self._store.days[tenant, write.claim.place]
            stored.day, stored.claimed_at = write.day, None
        for posting in postings:
            self._post(tenant, posting)
        for one in pointers:
            self._store.record_places.setdefault((one.location_id, one.record_id), set()).add(one.place)
            self._store.visit_places.setdefault((one.location_id, one.visit_id), set()).add(one.place)

    def _refuse_lost(self, tenant: TenantId, writes: Sequence[DayWrite], postings: Sequence[Posting]) -> None:
        """Every condition before the first change."""
        for write in writes:
            stored = self._store.days.get((tenant, write.claim.place))
            if stored is None or stored.epoch != write.claim.epoch:
                raise ClaimLost("the day was claimed by somebody else")
        for posting in postings:
            card, read = posting.card, posting.read
            head = self._store.cards.get((tenant, card.customer_id, card.program_id))
            if head is None or _compared(head) != _compared(read):
                raise ClaimLost("the head was written by somebody else")
            if any(
                getattr(card, name) != getattr(read, name) != getattr(head, name)
                for name in ("backfilled", "moved_in", "link_version")
            ):
                raise ClaimLost("the card's past was written by somebody else")
            if posting.answered and self.question(tenant, posting.answered) is None:
                raise ClaimLost("the question was answered by somebody else")
            written = {entry.seq for entry in self._store.entries.get((tenant, card.id), ())}
            if written & {entry.seq for entry in posting.entries}:
                raise ClaimLost("an entry would have been replaced")

    def _post(self, tenant: TenantId, posting: Posting) -> None:
        card = posting.card
        key = (tenant, card.customer_id, card.program_id)
        self._store.cards[key] = replace(
            self._store.cards[key],
            seq=card.seq,
            balance=card.balance,
            lifetime_earned=card.lifetime_earned,
            held=card.held,
            carry=card.carry,
            milestones=card.milestones,
            look_at=card.look_at,
            backfilled=card.backfilled if card.backfilled != posting.read.backfilled else self._store.cards[key].backfilled,
            moved_in=card.moved_in if card.moved_in != posting.read.moved_in else self._store.cards[key].moved_in,
            link_version=max(card.link_version, self._store.cards[key].link_version),
            mark=card.mark,
            status=card.status,
            status_note=card.status_note,
        )
        self._store.entries.setdefault((tenant, card.id), []).extend(posting.entries)
        self._store.questions |= {(tenant, question.id): question for question in posting.asked}
        for gone in (*posting.moot, posting.answered):
            if gone is not None:
                self._store.questions.pop((tenant, gone), None)

    def question(self, tenant: TenantId, question: EntryId) -> Question | None:
        return self._store.questions.get((tenant, question))

    def questions(self, tenant: TenantId, limit: int, cursor: str | None) -> tuple[Sequence[Question], str | None]:
        own = [question for (owner, _), question in self._store.questions.items() if owner == tenant]
        return page_of(f"{tenant}/questions", sorted(own, key=lambda one: one.id), limit, cursor)

    def entries(self, tenant: TenantId, card: CardId, limit: int, cursor: str | None) -> tuple[Sequence[Entry], str | None]:
        newest_first = list(reversed(self._store.entries.get((tenant, card), [])))
        return page_of(f"{tenant}/{card}", newest_first, limit, cursor)

    def booked_between(
        self, tenant: TenantId, start: datetime, end: datetime, limit: int, cursor: str | None
    ) -> tuple[Sequence[Entry], str | None]:
        own = (entry for (owner, _), entries in self._store.entries.items() if owner == tenant for entry in entries)
        found = sorted((one for one in own if start <= one.booked_at < end), key=lambda one: (one.booked_at, one.id))
        return page_of(f"{tenant}/booked", found, limit, cursor)

    def due_cards(self, until: datetime, limit: int) -> Sequence[CardRef]:
        due = [(card.look_at, card.ref) for card in self._store.cards.values() if card.look_at and card.look_at <= until]
        return [ref for _, ref in sorted(due)][:limit]

    def due_days(self, until: datetime, limit: int) -> Sequence[tuple[TenantId, Place]]:
        due = [
            (stored.day.held_until, key)
            for key, stored in self._store.days.items()
            if stored.day.held_until and stored.day.held_until <= until
        ]
        return [key for _, key in sorted(due)][:limit]


_NOTED = ("backfilled", "moved_in", "link_version")
"""Written only where they change, and on condition that nobody else has."""


def _compared(head: Card) -> object:
    """What must be as it was read."""
    return head.seq, head.status, head.held, head.carry, head.mark

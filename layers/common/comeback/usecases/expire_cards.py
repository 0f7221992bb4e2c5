"""What has ended is taken: stamps, then cards (loyalty-domain.md §6.8)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from comeback.domain.by_hand import Draft, post
from comeback.domain.card import Card, CardRef, CardStatus, StatusNote, next_mark
from comeback.domain.card_content import expires_at
from comeback.domain.carry import Carry
from comeback.domain.expiry import Ending, lots_of
from comeback.domain.ids import EntryId, LocationId, TenantId
from comeback.domain.ledger import Actor, Entry, EntryKind
from comeback.domain.program import Program
from comeback.ports.connections import Connections
from comeback.ports.ledger import ClaimLost, Ledger, Posting
from comeback.ports.system import Clock, Ids
from comeback.usecases.past_entries import newest_first
from comeback.usecases.program_zone import zone_of

_JOB = Actor("job", "expiry")
_PAGE = 500


@dataclass(frozen=True, slots=True)
class ExpiryReport:
    """Counts of one run. `busy`: cards that somebody else was writing to; the next run looks at them again."""

    looked_at: int = 0
    stamps: int = 0
    cards: int = 0
    busy: int = 0


@dataclass(frozen=True, slots=True)
class ExpireCards:
    """Looks at the cards on which something may have ended, and notes on each when to look again. A blocked card's stamps end
    like any other's. Run twice, or after a crash, it takes nothing twice: the head and the entries move together. What its
    `time` does not suffice for waits for the next run.
    """

    ledger: Ledger
    connections: Connections
    clock: Clock
    ids: Ids
    time: timedelta = timedelta(minutes=8)

    def __call__(self) -> ExpiryReport:
        """One run."""
        now = self.clock.now()
        looked = stamps = cards = busy = 0
        for ref in self._due(now):
            standing = self.ledger.standing(ref.tenant_id, ref.customer_id, [ref.program_id])
            for program, card in zip(standing.programs, standing.cards, strict=False):
                looked += 1
                try:
                    after, entries = self._look(ref, program, card, now)
                    self.ledger.commit(ref.tenant_id, [], [Posting(after, card, entries)])
                except ClaimLost:
                    busy += 1
                else:
                    stamps -= sum(entry.amount for entry in entries)
                    cards += after.status is not card.status
        return ExpiryReport(looked, stamps, cards, busy)

    def _due(self, now: datetime) -> Iterator[CardRef]:
        """Page by page while there is time: whoever was looked at is due later. A card that stays due is looked at once."""
        seen: set[CardRef] = set()
        limit, more = _PAGE, True
        while more and self.clock.now() < now + self.time:
            page = self.ledger.due_cards(now, limit)
            fresh = [ref for ref in page if ref not in seen]
            yield from fresh
            more = len(page) == limit
            limit = _PAGE + len(page) - len(fresh)
            seen.update(fresh)

    def _look(self, ref: CardRef, program: Program, card: Card, now: datetime) -> tuple[Card, tuple[Entry, ...]]:
        if card.status not in (CardStatus.ACTIVE, CardStatus.BLOCKED):
            return replace(card, look_at=None), ()
        zones = self._zones(ref.tenant_id, program.locations)
        past = list(newest_first(self.ledger, ref.tenant_id, card))
        endings = lots_of(card, program, reversed(past), zones).endings(card.shown.rewards)
        head, entries = self._take(card, [ending for ending in endings if ending.at <= now], now)
        ends_at = expires_at(card, program, zone_of(self.connections, program))
        if ends_at and ends_at <= now:
            return _expired(head, now), entries
        coming = [moment for moment in (ends_at, *(one.at for one in endings)) if moment and moment > now]
        return replace(head, look_at=min(coming, default=None)), entries

    def _take(self, card: Card, ended: Sequence[Ending], now: datetime) -> tuple[Card, tuple[Entry, ...]]:
        """One entry for each end of a day. Where all stamps ended, amounts are collected anew (§6.4, R3)."""
        entries = []
        for at, lots in groupby(ended, key=lambda ending: ending.at):
            draft = Draft(EntryKind.EXPIRY, -sum(lot.stamps for lot in lots), effective_at=at)
            card, entry = post(card, draft, _JOB, now, EntryId(self.ids.new("en")))
            entries.append(entry)
            if card.shown.value == 0:
                card = replace(card, carry=Carry(since=at))
        return card, tuple(entries)

    def _zones(self, tenant: TenantId, locations: Sequence[LocationId]) -> dict[LocationId, str]:
        found = {location: self.connections.get(tenant, location) for location in locations}
        return {location: one.location.timezone for location, one in found.items() if one}


def _expired(card: Card, now: datetime) -> Card:
    note = StatusNote(_JOB, "The card's validity has ended.", now, before=card.status)
    return replace(card, status=CardStatus.EXPIRED, status_note=note, mark=next_mark(card.mark, now), look_at=None)

"""When stamps end (loyalty-domain.md §6.8): told from a card's entries and the policy that held when each was booked.

Redemptions spend the oldest stamps, a reversal takes back its own, and the oldest stamps are those of the unredeemed rewards,
which never expire (ruling 1). A redemption that is given back brings its stamps with the days they had.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from comeback.domain.card import Card
from comeback.domain.ids import EntryId, LocationId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.program import Program, StampExpiry

_DAY = timedelta(days=1)


@dataclass(slots=True)
class Lot:
    """The stamps of one entry: how many it gave that no reversal took (`given`), and how many nothing took (`left`)."""

    on: date
    zone: ZoneInfo
    life: StampExpiry
    given: int
    left: int


@dataclass(frozen=True, slots=True)
class Ending:
    """Stamps of a lot that end at the end of a day."""

    lot: Lot
    stamps: int
    at: datetime


@dataclass(slots=True)
class Lots:
    """All lots of a card, and what each redemption took from them."""

    size: int
    all: list[Lot] = field(default_factory=list)
    of_entry: dict[EntryId, Lot] = field(default_factory=dict)
    redeemed: dict[EntryId, list[tuple[Lot, int]]] = field(default_factory=dict)

    def oldest_first(self) -> list[Lot]:
        """In the order in which they are spent."""
        return sorted(self.all, key=lambda lot: lot.on)

    def endings(self, rewards: int) -> list[Ending]:
        """Ends of all stamps that are left and belong to none of the `rewards`, the first to end first."""
        protected, found = rewards * self.size, []
        for lot in self.oldest_first():
            kept = min(protected, lot.left)
            protected -= kept
            last_day = self._last_day(lot)
            if lot.left > kept and last_day is not None:
                found.append(Ending(lot, lot.left - kept, datetime.combine(last_day, time(23, 59, 59), lot.zone)))
        return sorted(found, key=lambda ending: ending.at)

    def _last_day(self, lot: Lot) -> date | None:
        if lot.life.kind == "until":
            return lot.life.date
        if lot.life.days is None:
            return None
        last, life = lot.on, timedelta(days=lot.life.days)
        if lot.life.kind == "after_last":
            # Each stamp restarts the counter for those that were still there.
            for later in self.oldest_first():
                if later.given and last < later.on <= last + life:
                    last = later.on
        return last + life

    def follow(self, entry: Entry, lot: Lot) -> None:
        """The lots after the next entry; `lot` is what it would add."""
        before = entry.balance_after - entry.amount
        if entry.kind is EntryKind.REDEMPTION_REVERSAL and entry.reverses is not None:
            for spent, stamps in self.redeemed.pop(entry.reverses, []):
                spent.left += stamps
        elif entry.amount > 0:
            self.all.append(lot)
            self.of_entry[entry.id] = lot
        taken = self._take(self._order(entry, max(before, 0)), max(entry.balance_after, 0))
        if entry.kind is EntryKind.REDEMPTION:
            self.redeemed[entry.id] = taken

    def _order(self, entry: Entry, before: int) -> list[Lot]:
        """Whose stamps an entry takes first."""
        if entry.kind is EntryKind.EXPIRY:
            ended = [one.lot for one in self.endings(before // self.size) if one.at <= entry.effective_at]
            return ended + self.oldest_first()
        if entry.kind is EntryKind.REVERSAL and entry.reverses is not None:
            own = self.of_entry[entry.reverses]
            own.given += entry.amount
            return [own, *self.oldest_first()[::-1]]
        return self.oldest_first()

    def _take(self, lots: Iterable[Lot], balance: int) -> list[tuple[Lot, int]]:
        """Bring what is left to the balance."""
        excess, taken = sum(lot.left for lot in self.all) - balance, []
        for lot in lots:
            part = min(lot.left, excess)
            if part > 0:
                lot.left -= part
                excess -= part
                taken.append((lot, part))
        return taken


def lots_of(card: Card, program: Program, oldest_first: Iterable[Entry], zones: Mapping[LocationId, str]) -> Lots:
    """The card's lots. `zones`: of the program's locations; what none of them gave is dated in the first one's."""
    default = next(iter(zones.values()), "UTC")
    lots = Lots(card.size)
    for entry in oldest_first:
        zone = ZoneInfo(zones.get(entry.cause.location_id, default) if entry.cause else default)
        on, life = entry.effective_at.astimezone(zone).date(), program.expiry_at(entry.booked_at)
        lots.follow(entry, Lot(on, zone, life, entry.amount, entry.amount))
    return lots


def watched(card: Card, program: Program, entries: Iterable[Entry]) -> Card:
    """The head after `entries`, with the moment from which something may end: never late, sometimes early."""
    moments = [card.look_at, *(_earliest(card, program, entry) for entry in entries)]
    return replace(card, look_at=min((moment for moment in moments if moment), default=None))


def _earliest(card: Card, program: Program, entry: Entry) -> datetime | None:
    life = program.stamp_expiry
    if card.look_at is None and program.validity.kind != "unlimited":
        return entry.booked_at
    if life.kind == "unlimited" and not program.past_expiries:
        return None
    if entry.amount < 0 or life.kind == "unlimited":
        # A reward that goes back into stamps may bring some whose days are over.
        return entry.booked_at
    if life.date is not None:
        return datetime.combine(life.date, time(), UTC) - _DAY
    return entry.effective_at + timedelta(days=life.days or 0) - _DAY

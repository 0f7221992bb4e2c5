"""A synchronisation of a location's clients: what is wanted, how far it is, and its report (loyalty-domain.md §13, ruling 19).

Clients come first, page by page; then, if the owner asks for the past, the days from then until yesterday, and at last the
cards page by page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from enum import StrEnum

from comeback.domain.ids import JobId, LocationId, TenantId

PAGE_SIZE = 200
"""Clients a page; Altegio gives no more (altegio.md §4.1)."""


class SyncState(StrEnum):
    """A stopped one can be started again; what it has done stays. `previewed`: the past was counted, nothing was given."""

    QUEUED = "queued"
    RUNNING = "running"
    PREVIEWED = "previewed"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class SyncPhase(StrEnum):
    """What a job does at the moment, or did last."""

    CLIENTS = "clients"
    VISITS = "visits"
    CARDS = "cards"


def _by_name(counts: object, names: tuple[str, ...]) -> Mapping[str, int]:
    """Without those that are zero."""
    return {name: count for name in names if (count := getattr(counts, name))}


@dataclass(frozen=True, slots=True)
class SyncCounts:
    """What became of the clients read. `linked`: tied in this run to a customer who existed before; `created`: new
    customers; `duplicates`: clients beyond the first of a phone; `conflicts`: tied to a customer of another phone;
    `masked_phone`: those of `invalid_phone` that Altegio hides from us.
    """

    read: int = 0
    linked: int = 0
    created: int = 0
    without_phone: int = 0
    invalid_phone: int = 0
    duplicates: int = 0
    conflicts: int = 0
    masked_phone: int = 0

    def as_mapping(self) -> Mapping[str, int]:
        """By name, without those that are zero."""
        return _by_name(self, tuple(each.name for each in fields(self)))


@dataclass(frozen=True, slots=True)
class PastCounts:
    """Sums over the cards that have a past. `stamps`: what their visits make; `given_before` by earlier imports; `to_give`
    by this one; `new_rewards`: those that become complete with it.
    """

    cards: int = 0
    stamps: int = 0
    given_before: int = 0
    to_give: int = 0
    new_rewards: int = 0

    def as_mapping(self) -> Mapping[str, int]:
        """By name, without those that are zero."""
        return _by_name(self, tuple(each.name for each in fields(self)))


@dataclass(frozen=True, slots=True)
class SyncWish:
    """What the owner asks for. `preview`: nothing is given; without `backfill_from` nothing is even stored. `cap`: stamps a
    card may have for its past; None: too few for a reward.
    """

    preview: bool = False
    backfill_from: date | None = None
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class SyncJob:
    """`total`: clients of the location as Altegio counts them, None until it was asked; `pages_done`: numbers from 1;
    `reason`: why it failed, for the owner. `last_day`: the last one of the past; `days_done`: numbers from 1; `steps_done`:
    pages of cards; `committed`: a preview whose stamps are to be given.
    """

    id: JobId
    tenant_id: TenantId
    location_id: LocationId
    state: SyncState
    created_at: datetime
    total: int | None = None
    counts: SyncCounts = field(default_factory=SyncCounts)
    pages_done: frozenset[int] = frozenset()
    reason: str = ""
    wish: SyncWish = field(default_factory=SyncWish)
    last_day: date | None = None
    days_done: frozenset[int] = frozenset()
    steps_done: frozenset[str] = frozenset()
    past: PastCounts = field(default_factory=PastCounts)
    committed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.state in {SyncState.QUEUED, SyncState.RUNNING}

    @property
    def is_dry(self) -> bool:
        """Whether clients are only counted."""
        return self.wish.preview and self.wish.backfill_from is None

    @property
    def gives(self) -> bool:
        """Whether the stamps of the past are booked."""
        return self.committed or not self.wish.preview

    @property
    def pages(self) -> int:
        """How many there are; an empty location has one."""
        return max(-(-(self.total or 0) // PAGE_SIZE), 1)

    @property
    def is_complete(self) -> bool:
        """Whether every page of clients was read."""
        return self.total is not None and self.pages_done >= frozenset(range(1, self.pages + 1))

    @property
    def days(self) -> int:
        """How many days of the past there are."""
        if self.wish.backfill_from is None or self.last_day is None:
            return 0
        return max((self.last_day - self.wish.backfill_from).days + 1, 0)

    @property
    def has_days(self) -> bool:
        """Whether every one of them was read."""
        return len(self.days_done) >= self.days

    @property
    def phase(self) -> SyncPhase:
        """Where it is."""
        if self.wish.backfill_from is None or not self.is_complete:
            return SyncPhase.CLIENTS
        return SyncPhase.CARDS if self.has_days else SyncPhase.VISITS

    def day(self, number: int) -> date:
        """A day of the past by its number."""
        assert self.wish.backfill_from is not None
        return self.wish.backfill_from + timedelta(days=number - 1)


def wanted_after(number: int, window: int, last: int, done: frozenset[int]) -> list[int]:
    """Which numbers to ask for when one is done: the first one opens a window, each other one moves it on."""
    following = range(2, window + 2) if number == 1 else range(number + window, number + window + 1)
    return [each for each in following if each <= last and each not in done]

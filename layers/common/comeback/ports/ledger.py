"""Days and entries: claim, read, commit (data-model.md §2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from comeback.domain.card import Card, CardRef
from comeback.domain.day import Day
from comeback.domain.ids import CardId, CustomerId, EntryId, LocationId, ProgramId, RecordId, TenantId, VisitId
from comeback.domain.ledger import Entry
from comeback.domain.program import Program
from comeback.domain.question import Question
from comeback.domain.visit import Place


class ClaimLost(Exception):  # noqa: N818 - a past-tense fact (style.md §4)
    """Another handler claimed the day, or wrote to the card, after us: nothing was booked. Read again."""


class DayBusy(Exception):  # noqa: N818 - a past-tense fact (style.md §4)
    """Somebody has claimed the day a moment ago and has not committed; `day` is what was stored before."""

    def __init__(self, day: Day) -> None:
        """Keep the stored day: it may already tell all that the caller wants to know."""
        super().__init__("the day is claimed by somebody else")
        self.day = day


@dataclass(frozen=True, slots=True)
class Claim:
    """A day as it was when its epoch became ours."""

    place: Place
    epoch: int
    day: Day


@dataclass(frozen=True, slots=True)
class Posting:
    """New entries of one card, oldest first, the head as it was `read`, and the head after them. `asked`: questions that
    arise; `moot`: questions that need no answer any more; `answered`: the one that this posting answers, if it is open.
    """

    card: Card
    read: Card
    entries: tuple[Entry, ...]
    asked: tuple[Question, ...] = ()
    moot: tuple[EntryId, ...] = ()
    answered: EntryId | None = None


@dataclass(frozen=True, slots=True)
class Pointer:
    """A booking that counts at a place for the first time; add-only."""

    location_id: LocationId
    record_id: RecordId
    visit_id: VisitId
    place: Place


@dataclass(frozen=True, slots=True)
class DayWrite:
    """The day's new state, valid only while the claim holds."""

    claim: Claim
    day: Day


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a request that moved a balance. `route` and `key` name the request within its tenant, `inputs` is a
    digest of what was asked for. It never expires (ruling 16).
    """

    route: str
    key: str
    inputs: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Standing:
    """The programs that a visit may feed and the customer's cards in them."""

    programs: tuple[Program, ...]
    cards: tuple[Card, ...]


class Ledger(Protocol):
    """The only way to change a balance."""

    def claim(self, tenant: TenantId, place: Place, now: datetime, at_work_since: datetime | None = None) -> Claim:
        """Make the day's next epoch ours and answer with the day; a day never seen is empty. One write. Raises ClaimLost
        when others' commits kept getting in between.

        Every earlier claim is lost by it. With `at_work_since` it is polite: it raises DayBusy, and nothing is written,
        while the day has a claim younger than that and no commit since.
        """

    def day(self, tenant: TenantId, place: Place) -> Day:
        """The day as stored, without claiming it."""

    def standing(self, tenant: TenantId, customer: CustomerId, programs: Sequence[ProgramId]) -> Standing:
        """Programs and the customer's heads in them in one strongly consistent request; missing ones are left out."""

    def commit(
        self,
        tenant: TenantId,
        writes: Sequence[DayWrite],
        postings: Sequence[Posting],
        pointers: Sequence[Pointer] = (),
        receipt: Receipt | None = None,
    ) -> None:
        """All or nothing: entries, heads, days, pointers and the receipt.

        Raises ClaimLost, also when a head is not as it was read, when the request has a receipt already, and when the
        question that is answered is not open.
        """

    def receipt(self, tenant: TenantId, route: str, key: str) -> Receipt | None:
        """The receipt of a request; None while it has not been carried out."""

    def entries(self, tenant: TenantId, card: CardId, limit: int, cursor: str | None) -> tuple[Sequence[Entry], str | None]:
        """A page of a card's entries, newest first, and the cursor of the next page."""

    def booked_between(
        self, tenant: TenantId, start: datetime, end: datetime, limit: int, cursor: str | None
    ) -> tuple[Sequence[Entry], str | None]:
        """A page of the tenant's entries by `booked_at`, `start` inclusive, `end` exclusive, oldest first."""

    def due_days(self, until: datetime, limit: int) -> Sequence[tuple[TenantId, Place]]:
        """Days whose held reversal should have been settled by `until`."""

    def question(self, tenant: TenantId, question: EntryId) -> Question | None:
        """An open question; None for one that was answered or never asked."""

    def questions(self, tenant: TenantId, limit: int, cursor: str | None) -> tuple[Sequence[Question], str | None]:
        """A page of the tenant's open questions, the oldest first, and the cursor of the next page."""

    def due_cards(self, until: datetime, limit: int) -> Sequence[CardRef]:
        """Cards that somebody should have looked at by `until`, the longest waiting first."""

    def days(self, tenant: TenantId, places: Sequence[Place]) -> Sequence[tuple[Place, Day]]:
        """Stored days, without claiming them; for sweeps."""

    def days_of(self, tenant: TenantId, customer: CustomerId, since: date = date.min) -> Sequence[tuple[Place, Day]]:
        """A customer's stored days from a date on, the oldest first."""

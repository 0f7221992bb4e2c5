"""What an audit finds: where our books differ from Altegio's, or from themselves (loyalty-domain.md §11)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Literal, NewType

from comeback.domain.ids import CardId, LocationId, ProgramId, RecordId, TenantId, VisitId, render_id

DifferenceId = NewType("DifferenceId", str)
MOST_LISTED = 200
"""So many differences of an audit are listed; all are counted."""


class DriftKind(StrEnum):
    """The first four are about Altegio and are read and booked again; the others are about the ledger itself, which is never
    mended silently: a person has to look.
    """

    BOOKING_DIFFERS = "booking_differs"
    BOOKING_MISSING = "booking_missing"
    BOOKING_GONE = "booking_gone"
    MIRROR = "mirror"
    SEQUENCE = "sequence"
    RUNNING_BALANCE = "running_balance"
    BALANCE = "balance"
    LIFETIME_EARNED = "lifetime_earned"
    HELD = "held"
    GRANTED = "granted"
    CARRY = "carry"


REPAIRABLE = frozenset({DriftKind.BOOKING_DIFFERS, DriftKind.BOOKING_MISSING, DriftKind.BOOKING_GONE, DriftKind.MIRROR})


@dataclass(frozen=True, slots=True)
class Difference:
    """`expected` by Altegio, or by the entries; `found` in our books. `done`: it was sent to be read and booked again
    (`repaired`), or a person has to look at it (`reported`): the ledger differs from itself, or an audit before has sent the
    very same difference already.
    """

    kind: DriftKind
    location_id: LocationId
    noticed_at: datetime
    expected: str
    found: str
    done: Literal["repaired", "reported"]
    program_id: ProgramId | None = None
    card_id: CardId | None = None
    visit_id: VisitId | None = None
    record_id: RecordId | None = None

    @property
    def id(self) -> DifferenceId:
        """The same for the same difference, so that finding it again is known."""
        about = (self.kind, self.location_id, self.card_id, self.visit_id, self.record_id, self.expected, self.found)
        digest = sha256("|".join(map(str, about)).encode()).digest()
        return DifferenceId(render_id("df", int.from_bytes(digest[:6]), digest[6:16]))

    @property
    def is_open(self) -> bool:
        """Whether somebody has to look at it."""
        return self.done == "reported"


class AuditStep(StrEnum):
    """What of a location is being compared."""

    BOOKINGS = "bookings"
    CARDS = "cards"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class AuditCounts:
    """What was compared, and what came of it. `missed`: repaired ones that events and sweeps had had time to find."""

    bookings: int = 0
    cards: int = 0
    mirrors: int = 0
    repaired: int = 0
    reported: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class AuditRun:
    """The last audit of a location, maybe under way: it goes on at `page` of the bookings, or at `cursor` of the cards of
    `program_id`. `kinds`: differences by kind. `sent_before`: what the audit before sent to be repaired. `paid_seen_until`:
    paid visits without *arrived* that began earlier were listed before. `trouble`: why it could not go on, if so.
    """

    tenant_id: TenantId
    location_id: LocationId
    begun_at: datetime
    step: AuditStep = AuditStep.BOOKINGS
    page: int = 1
    program_id: ProgramId | None = None
    cursor: str | None = None
    counts: AuditCounts = field(default_factory=AuditCounts)
    kinds: Mapping[str, int] = field(default_factory=dict)
    finished_at: datetime | None = None
    sent_before: tuple[DifferenceId, ...] = ()
    paid_seen_until: datetime | None = None
    trouble: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.finished_at is None

    def judged(self, found: Difference) -> Difference:
        """What was sent before and is as it was is not repaired by sending it once more: a person has to look."""
        return replace(found, done="reported") if found.id in self.sent_before else found

    def counting(self, found: Iterable[Difference], *, missed: int = 0, **compared: int) -> "AuditRun":
        """With what a step has compared and found."""
        found = list(found)
        reported = sum(one.is_open for one in found)
        added = {"repaired": len(found) - reported, "reported": reported, "missed": missed, **compared}
        counts = replace(self.counts, **{name: getattr(self.counts, name) + number for name, number in added.items()})
        kinds = Counter(self.kinds) + Counter(one.kind.value for one in found)
        return replace(self, counts=counts, kinds=dict(kinds))

"""What travels in queues: ids only, never personal data or amounts. Standard library only (the webhook loads it)."""

import json
from dataclasses import asdict, dataclass, fields
from typing import get_args

from comeback.domain.ids import (
    CardId,
    ClientId,
    CustomerId,
    JobId,
    LocationId,
    LoyaltyCardId,
    ProgramId,
    RecordId,
    TenantId,
    VisitId,
)


@dataclass(frozen=True, slots=True)
class VisitChanged:
    """Something happened to a booking. All but the location are hints; `date` is local `YYYY-MM-DD`, `received_at`
    an ISO instant, `source` is `webhook`, `sweep`, `audit`, `sync` or `api`.
    """

    tenant_id: TenantId
    location_id: LocationId
    record_id: RecordId | None
    client_id: ClientId | None
    visit_id: VisitId | None
    date: str | None
    received_at: str
    source: str
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class ClientChanged:
    """A client was created, changed or deleted in Altegio. `likeness`: see `domain/customer.py`."""

    tenant_id: TenantId
    location_id: LocationId
    client_id: ClientId
    received_at: str
    source: str
    attempt: int = 0
    likeness: str = ""


@dataclass(frozen=True, slots=True)
class DayDue:
    """A held reversal of this day is due."""

    tenant_id: TenantId
    customer_id: CustomerId
    date: str
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class CustomerEnrolled:
    """A person got a card by form or API: look them up in Altegio. `location_id`: whose form it was, if it said so."""

    tenant_id: TenantId
    customer_id: CustomerId
    program_id: ProgramId
    attempt: int = 0
    location_id: LocationId | None = None


@dataclass(frozen=True, slots=True)
class CardReopened:
    """A blocked card is active again: what came meanwhile is to be booked."""

    tenant_id: TenantId
    customer_id: CustomerId
    program_id: ProgramId
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class LookBackDue:
    """A visit or a client's event made a card: the program may count visits from before it. `further`: the card is not new, but
    looks back further than before.
    """

    tenant_id: TenantId
    customer_id: CustomerId
    program_id: ProgramId
    attempt: int = 0
    further: bool = False


@dataclass(frozen=True, slots=True)
class CardsDue:
    """A program's cards are to be looked at again, a page at a time: its validity has changed, it was started `again`, or they
    look back `further`.
    """

    tenant_id: TenantId
    program_id: ProgramId
    again: bool = False
    further: bool = False
    cursor: str | None = None
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class BookingsDue:
    """A location's bookings from the date `first` to `last` are to be compared with what is stored, a page (from 1) at a time."""

    tenant_id: TenantId
    location_id: LocationId
    first: str
    last: str
    page: int = 1
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class MirrorDue:
    """A balance that Altegio owns may have changed since `received_at`. Whose: the customer's, the client's or the booking's at
    the location, or the holder's of the loyalty card. Where: in the program, or in every program of the location.
    """

    tenant_id: TenantId
    received_at: str
    source: str
    location_id: LocationId | None = None
    client_id: ClientId | None = None
    record_id: RecordId | None = None
    visit_id: VisitId | None = None
    loyalty_card_id: LoyaltyCardId | None = None
    customer_id: CustomerId | None = None
    program_id: ProgramId | None = None
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class LoyaltyCardWanted:
    """Altegio has no loyalty card for a person in a program whose balance stands on one."""

    tenant_id: TenantId
    customer_id: CustomerId
    program_id: ProgramId
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class CardNoteDue:
    """What Altegio notes of somebody's card may be out of date: it was made, installed, removed, blocked or opened."""

    tenant_id: TenantId | None
    card_id: CardId
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class ProfileToSend:
    """A person's name, e-mail or birthday differs from Altegio's, and ours is the one that counts."""

    tenant_id: TenantId
    customer_id: CustomerId
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class LinkDue:
    """A person may be sent the link of their card now."""

    tenant_id: TenantId
    customer_id: CustomerId
    program_id: ProgramId
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class ErasureDue:
    """A person is to be forgotten; it was asked for and written down."""

    tenant_id: TenantId
    customer_id: CustomerId
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class ConnectRequested:
    """An owner connects many locations: this one waits. `user_id` is the Altegio user whose signature was checked."""

    tenant_id: TenantId
    location_id: LocationId
    user_id: int
    job_id: JobId
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class CardChanged:
    """A card's head has a new change mark. `attempt` counts tries of the same push."""

    tenant_id: TenantId
    customer_id: CustomerId
    program_id: ProgramId
    card_id: CardId
    mark: int
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class ProgramPublished:
    """A program was activated, or an active one has a new look."""

    tenant_id: TenantId
    program_id: ProgramId
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class LookDue:
    """A program's cards may look different. `since_ms` 0: whether they do is to be found out; else a page of them is to be
    given new change marks, unless this job, which began then, has done so.
    """

    tenant_id: TenantId
    program_id: ProgramId
    since_ms: int = 0
    cursor: str | None = None
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class PhonesDue:
    """The phones that have cards of a page are to be told; `cards`: only those that have these."""

    tenant_id: TenantId
    program_id: ProgramId
    cursor: str | None = None
    cards: tuple[CardId, ...] = ()
    attempt: int = 0

    def __post_init__(self) -> None:
        """JSON knows no tuples."""
        object.__setattr__(self, "cards", tuple(self.cards))


@dataclass(frozen=True, slots=True)
class ObjectsDue:
    """A page of a program's objects is to be written at Google, where they do not have its look."""

    tenant_id: TenantId
    program_id: ProgramId
    cursor: str | None = None
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class HoldersDue:
    """A page of a program's objects is to be asked of Google: who has them?"""

    tenant_id: TenantId
    program_id: ProgramId
    cursor: str | None = None
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class RecalculationPageDue:
    """A page (from 1) of a program's cards is to be looked at, in the preview or in the commit of a recalculation."""

    tenant_id: TenantId
    program_id: ProgramId
    job_id: JobId
    page: int
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class SyncPageDue:
    """A page (from 1) of a location's clients is to be synchronised."""

    tenant_id: TenantId
    location_id: LocationId
    job_id: JobId
    page: int
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class PastDayDue:
    """A day (its number from 1) of a location's past is to be read."""

    tenant_id: TenantId
    location_id: LocationId
    job_id: JobId
    number: int
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class PastCardsDue:
    """A page (from 1) of a program's cards is to be given what their past makes; it begins at the cursor."""

    tenant_id: TenantId
    location_id: LocationId
    job_id: JobId
    program_id: ProgramId
    page: int = 1
    cursor: str | None = None
    attempt: int = 0


WriteMessage = LoyaltyCardWanted | CardNoteDue | ProfileToSend | LinkDue
AccrualMessage = (
    VisitChanged
    | ClientChanged
    | DayDue
    | CustomerEnrolled
    | CardReopened
    | LookBackDue
    | CardsDue
    | BookingsDue
    | MirrorDue
    | ErasureDue
    | ConnectRequested
    | WriteMessage
)
GoogleBatchMessage = ObjectsDue | HoldersDue
GoogleMessage = CardChanged | ProgramPublished
AppleBatchMessage = LookDue | PhonesDue
SyncMessage = SyncPageDue | PastDayDue | PastCardsDue | RecalculationPageDue
Message = AccrualMessage | GoogleMessage | SyncMessage | AppleBatchMessage | GoogleBatchMessage
_TYPES: dict[str, type[Message]] = {kind.__name__: kind for kind in get_args(Message)}


def to_json(message: Message) -> str:
    """Compact JSON with the message's type beside its fields."""
    return json.dumps({"type": type(message).__name__, **asdict(message)}, separators=(",", ":"))


def from_json(body: str) -> Message:
    """The message of a body written by `to_json`, by an older release too: what messages do not say any more is left out.

    Raises ValueError for anything else.
    """
    try:
        said = json.loads(body)
        kind = _TYPES[said["type"]]
        return kind(**{one.name: said[one.name] for one in fields(kind) if one.name in said})
    except (TypeError, KeyError, AttributeError, ValueError) as problem:
        raise ValueError("not a message of ours") from problem

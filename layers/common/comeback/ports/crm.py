"""Altegio as the use cases see it: tenant-scoped through a connection, read-only so far.

CrmError
├── CrmUnavailableError   try again later (`retry_after` seconds): out of reach, 5xx, 429, budget used up
├── CrmRefusedError       a right is missing, or the location is not ours (401, 402, 403)
└── CrmGoneError          the thing is unknown there (404); alone no proof of deletion (ruling 8)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from comeback.domain.connection import Connection
from comeback.domain.customer import Gender
from comeback.domain.ids import ClientId, RecordId, VisitId
from comeback.domain.visit import Booking, VisitFacts


class CrmError(Exception):
    """Altegio did not give what was asked for."""


class CrmUnavailableError(CrmError):
    """Try again in `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float = 5.0) -> None:
        """Keep how long to wait."""
        super().__init__(message)
        self.retry_after = retry_after


class CrmBusyError(CrmUnavailableError):
    """It is not our turn to call: others go first, or Altegio has answered 429. Nothing was asked."""


class CrmRefusedError(CrmError):
    """Altegio denies access: a person has to grant a right."""


class CrmGoneError(CrmError):
    """Unknown to Altegio, or not visible to us."""


class Lane(StrEnum):
    """Who may use the shared call budget first, highest first (data-model.md §5)."""

    LIVE = "live"
    REST = "rest"
    SWEEP = "sweep"
    SYNC = "sync"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class CrmClient:
    """A client as one location knows them. `phone`: digits or E.164 as given, maybe empty or masked; `surname`: the end of
    `name`, where it is told apart.
    """

    client_id: ClientId
    name: str
    phone: str
    email: str = ""
    birthday: str = ""
    surname: str = ""
    gender: Gender = ""


@dataclass(frozen=True, slots=True)
class CrmRecord:
    """A booking with its client, as a list shows it. `local_date` is the date of its scheduled start there,
    `changed_at` the moment of its last change by Altegio's clock, if it says so. `paid`: money was taken for it.
    """

    booking: Booking
    local_date: date
    client: CrmClient | None
    changed_at: datetime | None
    paid: bool = False


@dataclass(frozen=True, slots=True)
class ChangedClient:
    """A client, and the moment of their last change by Altegio's clock, if it says so."""

    client: CrmClient
    changed_at: datetime | None


class Crm(Protocol):
    """Every call is for one connection; an answer of another location is refused as CrmGoneError."""

    def record(self, connection: Connection, record: RecordId, lane: Lane) -> CrmRecord:
        """One booking. Raises CrmError."""

    def visits_of_day(
        self,
        connection: Connection,
        client: ClientId,
        day: date,
        known: Mapping[VisitId, VisitFacts],
        lane: Lane,
        reread: VisitId | None = None,
    ) -> Sequence[VisitFacts]:
        """The client's visits of a date (scheduled start, local), deleted bookings included.

        One call for the list, one more for the details of each arrived visit whose fingerprint differs from the
        `known` facts or that is named by `reread`; the others come back as known. Raises CrmError.
        """

    def changed_records(self, connection: Connection, since: datetime, page: int, lane: Lane) -> tuple[Sequence[CrmRecord], bool]:
        """A page (from 1) of bookings created, changed or deleted after `since`, and whether more follow."""

    def records_between(
        self, connection: Connection, first: date, last: date, page: int, lane: Lane, client: ClientId | None = None
    ) -> tuple[Sequence[CrmRecord], bool]:
        """A page (from 1) of bookings scheduled in `first`…`last`, payments included in their fingerprints; those of
        one client, if named.
        """

    def client(self, connection: Connection, client: ClientId, lane: Lane) -> CrmClient:
        """One client. Raises CrmError."""

    def changed_clients(
        self, connection: Connection, since: datetime, page: int, lane: Lane
    ) -> tuple[Sequence[ChangedClient], bool]:
        """A page (from 1) of clients created or changed after `since`, and whether more follow. Raises CrmError."""

    def has_client(self, connection: Connection, client: ClientId, lane: Lane) -> bool:
        """Whether an answered list of the location's clients shows this one. Raises CrmError."""

    def find_clients(self, connection: Connection, phone: str, lane: Lane) -> Sequence[CrmClient]:
        """Clients of the location whose phone has the same digits."""

    def clients_page(self, connection: Connection, page: int, lane: Lane) -> tuple[Sequence[CrmClient], int]:
        """A page (from 1) of the location's clients in the order of their ids, `domain.sync.PAGE_SIZE` at the most, and
        how many clients there are in all. Raises CrmError.
        """

"""Why a mirrored balance has changed, as far as Altegio tells (loyalty-domain.md §8.2, §9.6, §10.5)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from comeback.domain.ids import RecordId, VisitId
from comeback.domain.loyalty import LoyaltyTransaction, TransactionType
from comeback.domain.mirror import Mirror
from comeback.domain.mirror_reasons import Why, compared, fresh, why
from comeback.domain.visit import Attendance
from comeback.ports.crm import Crm, CrmGoneError, CrmRefusedError, Lane
from comeback.ports.loyalty import Loyalty
from comeback.usecases.read_balance import Found

_APART_FROM_VISITS = (
    TransactionType.REFERRAL,
    TransactionType.ADDED_BY_HAND,
    TransactionType.TAKEN_BY_HAND,
    TransactionType.EXPIRED,
    TransactionType.SESSION,
    TransactionType.GIFT_CARD,
)
_MOST_VISITS = 2


class Heard(NamedTuple):
    """The visit and booking of an event, if it was about one."""

    visit_id: VisitId | None = None
    record_id: RecordId | None = None


@dataclass(frozen=True, slots=True)
class ExplainChange:
    """Asks in this order until something explains: the visit that we heard of; what happened in the chain apart from visits; the
    client's own latest visits. One to five calls, and only where a balance has changed.
    """

    loyalty: Loyalty
    crm: Crm

    def __call__(self, found: Found, before: Mirror, heard: Heard, lane: Lane) -> Why:
        """What two reads tell of each other where no transaction explains. Raises CrmUnavailableError."""
        said = next((one for one in self._sources(found, before, heard, lane) if one), [])
        if not said:
            return compared(before.seen, found.seen, found.as_of)
        return why(said, found.connection.location.currency, self._missed(found, said, heard, lane))

    def _sources(
        self, found: Found, before: Mirror, heard: Heard, lane: Lane
    ) -> Iterator[Sequence[LoyaltyTransaction]]:  # fmt: skip
        connection, today = found.connection, found.as_of.astimezone(ZoneInfo(found.connection.location.timezone)).date()
        days = today - timedelta(days=1), today
        if heard.visit_id is not None:
            yield fresh(_allowed(partial(self.loyalty.visit_transactions, connection, heard.visit_id, lane)), before, found.seen)
        listed = _allowed(partial(self.loyalty.transactions_between, connection, *days, _APART_FROM_VISITS, lane))
        # The chain's list is about everybody: what names nothing of this person may be somebody else's.
        yield fresh((one for one in listed if one.card_id or one.membership_id or one.gift_card_id), before, found.seen)
        for visit in _allowed(partial(self._visits, found, *days, lane)):
            if visit != heard.visit_id:
                yield fresh(_allowed(partial(self.loyalty.visit_transactions, connection, visit, lane)), before, found.seen)

    def _visits(self, found: Found, first: date, last: date, lane: Lane) -> Sequence[VisitId]:
        """The latest first: an event of a client says nothing of the visit that caused it."""
        if found.client_id is None:
            return ()
        listed, _ = self.crm.records_between(found.connection, first, last, 1, lane, found.client_id)
        bookings = sorted((one.booking for one in listed), key=lambda one: one.starts_at, reverse=True)
        return list(dict.fromkeys(one.visit_id for one in bookings))[:_MOST_VISITS]

    def _missed(self, found: Found, said: Sequence[LoyaltyTransaction], heard: Heard, lane: Lane) -> set[VisitId]:
        """Visits whose session was used although nobody came (loyalty-domain.md §9.6). One that still waits is such a visit only
        when nobody is at work on it, that is when no event of it has brought us here.
        """
        missed = set()
        for one in said:
            record = one.record_id or (heard.record_id if one.visit_id == heard.visit_id else None)
            if one.type_id == TransactionType.SESSION and record:
                busy = one.visit_id == heard.visit_id
                missed |= {one.visit_id} if self._is_missed(found, record, lane, busy=busy) else set()
        return missed

    def _is_missed(self, found: Found, record: RecordId, lane: Lane, *, busy: bool) -> bool:
        try:
            booking = self.crm.record(found.connection, record, lane).booking
        except (CrmRefusedError, CrmGoneError):
            return False
        if booking.deleted or booking.attendance == Attendance.NO_SHOW:
            return True
        return not busy and booking.attendance == Attendance.WAITING and booking.starts_at <= found.as_of


def _allowed[T](ask: Callable[[], Sequence[T]]) -> Sequence[T]:
    """Nothing where Altegio does not let us read, or the location has no chain: the next source may tell."""
    try:
        return ask()
    except (CrmRefusedError, CrmGoneError):
        return ()

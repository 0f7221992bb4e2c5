"""Which lines of a visit count, and whether enough of it is paid (loyalty-domain.md §6.2, §6.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comeback.domain.ids import RecordId
from comeback.domain.settings import CardSettings, PaymentGate
from comeback.domain.settlement import SettledLine
from comeback.domain.visit import Attendance, Booking


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """Whether a line counts, and why, in words for the owner."""

    settled: SettledLine
    eligible: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether enough is paid. `due`: what remains to be paid, minor units; `why` it is closed."""

    kind: PaymentGate
    open: bool
    due: int
    why: str = ""


def judge_line(settled: SettledLine, booking: Booking, settings: CardSettings, closed: str) -> LineVerdict:
    """The first obstacle decides; `closed` says why nothing of the visit may earn, or is empty."""
    line = settled.line
    obstacles = (
        (bool(closed), closed),
        (booking.deleted, "the booking was cancelled"),
        (booking.attendance == Attendance.NO_SHOW, "the client did not come"),
        (booking.attendance != Attendance.ARRIVED, "the client is not marked as arrived"),
        (line.prepaid, "a prepayment (gift card, membership or top-up) earns when it is used"),
        (line.type == "product" and not settings.count_products, "products are not counted"),
        (settled.by_session and not settings.membership_visits_earn, "paid with a membership session"),
    )
    reason = next((why for stands, why in obstacles if stands), "")
    return LineVerdict(settled, eligible=not reason, reason=reason or f"{line.type} of an arrived booking")


def judge_gate(lines: Sequence[LineVerdict], records: Mapping[RecordId, Booking], settings: CardSettings) -> Gate:
    """§6.5 over the arrived bookings; products matter only where they count (ruling 5), prepayments never (§5.2)."""
    kind = settings.payment_gate
    owed = [
        line.settled
        for line in lines
        if records[line.settled.line.record_id].attendance == Attendance.ARRIVED
        and not line.settled.cancelled
        and not line.settled.line.prepaid
        and (line.settled.line.type == "service" or settings.count_products)
    ]
    due = sum(max(each.due, 0) for each in owed)
    payable = sum(each.line.payable for each in owed)
    paid = sum(each.paid for each in owed)
    if settings.membership_visits_earn:
        paid += sum(each.line.payable for each in owed if each.by_session)
    full = kind is PaymentGate.FULL
    obstacles = (
        (full and payable == 0, "there is nothing to pay"),
        (paid <= 0, "nothing has been paid with money, gift card or client account"),
        (full and due > 0, "the visit is not paid in full"),
    )
    why = "" if kind is PaymentGate.NONE else next((why for stands, why in obstacles if stands), "")
    return Gate(kind, open=not why, due=due, why=why)
